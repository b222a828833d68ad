package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.PeerChain;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server has of the client's certificates.
 *
 * @param chain leaf first, maybe none; of a resumed session what its ticket holds, mostly the leaf alone
 * @param validUntil the last instant at which the path from the leaf to its root is valid; without limit when there is no
 *     leaf, or the ticket that it came in says it
 */
public record ClientPath(List<X509Certificate> chain, Instant validUntil) {
    /** A client without a certificate. */
    public static final ClientPath NONE = new ClientPath(List.of(), Instant.MAX);

    /** Copy the chain. */
    public ClientPath {
        chain = List.copyOf(chain);
    }

    /** Return what a client has shown that has proven to own its key. */
    public static ClientPath of(PeerChain shown, VerifiedChain path) {
        return new ClientPath(shown.certificates(), path.validUntil());
    }

    /** Return what a resumed session has of the client, maybe nothing. */
    public static ClientPath resumed(List<X509Certificate> chain) {
        return new ClientPath(chain, Instant.MAX);
    }

    /** Return the client's own certificate, or null when it has shown none. */
    public @Nullable X509Certificate leaf() {
        return chain.isEmpty() ? null : chain.get(0);
    }

    /**
     * Return the chain to tell the user: a server that asks for no certificate has verified none either, so it tells none,
     * though its tickets carry it on.
     */
    public List<X509Certificate> told(ServerSettings settings) {
        return settings.clientCertificates() == null ? List.of() : chain;
    }
}
