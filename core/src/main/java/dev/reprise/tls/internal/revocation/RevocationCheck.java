package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.OcspStatus.CertificateStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether the certificates of a path that verified have been revoked since: by the OCSP responses that the peer
 * stapled, and by lists. Immutable and thread-safe; each stapled response costs one or two signature checks.
 *
 * @param lists asked about every certificate below the root, if there are any
 * @param stapling what a leaf's stapled response decides
 * @param checkTime whether lists and responses must be current
 */
public record RevocationCheck(RevocationLists lists, Stapling stapling, boolean checkTime) {
    /** What a stapled response of the leaf is needed for. */
    public enum Stapling {
        /** None is needed, nor asked for; one that is there is looked at. */
        NOT_ASKED,
        /** One is needed where the certificate says so (RFC 7633). */
        ASKED,
        /** One is always needed (libtls's {@code tls_config_ocsp_require_stapling}). */
        REQUIRED
    }

    /** Look at lists without regard to time if that is what is wanted. */
    public RevocationCheck {
        lists = checkTime ? lists : lists.timeless();
    }

    /**
     * What is known of a path.
     *
     * @param leaf what the leaf's stapled response says; empty without one
     * @param validUntil until when all that was looked at counts; {@link Instant#MAX} when nothing was, or dates do not count
     */
    public record Findings(Optional<OcspStatus> leaf, Instant validUntil) {}

    /**
     * Require that no certificate of a path is revoked.
     *
     * @param path leaf first, root last; verified. A root alone is its own issuer
     * @param stapled the OCSP responses that came with the certificates, as DER; those about the root are passed over
     * @throws ProtocolException with the reason CERTIFICATE_REVOKED, BAD_CERTIFICATE_STATUS_RESPONSE,
     *     CERTIFICATE_STATUS_REQUIRED or NO_REVOCATION_LIST
     */
    public Findings require(List<X509Certificate> path, Map<X509Certificate, Bytes> stapled, Instant now)
            throws ProtocolException {
        var leaf = path.get(0);
        boolean required = stapling == Stapling.REQUIRED || (stapling == Stapling.ASKED && TlsFeature.mustStaple(leaf));
        if (required && !stapled.containsKey(leaf)) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_STATUS_REQUIRED,
                    "no stapled OCSP response provided"
                            + (stapling == Stapling.REQUIRED ? "" : ", which the certificate says is needed"));
        }
        var until = Instant.MAX;
        Optional<OcspStatus> leafStatus = Optional.empty();
        for (int i = 0; i < Math.max(1, path.size() - 1); i++) {
            var certificate = path.get(i);
            var issuer = path.get(Math.min(i + 1, path.size() - 1));
            var response = stapled.get(certificate);
            if (response != null) {
                var status = status(response, certificate, issuer, now);
                requireUnrevoked(certificate, status);
                until = checkTime ? earlier(until, status.validUntil()) : until;
                if (i == 0) {
                    leafStatus = Optional.of(status);
                }
            }
            if (!lists.isEmpty() && path.size() > 1) {
                until = earlier(until, lists.require(certificate, issuer, now));
            }
        }
        // RFC 6960 section 2.2: the responder does not know it, so that nothing is known.
        if (required
                && leafStatus
                        .filter(status -> status.certificateStatus() == CertificateStatus.GOOD)
                        .isEmpty()) {
            throw BadStatus.refused("says unknown, and a good status is required");
        }
        return new Findings(leafStatus, until);
    }

    /**
     * Return what a response says of a path's leaf.
     *
     * @param path leaf first, root last; verified
     * @throws ProtocolException BAD_CERTIFICATE_STATUS_RESPONSE when it is not fit to be believed
     */
    public OcspStatus status(List<X509Certificate> path, Bytes response, Instant now) throws ProtocolException {
        return status(response, path.get(0), path.get(Math.min(1, path.size() - 1)), now);
    }

    private OcspStatus status(Bytes response, X509Certificate certificate, X509Certificate issuer, Instant now)
            throws ProtocolException {
        var status = OcspCheck.verify(response, certificate, issuer, lists, now);
        if (checkTime) {
            OcspCheck.requireCurrent(status, now);
        }
        return status;
    }

    /** Refuse a certificate that a response says is revoked: CERTIFICATE_REVOKED. */
    public static void requireUnrevoked(X509Certificate certificate, OcspStatus status) throws ProtocolException {
        if (status.certificateStatus() == CertificateStatus.REVOKED) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_REVOKED,
                    "certificate " + Printable.of(certificate.getSubjectX500Principal()) + " was revoked at "
                            + status.revocationTime().orElseThrow() + ", " + status.result());
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
