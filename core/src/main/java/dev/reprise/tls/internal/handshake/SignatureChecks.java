package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.PublicKey;

/**
 * The checks of a peer's signature (RFC 9846 section 4.5.2), the same from either side. Each reports the scheme of a
 * signature that verifies, and who verified it.
 */
public final class SignatureChecks {
    private SignatureChecks() {}

    /** Check that the scheme was offered, is legal here and fits the leaf's key, and that the signature verifies. */
    public static void check(
            CertificateVerify verify, Shared shared, Terms terms, PeerChain chain, byte[] content, Output output)
            throws ProtocolException {
        var scheme = terms.acceptedSchemes().chosen(verify.scheme());
        if (scheme == null || !scheme.allowedInCertificateVerify()) {
            throw new ProtocolException(
                    Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                    "the peer signed with scheme 0x%04x, which was not offered for CertificateVerify"
                            .formatted(verify.scheme()));
        }
        var key = chain.leaf().getPublicKey();
        if (!Signatures.fits(scheme, key)) {
            throw mismatch(scheme, key);
        }
        verify(scheme, key, content, verify.signature(), shared, output);
    }

    /**
     * Check a signature of TLS 1.2 (RFC 5246 sections 7.4.3 and 7.4.8): the scheme was offered and fits the leaf's key, and
     * the signature verifies.
     */
    public static void checkTls12(
            int code, Bytes signature, Shared shared, Terms terms, PeerChain chain, byte[] content, Output output)
            throws ProtocolException {
        var scheme = terms.acceptedSchemes().chosen(code);
        // RFC 5246 section 7.4.3: the algorithms MUST be a pair of the signature_algorithms extension.
        if (scheme == null) {
            throw new ProtocolException(
                    Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                    "the peer signed with scheme 0x%04x, which was not offered".formatted(code));
        }
        var key = chain.leaf().getPublicKey();
        if (!Signatures.fitsTls12(scheme, key)) {
            throw mismatch(scheme, key);
        }
        verify(scheme, key, content, signature, shared, output);
    }

    private static ProtocolException mismatch(SignatureScheme scheme, PublicKey key) {
        return new ProtocolException(
                Reason.SIGNATURE_SCHEME_MISMATCH,
                "the peer signed with " + scheme + ", its certificate's key is " + key.getAlgorithm());
    }

    private static void verify(
            SignatureScheme scheme, PublicKey key, byte[] content, Bytes signature, Shared shared, Output output)
            throws ProtocolException {
        var provider = shared.signatures().verifier().verifiedBy(scheme, key, content, signature);
        if (provider == null) {
            throw new ProtocolException(Reason.BAD_SIGNATURE, "the peer's signature does not verify");
        }
        output.report(new Event.Signed(true, scheme, provider));
    }
}
