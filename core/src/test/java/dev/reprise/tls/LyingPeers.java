package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A client and servers of one version, with one store and one ring of ticket keys. One side tells a {@link Lie}: the other
 * aborts for a reason, and the liar gets the alert of that reason.
 */
final class LyingPeers {
    final RingClocks clocks = new RingClocks();
    final CountingStore store = Parties.store(clocks);

    private final TicketKeyRing ring = Parties.ring(clocks);
    private final ProtocolVersion version;

    LyingPeers(ProtocolVersion version) {
        this.version = version;
    }

    /** Begin the client; that of TLS 1.3 has a group without a share, for {@link #retrying} to ask for. */
    ClientConfig.Builder client() {
        var client = Parties.client(clocks).sessions(store).protocols(version);
        return version == ProtocolVersion.TLS_1_3 ? client.groups(NamedGroup.X25519, NamedGroup.SECP256R1) : client;
    }

    /** Begin a server; all of them open each other's tickets. */
    ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1}).protocols(version);
    }

    /** Begin a server that answers the first hello of TLS 1.3's {@link #client} with a HelloRetryRequest. */
    ServerConfig.Builder retrying() {
        return server().groups(NamedGroup.SECP256R1);
    }

    /** Connect without a lie, so that the client has a session to offer. */
    void visit() throws Exception {
        Pair.of(client().build(), server().build()).handshake().close();
        assertThat(store.stored()).isPositive();
    }

    /** Let the server change its ServerHello. */
    void serverHello(Reason reason, UnaryOperator<ServerHello> change) {
        serverHello(client(), server(), reason, change);
    }

    /** Let a server change its ServerHello, but not the HelloRetryRequest before it. */
    static void serverHello(
            ClientConfig.Builder client,
            ServerConfig.Builder server,
            Reason reason,
            UnaryOperator<ServerHello> change) {
        serverLie(
                client,
                server,
                reason,
                m -> List.of(m instanceof ServerHello h && !h.isHelloRetryRequest() ? change.apply(h) : m));
    }

    /** Let the server change its HelloRetryRequest. */
    void retryRequest(Reason reason, UnaryOperator<ServerHello> change) {
        serverLie(
                client(),
                retrying(),
                reason,
                m -> List.of(m instanceof ServerHello h && h.isHelloRetryRequest() ? change.apply(h) : m));
    }

    /** Let the server lie. */
    void serverLie(Reason reason, Lie lie) {
        serverLie(client(), reason, lie);
    }

    /** Let the server lie to a client. */
    void serverLie(ClientConfig.Builder client, Reason reason, Lie lie) {
        serverLie(client, server(), reason, lie);
    }

    /** Let a server lie to a client. */
    static void serverLie(ClientConfig.Builder client, ServerConfig.Builder server, Reason reason, Lie lie) {
        var pair = Pair.of(Pair.engine(client.build(), Pair.NAME), Pair.lyingServer(server.build(), lie))
                .run();
        assertAborted(pair.client(), reason, pair.server());
    }

    /** Let the client change its hellos. */
    void clientHello(Reason reason, UnaryOperator<ClientHello> change) {
        clientHello(server(), reason, change);
    }

    /** Let the client change its hellos to a server. */
    void clientHello(ServerConfig.Builder server, Reason reason, UnaryOperator<ClientHello> change) {
        clientLie(server, reason, m -> List.of(m instanceof ClientHello h ? change.apply(h) : m));
    }

    /** Let the client lie. */
    void clientLie(Reason reason, Lie lie) {
        clientLie(server(), reason, lie);
    }

    /** Let the client lie to a server. */
    void clientLie(ServerConfig.Builder server, Reason reason, Lie lie) {
        clientLie(client(), server, reason, lie);
    }

    /** Let a client lie to a server. */
    static void clientLie(ClientConfig.Builder client, ServerConfig.Builder server, Reason reason, Lie lie) {
        var pair = Pair.of(Pair.lyingClient(client.build(), lie), server.build().engine())
                .run();
        assertAborted(pair.server(), reason, pair.client());
    }
}
