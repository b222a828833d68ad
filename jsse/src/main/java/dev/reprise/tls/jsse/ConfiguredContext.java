package dev.reprise.tls.jsse;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.internal.handshake.Counters;
import dev.reprise.tls.internal.shell.ConfigAccess;
import dev.reprise.tls.spec.Clocks;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** The context of configs: initialised from the start, and without JSSE's managers. */
final class ConfiguredContext extends RepriseContext {
    private static final int MAX_PER_PEER = 8;

    private ConfiguredContext(ContextShared shared) {
        super(shared);
    }

    /** Make the context of a server's config, a client's, or both; of what is null there is none. */
    static ConfiguredContext of(@Nullable ServerConfig server, @Nullable ClientConfig client) {
        var access = ConfigAccess.inside();
        var clocks = clocks(server, client);
        var random = new SecureRandom();
        int size = JsseProperties.cacheSize();
        var serverSessions = new ServerSessions(
                JsseProperties.ticketSeconds(),
                size,
                server == null
                        ? new Counters()
                        : access.settings(server).shared().serverCounters());
        var store = client == null ? null : access.sessions(client);
        var clientSessions = new ClientSessions(
                clocks,
                random,
                JsseProperties.ticketSeconds(),
                size,
                MAX_PER_PEER,
                store == null ? null : new StoredSessions(store),
                client == null
                        ? new Counters()
                        : access.settings(client).shared().clientCounters());
        var serverSide = server == null ? null : ServerSide.Configured.of(server, serverSessions);
        var clientSide = client == null ? null : ClientSide.Configured.of(client);
        return new ConfiguredContext(new ContextShared(
                Defaults.of(
                        client == null ? null : access.settings(client).terms(),
                        server == null ? null : access.settings(server).terms()),
                clientSessions,
                serverSessions,
                clocks,
                random,
                new TermsMemory(),
                new HostNames(),
                clientSide,
                serverSide));
    }

    private static Clocks clocks(@Nullable ServerConfig server, @Nullable ClientConfig client) {
        var access = ConfigAccess.inside();
        if (server != null) {
            return access.settings(server).shared().clocks();
        }
        return client == null
                ? Clocks.system()
                : access.settings(client).shared().clocks();
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom given)
            throws KeyManagementException {
        throw new KeyManagementException("a context made from a config of Reprise is initialised already");
    }
}
