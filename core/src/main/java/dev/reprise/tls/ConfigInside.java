package dev.reprise.tls;

import dev.reprise.tls.internal.engine.EngineLimits;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.resumption.OfferRules;
import dev.reprise.tls.internal.shell.ConfigAccess;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.SessionStore;
import org.jspecify.annotations.Nullable;

/** Opens to shells in other modules what configs hold and do not show. */
final class ConfigInside extends ConfigAccess {
    private ConfigInside() {}

    /** Called as either kind of config is loaded. */
    static void open() {
        ConfigAccess.open(new ConfigInside());
    }

    @Override
    public ServerSettings settings(ServerConfig config) {
        return config.settings();
    }

    @Override
    public ClientSettings settings(ClientConfig config) {
        return config.engines().settings();
    }

    @Override
    public EngineLimits limits(ServerConfig config) {
        return config.limits();
    }

    @Override
    public EngineLimits limits(ClientConfig config) {
        return config.engines().limits();
    }

    @Override
    public SealingRules sealingRules(ServerConfig config) {
        return config.sealingRules();
    }

    @Override
    public SealingRules sealingRules(ClientConfig config) {
        return config.engines().sealingRules();
    }

    @Override
    public @Nullable SessionStore sessions(ClientConfig config) {
        return config.engines().sessions();
    }

    @Override
    public TicketRequest tickets(ClientConfig config) {
        return config.engines().tickets();
    }

    @Override
    public Peer peer(ClientConfig config, String host, int port, String serverName) {
        return config.engines().peer(host, port, serverName);
    }

    @Override
    public OfferRules offerRules(ClientConfig config, ClientSettings connection) {
        return config.engines().offerRules(connection);
    }
}
