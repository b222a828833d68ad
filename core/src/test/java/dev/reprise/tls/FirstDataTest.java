package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.net.StubTransport;
import dev.reprise.tls.session.RingClocks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a handshake still has to say at its end goes with the first data, and never waits for data that does not come. */
class FirstDataTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final ClientConfig client = Parties.client(clocks).sessions(store).build();
    private final ServerConfig server = Parties.server(clocks).build();

    @Test
    void ticketsGoWithTheFirstAnswer() throws Exception {
        var network = new Network(client.engine(Pair.NAME, Pair.PORT), "request");
        var connection = server.connection(network);
        assertThat(connection.input().read(new byte[100])).isEqualTo(7);
        assertThat(network.writes).as("ServerHello to Finished").isEqualTo(1);
        connection.output().write(new byte[100]);
        assertThat(network.writes).as("tickets and answer").isEqualTo(2);
        network.speak();
        assertThat(network.received()).hasSize(100);
        assertThat(store.stored()).isPositive();
    }

    @Test
    void ticketsGoOutBeforeAServerWaits() throws Exception {
        var network = new Network(client.engine(Pair.NAME, Pair.PORT), "");
        var connection = server.connection(network);
        assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
        assertThat(network.writes).isEqualTo(2);
        assertThat(store.stored())
                .as("before the server has said anything else")
                .isPositive();
    }

    @Test
    void ticketsGoOutWhenAServerReadsOn() throws Exception {
        var network = new Network(client.engine(Pair.NAME, Pair.PORT), "request", "more");
        var connection = server.connection(network);
        var data = new byte[100];
        assertThat(connection.input().read(data)).isEqualTo(7);
        assertThat(connection.input().read(data)).isEqualTo(4);
        assertThat(network.writes).isEqualTo(2);
    }

    @Test
    void ticketsGoOutWhenAServerClosesWithoutAnAnswer() throws Exception {
        var network = new Network(client.engine(Pair.NAME, Pair.PORT), "request");
        try (var connection = server.connection(network)) {
            assertThat(connection.input().read(new byte[100])).isEqualTo(7);
        }
        network.speak();
        assertThat(store.stored()).isPositive();
    }

    @Test
    void ticketsGoWithTheGreetingOfAServerThatSpeaksFirst() throws Exception {
        var network = new Network(client.engine(Pair.NAME, Pair.PORT), "");
        server.connection(network).output().write(new byte[20_000]);
        assertThat(network.writes).as("ServerHello to Finished, then the rest").isEqualTo(2);
        network.speak();
        assertThat(network.received()).hasSize(20_000);
        assertThat(store.stored()).isPositive();
    }

    @Test
    void ticketsDoNotWaitWhenTheHandshakeIsAskedFor() throws Exception {
        var network = new Network(client.engine(Pair.NAME, Pair.PORT), "request");
        server.connection(network).handshake();
        assertThat(network.writes).isEqualTo(2);
    }

    @Test
    void aClientsFinishedGoesWithItsFirstData() throws Exception {
        var network = new Network(server.engine(), "");
        client.connection(network, client.engines().peer("localhost", Pair.PORT, Pair.NAME), Pair.NAME)
                .output()
                .write(new byte[100]);
        assertThat(network.writes).as("ClientHello, then Finished and data").isEqualTo(2);
        network.speak();
        assertThat(network.received()).hasSize(100);
    }

    @Test
    void aClientsFinishedGoesOutBeforeAClientWaits() throws Exception {
        var network = new Network(server.engine(), "greeting");
        var connection =
                client.connection(network, client.engines().peer("localhost", Pair.PORT, Pair.NAME), Pair.NAME);
        assertThat(connection.input().read(new byte[100])).isEqualTo(8);
        network.speak();
        assertThat(network.peer.established())
                .as("though the client writes nothing")
                .isTrue();
    }

    /** The peer is an engine that speaks whenever there is nothing to read, its data as soon as it may. */
    private static final class Network extends StubTransport {
        private final TlsEngine peer;
        private final Deque<String> data;
        private final List<ByteBuffer> underWay = new ArrayList<>();
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private ByteBuffer arrived = ByteBuffer.allocate(0);
        private int writes;

        Network(TlsEngine peer, String... data) {
            this.peer = peer;
            this.data = new ArrayDeque<>(List.of(data));
        }

        byte[] received() {
            return received.toByteArray();
        }

        /** Let the peer take what has come for it, and say what it has to. */
        void speak() throws IOException {
            var coming = join(underWay);
            underWay.clear();
            var plaintext = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
            var said = new ArrayList<>(List.of(arrived));
            do {
                work();
                peer.read(coming, plaintext.clear());
                received.write(plaintext.array(), 0, plaintext.position());
                work();
                said.add(output(""));
            } while (coming.hasRemaining() || peer.want() == TlsEngine.Want.TASK);
            while (peer.maySend() && !data.isEmpty()) {
                said.add(output(data.remove()));
            }
            arrived = join(said);
        }

        private void work() {
            if (peer.task() instanceof Runnable task) {
                task.run();
            }
            if (peer.deferred() instanceof Runnable deferred) {
                deferred.run();
            }
        }

        private ByteBuffer output(String text) throws IOException {
            var plaintext = ByteBuffer.wrap(text.getBytes(US_ASCII));
            var out = ByteBuffer.allocate(1 << 16);
            while (peer.want() == TlsEngine.Want.OUTPUT || plaintext.hasRemaining()) {
                peer.write(plaintext, out);
            }
            return out.flip();
        }

        private static ByteBuffer join(List<ByteBuffer> parts) {
            var all = ByteBuffer.allocate(
                    parts.stream().mapToInt(ByteBuffer::remaining).sum());
            parts.forEach(all::put);
            return all.flip();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!arrived.hasRemaining()) {
                speak();
            }
            if (!arrived.hasRemaining()) {
                throw new SocketTimeoutException("nothing has arrived");
            }
            int count = Math.min(length, arrived.remaining());
            arrived.get(target, offset, count);
            return count;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            writes++;
            underWay.add(ByteBuffer.wrap(source.clone(), offset, length));
        }

        @Override
        public int available() {
            return arrived.remaining();
        }

        @Override
        public void close() {}
    }
}
