package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** What becomes of a trust manager's verdict. */
final class CertificateRefusal {
    private CertificateRefusal() {}

    /**
     * Name the reason, and with it the alert, of what a trust manager has thrown, as SunJSSE does.
     *
     * @param stapled whether the peer has sent OCSP responses, which are to blame for what was found out of revocation
     */
    static ProtocolException of(CertificateException refusal, boolean stapled) {
        return new ProtocolException(reason(refusal, stapled), String.valueOf(refusal.getMessage()), refusal);
    }

    private static Reason reason(CertificateException refusal, boolean stapled) {
        if (!(refusal.getCause() instanceof CertPathValidatorException path)
                || !(path.getReason() instanceof BasicReason basic)) {
            return Reason.CERTIFICATE_NOT_ALLOWED;
        }
        return switch (basic) {
            case EXPIRED -> Reason.CERTIFICATE_EXPIRED;
            case REVOKED -> stapled ? Reason.BAD_CERTIFICATE_STATUS_RESPONSE : Reason.CERTIFICATE_REVOKED;
            case UNDETERMINED_REVOCATION_STATUS ->
                stapled ? Reason.BAD_CERTIFICATE_STATUS_RESPONSE : Reason.CERTIFICATE_NOT_ALLOWED;
            case INVALID_SIGNATURE, NOT_YET_VALID -> Reason.MALFORMED_CERTIFICATE;
            case ALGORITHM_CONSTRAINED -> Reason.UNSUPPORTED_CERTIFICATE_KEY;
            default -> Reason.CERTIFICATE_NOT_ALLOWED;
        };
    }

    /** Say what is known of a chain that passed: the path is the manager's secret, but not longer valid than these. */
    static VerifiedChain passed(List<X509Certificate> chain) {
        var until = Instant.MAX;
        for (var certificate : chain) {
            var end = certificate.getNotAfter().toInstant();
            if (end.isBefore(until)) {
                until = end;
            }
        }
        return new VerifiedChain(chain, until);
    }
}
