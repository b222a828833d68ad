package dev.reprise.tls.jsse;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.spec.HandshakeCounts;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Bring Reprise to programs that speak TLS by JSSE, by more than JSSE has words for: contexts made from configs of Reprise,
 * with their session files, ticket keys, session ids and stapled responses.
 */
public final class RepriseJsse {
    private RepriseJsse() {}

    /**
     * Make a context whose servers do as the config says: certificates by name, roots for clients, ticket keys, session id and
     * lifetime, OCSP responses. It is initialised already, and has no clients. What a program sets on an engine or socket
     * (versions, suites, application protocols, a selector) counts for that connection; it can ask clients for a certificate
     * more strictly than the config, never less. Without {@code sessionLifetime} the config issues no tickets.
     */
    public static SSLContext context(ServerConfig server) {
        return of(Objects.requireNonNull(server, "the config"), null);
    }

    /**
     * Make a context whose clients do as the config says: roots, name and certificates checked as it says whether or not the
     * program asks for an endpoint identification, own certificate, session store. It is initialised already, and has no
     * servers. Without a store, sessions are kept in memory.
     */
    public static SSLContext context(ClientConfig client) {
        return of(null, Objects.requireNonNull(client, "the config"));
    }

    /** Make a context with the servers of one config and the clients of another, for programs that are both. */
    public static SSLContext context(ServerConfig server, ClientConfig client) {
        return of(Objects.requireNonNull(server, "the config"), Objects.requireNonNull(client, "the config"));
    }

    /**
     * Count what has happened to the clients of a context since it was made; a context made from a config tells the config's
     * counts.
     *
     * @throws IllegalArgumentException when the context is not of Reprise
     */
    public static HandshakeCounts clientCounts(SSLContext context) {
        if (context.getClientSessionContext() instanceof ClientSessions own) {
            return own.counters().snapshot();
        }
        throw foreign(context);
    }

    /**
     * Count what has happened to the servers of a context, as {@link #clientCounts} does to its clients.
     *
     * @throws IllegalArgumentException when the context is not of Reprise
     */
    public static HandshakeCounts serverCounts(SSLContext context) {
        if (context.getServerSessionContext() instanceof ServerSessions own) {
            return own.counters().snapshot();
        }
        throw foreign(context);
    }

    private static IllegalArgumentException foreign(SSLContext context) {
        return new IllegalArgumentException("a context of Reprise is expected, not one of "
                + context.getProvider().getName());
    }

    private static SSLContext of(@Nullable ServerConfig server, @Nullable ClientConfig client) {
        return new OwnContext(ConfiguredContext.of(server, client));
    }

    /** SSLContext has no public way to be made without a provider's service. */
    private static final class OwnContext extends SSLContext {
        OwnContext(ConfiguredContext spi) {
            super(spi, new RepriseProvider(), "TLS");
        }
    }
}
