package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.message.StapledStatus;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An OCSP response that is sent with a certificate of our own. Who signed it is not looked at: that is for the peer, whose
 * roots decide.
 *
 * @param response the whole response as DER
 * @param status what it says of the certificate
 */
public record Staple(Bytes response, OcspStatus status) {
    /**
     * Find what a response says of the certificates of a chain of ours; nothing, maybe.
     *
     * @throws ProtocolException BAD_CERTIFICATE_STATUS_RESPONSE when it is no response, reports an error, has expired or is
     *     too long for a Certificate message
     */
    public static Map<X509Certificate, Staple> of(Bytes response, List<X509Certificate> chain, Instant now)
            throws ProtocolException {
        if (response.length() > StapledStatus.MAX_RESPONSE) {
            throw BadStatus.refused("has " + response.length() + " bytes, the most are " + StapledStatus.MAX_RESPONSE);
        }
        var parsed = OcspResponse.parse(response);
        var staples = new HashMap<X509Certificate, Staple>();
        for (int i = 0; i < chain.size(); i++) {
            var fields = CertificateFields.of(chain.get(i));
            var issuer = i + 1 < chain.size() ? CertificateFields.of(chain.get(i + 1)) : null;
            for (var single : parsed.responses()) {
                if (single.certificate().means(fields, issuer)) {
                    OcspCheck.requireCurrent(single.status(), now);
                    staples.putIfAbsent(chain.get(i), new Staple(response, single.status()));
                }
            }
        }
        return staples;
    }

    /** Return the responses about certificates of a chain of ours that a peer would take now, as DER. */
    public static Map<X509Certificate, Bytes> current(
            Map<X509Certificate, Staple> staples, List<X509Certificate> chain, Instant now) {
        if (staples.isEmpty()) {
            return Map.of();
        }
        var current = new HashMap<X509Certificate, Bytes>();
        for (var certificate : chain) {
            var staple = staples.get(certificate);
            if (staple != null && staple.current(now)) {
                current.put(certificate, staple.response());
            }
        }
        return current;
    }

    private boolean current(Instant now) {
        return !now.isAfter(status.validUntil()) && !status.thisUpdate().isAfter(now.plus(OcspCheck.SKEW));
    }
}
