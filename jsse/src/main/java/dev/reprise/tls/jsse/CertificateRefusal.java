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

    /** Name the reason, and with it the alert, of what a trust manager has thrown, as SunJSSE does. */
    static ProtocolException of(CertificateException refusal) {
        return new ProtocolException(reason(refusal), String.valueOf(refusal.getMessage()), refusal);
    }

    private static Reason reason(CertificateException refusal) {
        if (!(refusal.getCause() instanceof CertPathValidatorException path)
                || !(path.getReason() instanceof BasicReason basic)) {
            return Reason.CERTIFICATE_NOT_ALLOWED;
        }
        return switch (basic) {
            case EXPIRED -> Reason.CERTIFICATE_EXPIRED;
            case REVOKED -> Reason.CERTIFICATE_REVOKED;
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
