package dev.reprise.tls.jsse;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.spec.HandshakeCounts;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
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
     * Put Reprise before all other providers, so that programs and libraries in this process which ask JSSE for TLS get it;
     * first thing in {@code main}, before anybody has asked. It makes the default context, with the system properties {@code
     * javax.net.ssl.*} as they are now.
     *
     * @throws IllegalStateException when another provider still answers for one of the protocols, or has made the default context
     *     already: says which
     */
    public static void install() {
        install(ResumptionOptions.DEFAULT);
    }

    /** Put Reprise before all other providers as {@link #install()} does, with contexts that resume with these options. */
    public static void install(ResumptionOptions options) {
        Security.removeProvider(RepriseProvider.NAME);
        Security.insertProviderAt(new RepriseProvider(options), 1);
        for (var protocol : List.of("TLS", ProtocolNames.TLS_1_3, ProtocolNames.TLS_1_2, "SSL")) {
            requireOurs("SSLContext." + protocol, contextOf(protocol));
        }
        requireOurs("the default SSLContext, which was made before", contextOf("Default"));
    }

    private static SSLContext contextOf(String protocol) {
        try {
            return protocol.equals("Default") ? SSLContext.getDefault() : SSLContext.getInstance(protocol);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no context for " + protocol + ": " + e.getMessage(), e);
        }
    }

    private static void requireOurs(String what, SSLContext context) {
        var provider = context.getProvider();
        if (!(provider instanceof RepriseProvider)) {
            throw new IllegalStateException(what + " comes from " + provider.getName()
                    + " though Reprise has been put first; the providers are "
                    + Arrays.toString(Security.getProviders()));
        }
    }

    /**
     * Make a context whose servers do as the config says: certificates by name, roots for clients, ticket keys, session id and
     * lifetime, OCSP responses. It is initialised already, and has no clients. What a program sets on an engine or socket
     * (versions, suites, application protocols, a selector) counts for that connection; it can ask clients for a certificate
     * more strictly than the config, never less. Without {@code sessionLifetime} the config issues no tickets.
     * Its timeouts and its listener have no part in JSSE.
     */
    public static SSLContext context(ServerConfig server) {
        return of(Objects.requireNonNull(server, "the config"), null);
    }

    /**
     * Make a context whose clients do as the config says: roots, name and certificates checked as it says whether or not the
     * program asks for an endpoint identification, own certificate, session store. It is initialised already, and has no
     * servers. Without a store, sessions are kept in memory. Its timeouts and its listener have no part in JSSE.
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
