package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.HelloRequest;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerHelloDone;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Renegotiation (RFC 5246 sections 7.2.2 and 7.4.1.1): refused, and the connection goes on. */
class Tls12RenegotiationTest {
    private static final Bytes REQUEST = Bytes.ofHex("1603030004" + "00000000");

    private final RingClocks clocks = new RingClocks();
    private LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_2);

    @Test
    void ignoresHelloRequestDuringAndRefusesItAfterTheHandshake() throws Exception {
        // Not part of the transcript, so it can be put between the two.
        var request = REQUEST.toArray();
        var during = Pair.of(peers.client().build(), peers.server().build())
                .wire((direction, r) -> direction == Direction.TO_CLIENT && r[0] == 22 && r.length > 500
                        ? List.of(request, r, request)
                        : List.of(r));
        during.handshake().exchange().close();
        peers = new LyingPeers(ProtocolVersion.TLS_1_2);

        var after = Pair.lyingServer(
                peers.server().build(), m -> m instanceof Finished ? List.of(m, new HelloRequest()) : List.of(m));
        Pair.of(Pair.engine(peers.client().build(), Pair.NAME), after)
                .handshake()
                .exchange()
                .close();
    }

    /** Section 7.4.1.1: it may be sent at any time, also as the first message of all. */
    @Test
    void ignoresHelloRequestBeforeTheVersionIsChosen() throws Exception {
        for (var version : ProtocolVersion.values()) {
            var server = Parties.server(clocks).protocols(version).build();
            var began = new AtomicBoolean();
            Pair.of(Parties.client(clocks).build(), server)
                    .wire((direction, r) -> direction == Direction.TO_CLIENT && began.compareAndSet(false, true)
                            ? List.of(REQUEST.toArray(), r)
                            : List.of(r))
                    .handshake()
                    .exchange()
                    .close();
            assertThat(began).isTrue();
        }
    }

    /** RFC 9846 section 4 has no such message, and knows its code as one that must not be sent. */
    @Test
    void refusesHelloRequestWhereTls12IsNotSpoken() throws Exception {
        var server = Pair.lyingServer(
                Parties.server(clocks).build(),
                m -> m instanceof ServerHello ? List.of(new HelloRequest(), m) : List.of(m));
        var client = Parties.client(clocks).protocols(ProtocolVersion.TLS_1_3).build();
        var pair = Pair.of(Pair.engine(client, Pair.NAME), server).run();
        PairTest.assertAborted(pair.client(), Reason.UNEXPECTED_MESSAGE, pair.server());
    }

    @Test
    void endsHandshakesOfTooManyHelloRequests() {
        Lie flood = m -> {
            var messages = new ArrayList<HandshakeMessage>();
            for (int i = 0; m instanceof ServerHelloDone && i < 33; i++) {
                messages.add(new HelloRequest());
            }
            messages.add(m);
            return messages;
        };
        peers.serverLie(Reason.TOO_MANY_EMPTY_RECORDS, flood);
        assertThat(Reason.TOO_MANY_EMPTY_RECORDS.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void refusesToRenegotiateAsServer() throws Exception {
        peers.visit();
        var hello = new ArrayList<HandshakeMessage>();
        var lying = Pair.lyingClient(peers.client().build(), m -> {
            if (m instanceof ClientHello) {
                hello.add(m);
            }
            return m instanceof Finished ? List.of(m, hello.get(0), hello.get(0)) : List.of(m);
        });
        try (var pair =
                Pair.of(lying, peers.server().build().engine()).handshake().exchange()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
    }

    @Test
    void endsConnectionsThatAskForRenegotiationAgainAndAgain() throws Exception {
        peers.visit();
        var hello = new ArrayList<HandshakeMessage>();
        peers.clientLie(Reason.TOO_MANY_POST_HANDSHAKE_MESSAGES, m -> {
            if (m instanceof ClientHello) {
                hello.add(m);
            }
            var messages = new ArrayList<HandshakeMessage>(List.of(m));
            for (int i = 0; m instanceof Finished && i < 65; i++) {
                messages.add(hello.get(0));
            }
            return messages;
        });
    }
}
