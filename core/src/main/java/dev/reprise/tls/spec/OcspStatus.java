package dev.reprise.tls.spec;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Say what a certificate's authority said of it in an OCSP response that verified (RFC 6960 section 2.2; libtls's {@code
 * tls_peer_ocsp_*}).
 *
 * @param certificateStatus good, revoked or unknown
 * @param thisUpdate when that was known to be so
 * @param nextUpdate when it is to be asked again at the latest; empty when newer information is there all the time
 * @param revocationTime when the certificate was revoked; empty unless it is
 * @param revocationReason why; empty unless it is revoked and the response says why
 */
public record OcspStatus(
        CertificateStatus certificateStatus,
        Instant thisUpdate,
        Optional<Instant> nextUpdate,
        Optional<Instant> revocationTime,
        Optional<RevocationReason> revocationReason) {
    /** How old a response may be, whatever it says: as in libtls, 14 days. */
    public static final Duration MAX_AGE = Duration.ofDays(14);

    /** What can be said of a certificate. */
    public enum CertificateStatus {
        /** It is not known to be revoked. */
        GOOD,
        /** It is revoked, for good or on hold. */
        REVOKED,
        /** Whoever was asked does not know it. */
        UNKNOWN
    }

    /** Require that what belongs to a revocation is there with one only. */
    public OcspStatus {
        Objects.requireNonNull(thisUpdate);
        Objects.requireNonNull(nextUpdate);
        boolean revoked = certificateStatus == CertificateStatus.REVOKED;
        if (revoked != revocationTime.isPresent() || (revocationReason.isPresent() && !revoked)) {
            throw new IllegalArgumentException(certificateStatus + ", revoked at " + revocationTime);
        }
    }

    /** Return until when this may be relied on: the next update, or 14 days after this one if that is sooner. */
    public Instant validUntil() {
        var oldest = thisUpdate.plus(MAX_AGE);
        return nextUpdate.filter(next -> next.isBefore(oldest)).orElse(oldest);
    }

    /** Return libtls's word for it ({@code tls_peer_ocsp_result}): good, unknown, or why the certificate was revoked. */
    public String result() {
        return switch (certificateStatus) {
            case GOOD -> "good";
            case UNKNOWN -> "unknown";
            case REVOKED ->
                revocationReason.orElse(RevocationReason.UNSPECIFIED).displayName();
        };
    }
}
