package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.TlsEngine.Status;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The loop that TlsEngine's Javadoc shows, compiled: it carries data both ways, closes, and loses no reason. */
class EngineLoopTest {
    private final RingClocks clocks = new RingClocks();

    /** Two callbacks, as of a selector: bytes have come, and there is room to send. */
    private static final class Loop {
        private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

        final TlsEngine engine;
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final ByteBuffer incoming = ByteBuffer.allocate(2 * TlsEngine.MAX_RECORD_BYTES);
        private final ByteBuffer plaintext = ByteBuffer.allocate(TlsEngine.MAX_RECORD_BYTES);
        private final Queue<ByteBuffer> toSend = new ArrayDeque<>();
        boolean closed;

        Loop(TlsEngine engine) {
            this.engine = engine;
        }

        void send(String text) {
            toSend.add(ByteBuffer.wrap(text.getBytes(US_ASCII)));
        }

        /** Interest in the peer's bytes: always, until its end. */
        boolean wantsToRead() {
            return !closed;
        }

        /** Interest in room to send: while the engine or we have something to say. */
        boolean wantsToWrite() {
            return engine.want() == TlsEngine.Want.OUTPUT || (engine.maySend() && !toSend.isEmpty());
        }

        /** Bytes have come; answer how many were taken. */
        void onReadable(ByteBuffer network) throws TlsException {
            while (network.hasRemaining() && incoming.hasRemaining()) {
                incoming.put(network.get());
            }
            incoming.flip();
            boolean more = true;
            while (more) {
                int before = incoming.position();
                var status = engine.read(incoming, plaintext.clear());
                received.write(plaintext.array(), 0, plaintext.position());
                runTask();
                closed |= status == Status.CLOSED;
                more = status == Status.OK && (incoming.position() > before || plaintext.position() > 0);
            }
            incoming.compact();
        }

        /** There is room to send. */
        void onWritable(ByteBuffer network) throws TlsException {
            runTask();
            var data = engine.maySend() && !toSend.isEmpty() ? toSend.peek() : NOTHING;
            engine.write(data, network);
            if (!toSend.isEmpty() && !toSend.peek().hasRemaining()) {
                toSend.remove();
            }
        }

        private void runTask() {
            var task = engine.task();
            if (task != null) {
                task.run();
            }
            var work = engine.deferred();
            if (work != null) {
                work.run();
            }
        }
    }

    @Test
    void carriesDataBothWaysAndCloses() throws Exception {
        var client = new Loop(Parties.client(clocks).build().engine(Pair.NAME, Pair.PORT));
        var server = new Loop(Parties.server(clocks).build().engine());
        client.send("question");
        assertThat(run(client, server)).isNull();
        assertThat(server.received.toString(US_ASCII)).isEqualTo("question");
        server.send("answer");
        server.send(" and more");
        assertThat(run(client, server)).isNull();
        assertThat(client.received.toString(US_ASCII)).isEqualTo("answer and more");
        client.engine.closeOutput();
        assertThat(run(client, server)).isNull();
        assertThat(server.wantsToRead()).isFalse();
        assertThat(client.wantsToRead()).isTrue();
        server.send("last words");
        assertThat(run(client, server)).isNull();
        server.engine.closeOutput();
        assertThat(run(client, server)).isNull();
        assertThat(client.received.toString(US_ASCII)).isEqualTo("answer and morelast words");
        assertThat(client.wantsToRead() || client.wantsToWrite() || server.wantsToWrite())
                .isFalse();
        client.engine.close();
        server.engine.close();
    }

    /** A failure inside a task is told by the next call, whichever that is, after its alert has come out. */
    @Test
    void tellsWhyATaskFailed() {
        var other = TestCertificates.root("Another Root");
        var client = new Loop(TlsConfig.client()
                .roots(List.of(other.certificate()))
                .clocks(clocks.clocks())
                .build()
                .engine(Pair.NAME, Pair.PORT));
        var server = new Loop(Parties.server(clocks).build().engine());
        var thrown = run(client, server);
        assertThat(thrown).isNotNull();
        assertThat(client.engine.want()).isIn(TlsEngine.Want.NOTHING, TlsEngine.Want.OUTPUT);
        var fromRead = catchThrowableOfType(
                ProtocolException.class, () -> client.engine.read(ByteBuffer.allocate(0), ByteBuffer.allocate(0)));
        assertThat(fromRead.reason()).isEqualTo(Reason.UNKNOWN_CERTIFICATE_AUTHORITY);
        var fromFew = catchThrowableOfType(
                ProtocolException.class, () -> client.engine.read(ByteBuffer.allocate(4), ByteBuffer.allocate(0)));
        assertThat(fromFew.reason()).isEqualTo(Reason.UNKNOWN_CERTIFICATE_AUTHORITY);
        assertThat(run(server, client))
                .isInstanceOfSatisfying(
                        PeerAlertException.class,
                        alert -> assertThat(alert.code()).isEqualTo(AlertDescription.UNKNOWN_CA.code()));
    }

    /** Move bytes until nobody has any; answer what the first loop to fail has thrown. */
    private static @Nullable TlsException run(Loop one, Loop two) {
        try {
            for (int i = 0; i < 200; i++) {
                if (!(move(one, two) | move(two, one))) {
                    return null;
                }
            }
        } catch (TlsException e) {
            return e;
        }
        throw new AssertionError("no rest");
    }

    private static boolean move(Loop from, Loop to) throws TlsException {
        var network = ByteBuffer.allocate(1 << 16);
        from.runTask();
        while (from.wantsToWrite()) {
            from.onWritable(network);
        }
        network.flip();
        boolean moved = network.hasRemaining();
        while (network.hasRemaining()) {
            to.onReadable(network);
        }
        return moved;
    }
}
