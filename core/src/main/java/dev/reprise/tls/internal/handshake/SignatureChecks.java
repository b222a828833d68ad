package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.PublicKey;
import java.util.List;

/** The checks of a CertificateVerify (RFC 9846 section 4.5.2), the same from either side. */
public final class SignatureChecks {
    private SignatureChecks() {}

    /** Check that the scheme was offered, is legal here and fits the key, and that the signature verifies. */
    public static void check(
            CertificateVerify verify,
            List<SignatureScheme> offered,
            Signatures signatures,
            PublicKey key,
            byte[] content)
            throws ProtocolException {
        var scheme = SignatureScheme.find(verify.scheme());
        if (scheme == null || !offered.contains(scheme) || !scheme.allowedInCertificateVerify()) {
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
        if (!signatures.verify(scheme, key, content, verify.signature())) {
            throw new ProtocolException(Reason.BAD_SIGNATURE, "the signature in CertificateVerify does not verify");
        }
    }
}
