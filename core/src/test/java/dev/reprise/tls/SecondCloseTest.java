package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.net.StubTransport;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.spec.Clocks;
import java.io.ByteArrayInputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Two threads close one connection. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SecondCloseTest {
    private final RecordPeer peer = new RecordPeer();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** Gives what the peer has said, then waits: for the peer's end, for room to write, or to be closed. */
    private static final class WaitingTransport extends StubTransport {
        final CountDownLatch waiting = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        volatile boolean full;
        private final ByteArrayInputStream input;

        WaitingTransport(byte[] input) {
            this.input = new ByteArrayInputStream(input);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws SocketException {
            int count = input.read(target, offset, length);
            if (count < 0) {
                waitFor(ended);
            }
            return count;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws SocketException {
            if (full) {
                waitFor(closed);
            }
        }

        private void waitFor(CountDownLatch latch) throws SocketException {
            waiting.countDown();
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (closed.getCount() == 0) {
                throw new SocketException("closed");
            }
        }

        @Override
        public void close() {
            closed.countDown();
            ended.countDown();
        }
    }

    @Test
    void cutsShortOneThatTheNetworkHoldsUp() throws Exception {
        var transport = transport();
        var connection = connection(transport);
        transport.full = true;
        var first = threads.submit(() -> catchThrowable(connection::close));
        transport.waiting.await();
        connection.close();
        assertThat(first.get()).isNull();
        assertThat(transport.closed.getCount()).isZero();
    }

    @Test
    void waitsWithOneThatWaitsForThePeersEnd() throws Exception {
        var transport = transport();
        var connection = connection(transport);
        var first = threads.submit(() -> catchThrowable(connection::close));
        transport.waiting.await();
        var second = Thread.ofPlatform().start(() -> catchThrowable(connection::close));
        while (second.getState() != Thread.State.WAITING) {
            assertThat(second.isAlive()).as("waits").isTrue();
            Thread.onSpinWait();
        }
        assertThat(transport.closed.getCount()).as("open still").isOne();
        transport.ended.countDown();
        assertThat(first.get()).isNull();
        second.join();
        assertThat(transport.closed.getCount()).isZero();
    }

    @Test
    void isNothingOnceTheFirstIsDone() throws Exception {
        var transport = transport();
        var connection = connection(transport);
        transport.ended.countDown();
        connection.close();
        connection.close();
        assertThat(transport.closed.getCount()).isZero();
    }

    private WaitingTransport transport() throws Exception {
        peer.writeWith(ScriptedServer.secret(1));
        return new WaitingTransport(RecordPeer.join(
                RecordPeer.plain(22, RecordPeer.HELLO), peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED)));
    }

    private static TlsConnection connection(Transport transport) throws Exception {
        var engine = Engines.server(ScriptedServer.prompt().first());
        var connection = new TlsConnection(
                new TlsEngine(engine, SessionSink.NONE, new Announcer(null)),
                transport,
                Timeouts.DEFAULT.withClose(Duration.ofDays(20)),
                Clocks.system());
        connection.handshake();
        return connection;
    }
}
