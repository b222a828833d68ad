package dev.reprise.tls.jsse;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.resumption.OfferRules;
import dev.reprise.tls.internal.shell.ConfigAccess;
import dev.reprise.tls.session.Peer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a context's clients begin with, and who decides for them. Thread-safe. */
sealed interface ClientSide {
    /** How many tickets are asked for: as many connections at a time resume. */
    TicketRequest TICKETS = new TicketRequest(4, 4);

    /** Return what connections begin with. */
    Role role();

    /** Make the settings of a connection. */
    ClientSettings settings(Handshake handshake, Terms terms);

    /**
     * Name a server as the sessions know it, which never cross any part of it.
     *
     * @param name the name that is sent, null when none is
     * @param identification how JSSE identifies the server, empty for not at all
     */
    Peer peer(String host, int port, @Nullable String name, String identification);

    /** Say which sessions a connection may offer. */
    OfferRules rules(ClientSettings connection);

    /**
     * JSSE's managers decide.
     *
     * @param identity digest of our own certificates; empty where sessions leave the context for no store
     */
    record Managed(Role role, Managers managers, String identity) implements ClientSide {
        @Override
        public ClientSettings settings(Handshake handshake, Terms terms) {
            return new ClientSettings(
                    role.shared(),
                    terms,
                    new ClientQuestions(handshake, this, new ClientManagers(handshake, managers)),
                    JsseProperties.tickets(true) ? TICKETS : null,
                    false,
                    JsseProperties.statusRequest());
        }

        @Override
        public Peer peer(String host, int port, @Nullable String name, String identification) {
            return new Peer(host, port, Optional.ofNullable(name), identity, identification);
        }

        @Override
        public OfferRules rules(ClientSettings connection) {
            // The trust manager is asked when the server has resumed: before the ClientHello there must be no task.
            return new OfferRules(
                    connection.terms().suites().all(),
                    false,
                    false,
                    (session, name) -> Optional.empty(),
                    connection.shared().clocks().wall());
        }
    }

    /** A config decides. */
    record Configured(Role role, ClientConfig config) implements ClientSide {
        static Configured of(ClientConfig config) {
            var access = ConfigAccess.inside();
            var settings = access.settings(config);
            return new Configured(
                    Role.of(settings.shared(), settings.terms(), access.limits(config), access.sealingRules(config)),
                    config);
        }

        @Override
        public ClientSettings settings(Handshake handshake, Terms terms) {
            var access = ConfigAccess.inside();
            var own = access.settings(config);
            return own.keeping(access.tickets(config))
                    .with(terms)
                    .with(new ClientQuestions(handshake, this, own.decisions()));
        }

        @Override
        public Peer peer(String host, int port, @Nullable String name, String identification) {
            return ConfigAccess.inside().peer(config, host, port, name == null ? host : name);
        }

        @Override
        public OfferRules rules(ClientSettings connection) {
            return ConfigAccess.inside().offerRules(config, connection);
        }
    }
}
