package dev.reprise.bench;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.security.Provider;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reprise, over the JDK's curves or those of some providers. */
final class RepriseStack implements Stack {
    private static final int RESUMING_PORT = 443;
    private static final int LAST_PORT = 60_000;

    // Clients of their own, so that the sessions of the many full handshakes push nobody out of the cache.
    private final ClientConfig full;
    private final ClientConfig resuming;
    private final ServerConfig server;
    private final Version version;
    private String host = Credentials.HOST;
    private int hosts;
    private int port;

    private RepriseStack(ClientConfig full, ClientConfig resuming, ServerConfig server, Version version) {
        this.full = full;
        this.resuming = resuming;
        this.server = server;
        this.version = version;
    }

    static RepriseStack make(Setup setup, Provider... providers) {
        return new RepriseStack(
                client(setup, providers).build(),
                client(setup, providers).build(),
                server(setup, providers).build(),
                setup.version());
    }

    /** Set up what a user gets who says nothing: its group, its suites, its number of tickets. */
    static RepriseStack byDefault(Setup setup) {
        return new RepriseStack(defaultClient(setup), defaultClient(setup), defaultServer(setup), setup.version());
    }

    /** Set up clients that keep sessions in one store and ask for eight at first, for as many threads. */
    static RepriseStack with(SessionStore store, Setup setup) {
        var client = client(setup).sessions(store).ticketRequest(8, 1).build();
        return new RepriseStack(client, client, server(setup).build(), setup.version());
    }

    /** Set up a server with ticket keys that come from elsewhere. */
    static RepriseStack sharing(TicketKeyRing ring, Setup setup) {
        var client = client(setup).build();
        return new RepriseStack(client, client, server(setup).ticketKeys(ring).build(), setup.version());
    }

    private static ClientConfig defaultClient(Setup setup) {
        return TlsConfig.client()
                .roots(List.of(setup.credentials().root()))
                .sessions(sessions(setup))
                .build();
    }

    private static ServerConfig defaultServer(Setup setup) {
        var credentials = setup.credentials();
        return TlsConfig.server(new Identity(List.of(credentials.leaf()), credentials.key()))
                .sessionLifetime(Duration.ofHours(2))
                .build();
    }

    private static SessionStore sessions(Setup setup) {
        return setup.keepsSessions() ? new SessionCache(JsseStack.SESSIONS, Clocks.system()) : new NoSessions();
    }

    static ClientConfig.Builder client(Setup setup, Provider... providers) {
        return clientWithoutStore(setup, providers).sessions(sessions(setup));
    }

    static ClientConfig.Builder clientWithoutStore(Setup setup, Provider... providers) {
        return TlsConfig.client()
                .roots(List.of(setup.credentials().root()))
                // As many as the JDK's server sends; by default it is four.
                .ticketRequest(1, 1)
                .protocols(ProtocolVersion.valueOf(setup.version().name()))
                .cipherSuites(CipherSuite.valueOf(setup.suite().rfcName(setup.version())))
                .groups(groups(setup.version()))
                .cryptoProviders(providers);
    }

    // TLS 1.2 takes the certificate's curve for one of the groups.
    private static NamedGroup[] groups(Version version) {
        return version == Version.TLS_1_3
                ? new NamedGroup[] {NamedGroup.X25519}
                : new NamedGroup[] {NamedGroup.X25519, NamedGroup.SECP256R1};
    }

    static ServerConfig.Builder server(Setup setup, Provider... providers) {
        var credentials = setup.credentials();
        return TlsConfig.server(new Identity(List.of(credentials.leaf()), credentials.key()))
                .sessionLifetime(Duration.ofHours(2))
                .protocols(ProtocolVersion.valueOf(setup.version().name()))
                .cipherSuites(CipherSuite.valueOf(setup.suite().rfcName(setup.version())))
                .groups(groups(setup.version()))
                .cryptoProviders(providers);
    }

    @Override
    public Link open(Handshake kind) {
        var client = kind == Handshake.FULL
                ? full.engine(nextPlace(), port, Credentials.HOST)
                : resuming.engine(Credentials.HOST, RESUMING_PORT);
        return new Link(new RepriseSide(client), new RepriseSide(server.engine()), version);
    }

    /** Sessions are kept by host and port; in a place that was never asked for there is none. */
    private String nextPlace() {
        if (port == LAST_PORT) {
            port = 0;
            host = "host-" + ++hosts;
        }
        port++;
        return host;
    }

    /** Takes sessions and drops them. */
    static final class NoSessions implements SessionStore {
        @Override
        public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
            return null;
        }

        @Override
        public void put(Peer peer, Session session) {}

        @Override
        public void forget(Peer peer, Session refused) {}
    }
}
