package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * Verifies OCSP responses (RFC 6960 section 3.2), as libtls does: signed by the certificate's issuer or by whom that
 * designates, about this certificate, and current. Thread-safe; each call costs one signature check, with a designated
 * responder two.
 */
final class OcspCheck {
    /** How far the responder's clock may be from ours, as in libtls. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private OcspCheck() {}

    /**
     * Return what a response says of a certificate; whether it is current is {@link #requireCurrent}'s to say.
     *
     * @param response the whole OCSPResponse as DER
     * @param certificate the certificate in question
     * @param issuer whose key signed it
     * @param lists where a responder's certificate is looked up that does not say that there is no need to
     * @throws ProtocolException BAD_CERTIFICATE_STATUS_RESPONSE when it is not fit to be believed, whatever it says
     */
    static OcspStatus verify(
            Bytes response, X509Certificate certificate, X509Certificate issuer, RevocationLists lists, Instant now)
            throws ProtocolException {
        var parsed = OcspResponse.parse(response);
        var issuerFields = CertificateFields.of(issuer);
        var signer = OcspResponder.of(parsed, issuer, issuerFields).authorized(lists, now);
        try {
            parsed.signed().require(signer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw BadStatus.refused(String.valueOf(e.getMessage()), e);
        }
        var fields = CertificateFields.of(certificate);
        for (var single : parsed.responses()) {
            if (single.certificate().means(fields, issuerFields)) {
                return single.status();
            }
        }
        throw BadStatus.refused(
                "is about other certificates than " + Printable.of(certificate.getSubjectX500Principal()));
    }

    /** RFC 6960 section 4.2.2.1, with the skew and the greatest age of libtls. */
    static void requireCurrent(OcspStatus status, Instant now) throws ProtocolException {
        var from = status.thisUpdate();
        if (from.isAfter(now.plus(SKEW))) {
            throw BadStatus.refused("is not valid before " + from + ", and it is " + now);
        }
        if (from.isBefore(now.minus(OcspStatus.MAX_AGE))) {
            throw BadStatus.refused(
                    "is of " + from + ", more than " + OcspStatus.MAX_AGE.toDays() + " days old, as it is " + now);
        }
        if (status.nextUpdate().isPresent()) {
            var until = status.nextUpdate().get();
            if (until.isBefore(now.minus(SKEW))) {
                throw BadStatus.refused("was valid until " + until + ", and it is " + now);
            }
            if (until.isBefore(from)) {
                throw BadStatus.refused("is valid from " + from + " until " + until + ", which is before");
            }
        }
    }
}
