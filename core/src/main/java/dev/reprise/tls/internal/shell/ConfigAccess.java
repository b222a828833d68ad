package dev.reprise.tls.internal.shell;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.resumption.OfferRules;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.SessionStore;
import org.jspecify.annotations.Nullable;

/**
 * The way from configs to what they hold and do not show. {@code t} implements it and hands it over when its configs are
 * loaded, so that whoever has one finds it. Thread-safe.
 */
public abstract class ConfigAccess {
    /** Set once for the life of the JVM, to an object without state: a mutable static in form alone. */
    private static volatile @Nullable ConfigAccess opened;

    /** For {@code t}. */
    protected ConfigAccess() {}

    /** Hand over the implementation; one is as good as another. */
    protected static void open(ConfigAccess access) {
        opened = access;
    }

    /** Return the way in. */
    public static ConfigAccess inside() {
        var access = opened;
        if (access == null) {
            throw new IllegalStateException("no config has been made yet");
        }
        return access;
    }

    /** Return what a server's states read. */
    public abstract ServerSettings settings(ServerConfig config);

    /** Return what a client's states read. */
    public abstract ClientSettings settings(ClientConfig config);

    /** Return what bounds a server's peers. */
    public abstract EngineLimits limits(ServerConfig config);

    /** Return what bounds a client's peers. */
    public abstract EngineLimits limits(ClientConfig config);

    /** Return how a server seals records. */
    public abstract SealingRules sealingRules(ServerConfig config);

    /** Return how a client seals records. */
    public abstract SealingRules sealingRules(ClientConfig config);

    /** Return where a client keeps sessions, or null. */
    public abstract @Nullable SessionStore sessions(ClientConfig config);

    /** Return how many tickets a client asks for, where sessions are kept. */
    public abstract TicketRequest tickets(ClientConfig config);

    /** Name a server as the client's sessions know it. */
    public abstract Peer peer(ClientConfig config, String host, int port, String serverName);

    /** Return which sessions a client's connection may offer. */
    public abstract OfferRules offerRules(ClientConfig config, ClientSettings connection);
}
