package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TicketWithheld;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a listener hears, and in which order. */
class ConnectionListenerTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final Heard near = new Heard();
    private final Heard far = new Heard();

    @Test
    void hearsHandshakesAndTickets() throws Exception {
        var client = client().ticketRequest(2, 1).build();
        var server = server().build();
        Pair.of(client, server).handshake().exchange().close();
        assertThat(near.all).containsExactly("established FULL", "stored 7200", "stored 7200");
        assertThat(far.all).containsExactly("established FULL", "issued PT2H", "issued PT2H");
        near.all.clear();
        far.all.clear();
        clocks.pass(3600);
        Pair.of(client, server).handshake().close();
        assertThat(near.all).containsExactly("established RESUMED", "stored 3600");
        assertThat(far.all).containsExactly("established RESUMED", "issued PT1H");
    }

    @Test
    void hearsOfTicketsInTls12Too() throws Exception {
        var client = client().protocols(ProtocolVersion.TLS_1_2).build();
        var server = server().build();
        Pair.of(client, server).handshake().close();
        assertThat(near.all).containsExactlyInAnyOrder("established FULL", "stored 7200");
        assertThat(far.all).containsExactlyInAnyOrder("established FULL", "issued PT2H");
    }

    /** Its lifetime hint is 0, which says nothing. */
    @Test
    void hearsHowLongARenewedTicketOfTls12IsGoodFor() throws Exception {
        var client = client().protocols(ProtocolVersion.TLS_1_2).build();
        try (var ring = new TicketKeyRing(clocks.clocks(), new SecureRandom())) {
            var key = new byte[48];
            key[0] = 1;
            ring.add(1, key);
            var server = server().ticketKeys(ring).build();
            Pair.of(client, server).handshake().close();
            key[0] = 2;
            ring.add(2, key);
            clocks.pass(600);
            far.all.clear();
            Pair.of(client, server).handshake().close();
            assertThat(far.all).containsExactlyInAnyOrder("established RESUMED", "issued PT1H50M");
        }
    }

    @Test
    void hearsWhyTicketsAreRefusedAndWithheld() throws Exception {
        var client = client().ticketRequest(1, 1).build();
        Pair.of(client, server().build()).handshake().close();
        try (var ring = new TicketKeyRing(clocks.clocks(), new SecureRandom())) {
            var key = new byte[48];
            key[0] = 1;
            ring.add(1, key);
            var server = server().ticketKeys(ring).build();
            clocks.pass(Parties.LIFETIME.toSeconds() - 1);
            Pair.of(client, server).handshake().close();
            assertThat(far.infos.get(1).ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
            far.all.clear();
            clocks.pass(2);
            Pair.of(client, server).handshake().close();
            assertThat(far.all).containsExactly("established RESUMED", "withheld " + TicketWithheld.NO_KEY);
        }
    }

    @Test
    void hearsOfFailuresAtBothEnds() throws Exception {
        Pair.of(client().build(), server().build(), "example.com").run();
        assertThat(near.all).containsExactly("failed");
        assertThat(far.all).containsExactly("failed");
        assertThat(near.failures.get(0))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_MISMATCH));
        assertThat(far.failures.get(0)).isInstanceOf(PeerAlertException.class);
    }

    @Test
    void hearsOfTruncationOnce() throws Exception {
        Pair.of(client().build(), server().build())
                .handshake()
                .cut(Pair.Direction.TO_CLIENT)
                .cut(Pair.Direction.TO_CLIENT);
        assertThat(near.failures).hasSize(1).first().isInstanceOf(TruncatedException.class);
        assertThat(far.failures).isEmpty();
    }

    @Test
    void hearsOfStoreThatFails() throws Exception {
        store.fail("the disk is full");
        Pair.of(client().ticketRequest(1, 1).build(), server().build())
                .handshake()
                .close();
        // When the session to offer was sought, and when the ticket came.
        assertThat(near.all)
                .containsExactly(
                        "store failed: the disk is full", "established FULL", "store failed: the disk is full");
    }

    @Test
    void hearsOfChangedKeys() throws Exception {
        var client = client().recordsPerKey(16).build();
        try (var pair = Pair.of(client, server().build()).handshake()) {
            near.all.clear();
            far.all.clear();
            for (int i = 0; i < 13; i++) {
                pair.client().send(new byte[1]);
                pair.run();
            }
            assertThat(near.all).containsExactly("keys of ours");
            assertThat(far.all).containsExactly("keys of peer");
        }
    }

    @Test
    void goesOnWhenTheListenerThrows() throws Exception {
        var angry = new ConnectionListener() {
            @Override
            public void established(ConnectionInfo info) {
                throw new IllegalStateException("no");
            }
        };
        Pair.of(client().listener(angry).build(), server().listener(angry).build())
                .handshake()
                .exchange()
                .close();
        assertThat(store.stored()).isPositive();
    }

    @Test
    @Timeout(60)
    void hearsOfBlockingConnectionsBeforeTheirUsersDo() throws Exception {
        var server = server().build();
        try (var listener = TlsServer.listen(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var served = threads.submit(() -> {
                try (var connection = listener.accept()) {
                    connection.handshake();
                    assertThat(far.all).contains("established FULL");
                    return connection.input().readNBytes(16);
                }
            });
            var client = TlsClient.of(client().recordsPerKey(16).build());
            try (var connection = client.connect("127.0.0.1", listener.localPort(), Pair.NAME)) {
                assertThat(near.all).containsExactly("established FULL");
                for (int i = 0; i < 16; i++) {
                    connection.output().write(i);
                }
                assertThat(near.all).contains("keys of ours");
                // Closing before the server has sent its tickets would let TCP reset what it has not read.
                served.get();
            }

            var done = new CountDownLatch(1);
            far.onFailure = done::countDown;
            threads.submit(() -> {
                try (var connection = listener.accept()) {
                    connection.handshake();
                }
                return null;
            });
            try (var silent = new Socket(InetAddress.getLoopbackAddress(), listener.localPort())) {
                silent.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store).listener(near);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).listener(far);
    }

    private final class Heard implements ConnectionListener {
        private final List<String> all = Collections.synchronizedList(new ArrayList<>());
        private final List<ConnectionInfo> infos = Collections.synchronizedList(new ArrayList<>());
        private final List<TlsException> failures = Collections.synchronizedList(new ArrayList<>());
        private volatile Runnable onFailure = () -> {};

        @Override
        public void established(ConnectionInfo info) {
            infos.add(info);
            all.add("established " + info.handshakeKind().name());
        }

        @Override
        public void failed(TlsException reason) {
            failures.add(reason);
            all.add("failed");
            onFailure.run();
        }

        @Override
        public void ticketIssued(Duration lifetime) {
            all.add("issued " + lifetime);
        }

        @Override
        public void ticketWithheld(TicketWithheld reason) {
            all.add("withheld " + reason);
        }

        @Override
        public void sessionStored(Instant expires) {
            all.add("stored " + Duration.between(clocks.now(), expires).toSeconds());
        }

        @Override
        public void storeFailed(String message) {
            all.add("store failed: " + message);
        }

        @Override
        public void keysUpdated(boolean byPeer) {
            all.add(byPeer ? "keys of peer" : "keys of ours");
        }
    }
}
