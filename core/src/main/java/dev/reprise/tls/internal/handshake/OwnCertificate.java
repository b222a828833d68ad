package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes our Certificate message of TLS 1.3, and keeps the last one without OCSP responses: most configs have one chain to
 * show. Thread-safe.
 */
public final class OwnCertificate {
    private volatile @Nullable Encoded last;

    private record Encoded(List<X509Certificate> chain, Bytes message) {}

    /** Return the whole message (RFC 9846 section 4.5.1) with these OCSP responses, as DER, for certificates of the chain. */
    public Bytes message(List<X509Certificate> chain, Map<X509Certificate, Bytes> stapled) throws ProtocolException {
        if (!stapled.isEmpty()) {
            return HandshakeMessage.encode(CertificateMessages.of(chain, stapled));
        }
        var known = last;
        if (known == null || !known.chain.equals(chain)) {
            known = new Encoded(
                    chain,
                    HandshakeMessage.encode(CertificateMessages.of(chain, stapled))
                            .compact());
            last = known;
        }
        return known.message;
    }
}
