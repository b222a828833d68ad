package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.PublicKey;

/** The checks of a peer's signature (RFC 9846 section 4.5.2), the same from either side. */
public final class SignatureChecks {
    private SignatureChecks() {}

    /** Check that the scheme was offered, is legal here and fits the key, and that the signature verifies; answer it for a report. */
    public static Event.Signed check(
            CertificateVerify verify, SignatureSchemes offered, Signatures signatures, PublicKey key, byte[] content)
            throws ProtocolException {
        var scheme = offered.chosen(verify.scheme());
        if (scheme == null || !scheme.allowedInCertificateVerify()) {
            throw new ProtocolException(
                    Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                    "the peer signed with scheme 0x%04x, which was not offered for CertificateVerify"
                            .formatted(verify.scheme()));
        }
        if (!Signatures.fits(scheme, key)) {
            throw new ProtocolException(
                    Reason.SIGNATURE_SCHEME_MISMATCH,
                    "the peer signed with " + scheme + ", its certificate's key is " + key.getAlgorithm());
        }
        var provider = signatures.verifier().verifiedBy(scheme, key, content, verify.signature());
        if (provider == null) {
            throw new ProtocolException(Reason.BAD_SIGNATURE, "the signature in CertificateVerify does not verify");
        }
        return new Event.Signed(true, scheme, provider);
    }

    /**
     * Check a signature of TLS 1.2 (RFC 5246 sections 7.4.3 and 7.4.8): the scheme was offered and fits the key, and the
     * signature verifies. Answers it for a report.
     */
    public static Event.Signed checkTls12(
            int code, Bytes signature, SignatureSchemes offered, Signatures signatures, PublicKey key, byte[] content)
            throws ProtocolException {
        var scheme = offered.chosen(code);
        // RFC 5246 section 7.4.3: the algorithms MUST be a pair of the signature_algorithms extension.
        if (scheme == null) {
            throw new ProtocolException(
                    Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                    "the peer signed with scheme 0x%04x, which was not offered".formatted(code));
        }
        if (!Signatures.fitsTls12(scheme, key)) {
            throw new ProtocolException(
                    Reason.SIGNATURE_SCHEME_MISMATCH,
                    "the peer signed with " + scheme + ", its certificate's key is " + key.getAlgorithm());
        }
        var provider = signatures.verifier().verifiedBy(scheme, key, content, signature);
        if (provider == null) {
            throw new ProtocolException(Reason.BAD_SIGNATURE, "the peer's signature does not verify");
        }
        return new Event.Signed(true, scheme, provider);
    }
}
