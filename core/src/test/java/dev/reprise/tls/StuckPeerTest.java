package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.net.StubTransport;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.ByteArrayInputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A peer that takes nothing holds nobody up for longer than it is given. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class StuckPeerTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Timeouts NONE =
            new Timeouts(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(1));

    private final RecordPeer peer = new RecordPeer();

    /** Its network is full from the start, or from the moment the test says so; then a write ends by closing alone. */
    private static final class StuckTransport extends StubTransport {
        private final ByteArrayInputStream input;
        private final CountDownLatch closed = new CountDownLatch(1);
        private boolean full;
        private boolean broken;

        StuckTransport(byte[] input, boolean full) {
            this.input = new ByteArrayInputStream(input);
            this.full = full;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return input.read(target, offset, length);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws SocketException {
            if (broken) {
                throw new SocketException("Broken pipe");
            }
            if (!full) {
                return;
            }
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new SocketException("closed");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void endsAHandshakeAtItsDeadline() throws Exception {
        var transport = new StuckTransport(RecordPeer.plain(22, RecordPeer.HELLO), true);
        try (var connection = connection(transport, NONE.withHandshake(SHORT))) {
            // The clock stands still, so that it is the write that takes too long.
            var thrown = catchThrowableOfType(ProtocolException.class, connection::handshake);
            assertThat(thrown.reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
            assertThat(transport.closed.getCount()).isZero();
        }
    }

    @Test
    void endsAWriteAtItsTimeout() throws Exception {
        var transport = established();
        try (var connection = connection(transport, NONE.withWrite(SHORT))) {
            connection.handshake();
            transport.full = true;
            assertThatThrownBy(() -> connection.output().write(1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(transport.closed.getCount()).isZero();
        }
    }

    @Test
    void closesThoughTheLastWordsDoNotGoOut() throws Exception {
        var transport = established();
        var connection = connection(transport, NONE);
        connection.handshake();
        transport.full = true;
        connection.close();
        assertThat(transport.closed.getCount()).isZero();
    }

    /** Of a peer that asks for new keys, says its last words and is gone: the answer finds nobody. */
    @Test
    void readsWhatAPeerHasSaidThatTakesNoMore() throws Exception {
        var transport = established(true);
        try (var connection = connection(transport, NONE)) {
            connection.handshake();
            transport.broken = true;
            assertThat(connection.input().readAllBytes()).containsExactly(1, 2, 3);
            assertThatThrownBy(() -> connection.output().write(1)).isInstanceOf(SocketException.class);
        }
    }

    /** Of one that is there and never reads, the answer waits no longer than a read would. */
    @Test
    void endsAReadWhoseAnswerNobodyTakes() throws Exception {
        var transport = established(true);
        try (var connection = connection(transport, NONE)) {
            connection.handshake();
            connection.readTimeout(SHORT);
            transport.full = true;
            assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(transport.closed.getCount()).isZero();
        }
    }

    private StuckTransport established() throws Exception {
        return established(false);
    }

    private StuckTransport established(boolean saysMore) throws Exception {
        peer.writeWith(ScriptedServer.secret(1));
        var begin = RecordPeer.join(
                RecordPeer.plain(22, RecordPeer.HELLO), peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        if (!saysMore) {
            return new StuckTransport(begin, false);
        }
        peer.writeWith(ScriptedServer.secret(3));
        return new StuckTransport(
                RecordPeer.join(
                        begin,
                        peer.keyUpdate(true),
                        peer.sealed(ContentType.APPLICATION_DATA, new byte[] {1, 2, 3}),
                        peer.sealed(ContentType.ALERT, new byte[] {1, 0})),
                false);
    }

    private static TlsConnection connection(Transport transport, Timeouts timeouts) {
        var engine = Engines.server(ScriptedServer.prompt().first());
        var clocks = new Clocks(Clocks.system().wall(), () -> 0);
        return new TlsConnection(
                new TlsEngine(engine, SessionSink.NONE, new Announcer(null)), transport, timeouts, clocks);
    }
}
