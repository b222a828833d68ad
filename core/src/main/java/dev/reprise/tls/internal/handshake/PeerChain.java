package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.wire.Bytes;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a peer, to be decided over.
 *
 * @param certificates as the peer sent them, leaf first, not empty
 * @param stapled the OCSP responses that came with them, as DER that nobody has looked at; maybe none
 * @param serverName the name the leaf must have; null when none was asked for, as of clients
 * @param negotiated what the handshake has negotiated so far; null of a session that is about to be offered
 */
public record PeerChain(
        List<X509Certificate> certificates,
        Map<X509Certificate, Bytes> stapled,
        @Nullable String serverName,
        @Nullable NegotiatedParameters negotiated) {
    /** Copy list and map. */
    public PeerChain {
        certificates = List.copyOf(certificates);
        stapled = Map.copyOf(stapled);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a chain without a leaf");
        }
    }

    /** Make a chain without OCSP responses. */
    public PeerChain(
            List<X509Certificate> certificates,
            @Nullable String serverName,
            @Nullable NegotiatedParameters negotiated) {
        this(certificates, Map.of(), serverName, negotiated);
    }

    /**
     * Make the chain of a session that is about to be offered: it must pass today as it did then.
     *
     * @param response the leaf's OCSP response that was kept with it, null when none was
     */
    public static PeerChain stored(List<X509Certificate> certificates, @Nullable Bytes response, String serverName) {
        var stapled = response == null ? Map.<X509Certificate, Bytes>of() : Map.of(certificates.get(0), response);
        return new PeerChain(certificates, stapled, serverName, null);
    }

    /**
     * Return those certificates that a path needs, in its order, leaf first: what else was sent is nobody's word, and is
     * neither kept with the session nor shown.
     */
    public List<X509Certificate> on(VerifiedChain path) {
        var needed = new ArrayList<X509Certificate>(certificates.size());
        for (var certificate : path.chain()) {
            if (certificates.contains(certificate)) {
                needed.add(certificate);
            }
        }
        return List.copyOf(needed);
    }

    /** Return the peer's own certificate. */
    public X509Certificate leaf() {
        return certificates.get(0);
    }
}
