package dev.reprise.tls.jsse;

import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.handshake.server.ClientCertificates;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.TicketCount;
import dev.reprise.tls.internal.shell.ConfigAccess;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.internal.ticket.SessionIdPolicy;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import dev.reprise.tls.internal.wire.Bytes;
import java.time.Duration;
import java.util.Collections;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What a context's servers begin with, and who decides for them. Thread-safe. */
sealed interface ServerSide {
    /** Return what connections begin with. */
    Role role();

    /** Return what is wanted of client certificates at least; a program may want more of a connection. */
    ClientAuthentication wanted();

    /**
     * Make the settings of a connection.
     *
     * @param wanted what is wanted of client certificates, no less than {@link #wanted}
     * @throws SSLHandshakeException when nobody knows whom to trust
     */
    ServerSettings settings(Handshake handshake, Terms terms, ClientAuthentication wanted) throws SSLHandshakeException;

    /** Cut a lifetime to the timeout of a session context, where 0 is no limit. */
    private static Duration lifetime(Duration most, ServerSessions sessions) {
        int seconds = sessions.getSessionTimeout();
        return seconds == 0 || seconds > most.toSeconds() ? most : Duration.ofSeconds(seconds);
    }

    /**
     * JSSE's managers decide.
     *
     * @param ring the ticket keys
     * @param label what the session id is derived from beside the policy
     */
    record Managed(Role role, Managers managers, ServerSessions sessions, KeyRing ring, String label)
            implements ServerSide {
        @Override
        public ClientAuthentication wanted() {
            return ClientAuthentication.NONE;
        }

        @Override
        public ServerSettings settings(Handshake handshake, Terms terms, ClientAuthentication wanted) {
            var issuers = wanted == ClientAuthentication.NONE ? null : managers.issuers();
            var asked = new ServerManagers(handshake, managers);
            var count = JsseProperties.ticketCount();
            var tickets =
                    count == null ? null : tickets(wanted, issuers == null ? Bytes.EMPTY : issuers.digest(), asked);
            return new ServerSettings(
                    role.shared(),
                    terms,
                    new ServerQuestions(handshake, asked),
                    issuers == null ? null : new ClientCertificates(wanted, issuers.subjects()),
                    tickets,
                    count == null ? TicketCount.DEFAULT : count,
                    false);
        }

        private @Nullable TicketPolicy tickets(
                ClientAuthentication wanted, Bytes trust, TicketPolicy.TicketClients clients) {
            if (!JsseProperties.tickets(false)) {
                return null;
            }
            var lifetime = lifetime(TicketPolicy.MAX_LIFETIME, sessions);
            ring.serve(lifetime);
            var context = SessionIdPolicy.context(label, Collections.emptySortedSet(), wanted, trust);
            return new TicketPolicy(ring, context, lifetime, wanted, trust, clients);
        }
    }

    /**
     * A config decides; what a program wants of a connection adds to it.
     *
     * @param settings what the config says
     */
    record Configured(Role role, ServerSettings settings, ServerSessions sessions) implements ServerSide {
        static Configured of(ServerConfig config, ServerSessions sessions) {
            var access = ConfigAccess.inside();
            var settings = access.settings(config);
            var role = Role.of(settings.shared(), settings.terms(), access.limits(config), access.sealingRules(config));
            return new Configured(role, settings, sessions);
        }

        @Override
        public ClientAuthentication wanted() {
            var asked = settings.clientCertificates();
            if (asked == null) {
                return ClientAuthentication.NONE;
            }
            return asked.mode();
        }

        @Override
        public ServerSettings settings(Handshake handshake, Terms terms, ClientAuthentication wanted)
                throws SSLHandshakeException {
            var asked = settings.clientCertificates();
            if (asked == null && wanted != ClientAuthentication.NONE) {
                throw new SSLHandshakeException("a client certificate is wanted, and the ServerConfig of this context"
                        + " names nobody to trust: requireClientCertificate or optionalClientCertificate");
            }
            var certificates = asked == null ? null : asked.with(wanted);
            return settings.with(terms)
                    .with(new ServerQuestions(handshake, settings.decisions()))
                    .with(certificates, tickets(wanted));
        }

        private @Nullable TicketPolicy tickets(ClientAuthentication wanted) {
            var own = settings.tickets();
            return own == null ? null : own.with(lifetime(own.lifetime(), sessions), wanted);
        }
    }
}
