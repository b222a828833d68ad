package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.OcspStatus.CertificateStatus;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest verified OCSP response of each certificate seen lately, so that a session may be resumed where a response is
 * required, as long as that is fresh. Bounded; thread-safe.
 */
public final class KnownResponses {
    /** Longest response in bytes that is kept, here and with a session; with a responder's certificate they have 2,000. */
    public static final int MAX_RESPONSE = 8_192;

    private static final int MAX_CERTIFICATES = 64;

    private record Known(Bytes response, OcspStatus status) {}

    private final Map<X509Certificate, Known> known = LinkedHashMap.newLinkedHashMap(MAX_CERTIFICATES);

    /** Keep a response that verified, unless a newer one is there, or it is too long. */
    public synchronized void remember(X509Certificate certificate, Bytes response, OcspStatus status) {
        var before = known.get(certificate);
        boolean older = before != null && status.thisUpdate().isBefore(before.status.thisUpdate());
        if (older || response.length() > MAX_RESPONSE) {
            return;
        }
        known.remove(certificate);
        known.put(certificate, new Known(response.compact(), status));
        if (known.size() > MAX_CERTIFICATES) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** Return the newest that is still of use: one that is current, or that says revoked. Null when there is none. */
    public synchronized @Nullable Bytes find(X509Certificate certificate, Instant now) {
        var one = known.get(certificate);
        if (one == null) {
            return null;
        }
        boolean revoked = one.status.certificateStatus() == CertificateStatus.REVOKED;
        return revoked || !now.isAfter(one.status.validUntil()) ? one.response : null;
    }
}
