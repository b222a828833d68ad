package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.wire.Bytes;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/**
 * The certificates in a Certificate message, parsed and not judged.
 *
 * @param certificates as the peer sent them, leaf first; maybe none
 * @param stapled the OCSP responses that came with them, as DER (RFC 9846 section 4.5.1.1)
 */
public record ReceivedChain(List<X509Certificate> certificates, Map<X509Certificate, Bytes> stapled) {
    /** Copy list and map. */
    public ReceivedChain {
        certificates = List.copyOf(certificates);
        stapled = Map.copyOf(stapled);
    }
}
