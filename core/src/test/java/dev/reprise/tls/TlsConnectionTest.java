package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.net.Deadline;
import dev.reprise.tls.internal.net.SocketTransport;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A scripted server's connection over loopback sockets; the test itself is the peer, record by record. */
// A thread of its own, as nothing interrupts a read.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class TlsConnectionTest {
    private static final byte[] HELLO = RecordPeer.plain(22, RecordPeer.HELLO);
    private static final Duration NONE = Duration.ZERO;

    private final RecordPeer peer = new RecordPeer();
    private final Socket near;
    private final Socket far;
    /** How long closing may take: longer than the slowest machine needs, unless a test has the other side never end. */
    private Duration closeTimeout = Duration.ofSeconds(30);

    private boolean farEnds = true;

    TlsConnectionTest() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            near = new NearSocket(listener.getInetAddress(), listener.getLocalPort());
            far = listener.accept();
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
    }

    /** The other side ends its direction once we have ended ours. */
    private final class NearSocket extends Socket {
        NearSocket(InetAddress address, int port) throws IOException {
            super(address, port);
        }

        @Override
        public void shutdownOutput() throws IOException {
            super.shutdownOutput();
            if (farEnds && !far.isOutputShutdown()) {
                far.shutdownOutput();
            }
        }
    }

    @AfterEach
    void closeSockets() throws IOException {
        near.close();
        far.close();
    }

    @Test
    void doesTheHandshakeAndCarriesData() throws Exception {
        try (var connection = established(ScriptedServer.costly(), NONE)) {
            assertThat(connection.info().resumed()).isFalse();
            assertThat(connection.remoteAddress()).isEqualTo(far.getLocalSocketAddress());
            send(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {1, 2, 3}));
            var data = new byte[2];
            assertThat(connection.input().read(data)).isEqualTo(2);
            assertThat(connection.input().available()).isEqualTo(1);
            assertThat(connection.input().read()).isEqualTo(3);
            connection.output().write(new byte[20000]);
            connection.output().write(255);
            assertThat(received().content().length()).isEqualTo(16384);
            assertThat(received().content().length()).isEqualTo(3616);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("ff"));
            assertThat(connection.input().read(data, 0, 0)).isZero();
        }
        assertThat(received().content()).isEqualTo(Bytes.ofHex("0100"));
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void doesTheHandshakeOnTheFirstRead() throws Exception {
        try (var connection = connection(ScriptedServer.prompt(), NONE, NONE, Clocks.system())) {
            assertThatIllegalStateException().isThrownBy(connection::info);
            send(HELLO);
            peer.writeWith(ScriptedServer.secret(1));
            send(peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
            peer.writeWith(ScriptedServer.secret(3));
            send(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
        }
    }

    @Test
    void takesDataHoweverTheNetworkCutsIt() throws Exception {
        var random = new Random(Long.getLong("test.seed", 9846));
        var sent = new byte[300_000];
        random.nextBytes(sent);
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            var sender = CompletableFuture.runAsync(() -> {
                try {
                    for (int at = 0; at < sent.length; ) {
                        int count = Math.min(sent.length - at, random.nextInt(20) == 0 ? 16384 : random.nextInt(900));
                        var record =
                                peer.sealed(ContentType.APPLICATION_DATA, Arrays.copyOfRange(sent, at, at + count));
                        int cut = random.nextInt(record.length);
                        far.getOutputStream().write(record, 0, cut);
                        far.getOutputStream().write(record, cut, record.length - cut);
                        at += count;
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var got = connection.input().readNBytes(sent.length);
            assertThat(got).isEqualTo(sent);
            sender.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void readsTheEndAfterCloseNotifyAndStillWrites() throws Exception { // RFC 9846 section 6.1
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            send(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            send(peer.sealed(ContentType.ALERT, new byte[] {1, 0}));
            far.shutdownOutput();
            assertThat(connection.input().readAllBytes()).containsExactly(7);
            assertThat(connection.input().read()).isEqualTo(-1);
            connection.output().write(5);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("05"));
        }
    }

    @Test
    void tellsATruncationFromTheEnd() throws Exception { // RFC 9846 section 6.1
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            send(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            var cut = peer.sealed(ContentType.APPLICATION_DATA, new byte[] {8});
            send(Arrays.copyOf(cut, cut.length - 1));
            far.shutdownOutput();
            assertThat(connection.input().read()).isEqualTo(7);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> connection.input().read()).isInstanceOf(TruncatedException.class);
            }
            connection.output().write(5);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("05"));
        }
    }

    @Test
    void tellsATruncationDuringTheHandshake() throws Exception {
        for (int sent : new int[] {0, 3, HELLO.length - 1, HELLO.length}) {
            var test = new TlsConnectionTest();
            try (var connection = test.connection(ScriptedServer.prompt(), NONE, NONE, Clocks.system())) {
                test.send(Arrays.copyOf(HELLO, sent));
                test.far.shutdownOutput();
                var thrown = catchThrowableOfType(TruncatedException.class, connection::handshake);
                assertThat(catchThrowableOfType(
                                TlsException.class, () -> connection.input().read()))
                        .isNotSameAs(thrown)
                        .hasCause(thrown);
                assertThat(catchThrowableOfType(
                                TlsException.class, () -> connection.output().write(1)))
                        .isNotSameAs(thrown)
                        .hasCause(thrown);
            } finally {
                test.closeSockets();
            }
        }
    }

    @Test
    void sendsTheAlertBeforeItThrows() throws Exception { // RFC 9846 section 6.2
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            var record = peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7});
            record[record.length - 1] ^= 1;
            send(record);
            var thrown = catchThrowableOfType(
                    ProtocolException.class, () -> connection.input().read());
            assertThat(thrown.reason()).isEqualTo(Reason.BAD_RECORD);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("0214"));
            assertThat(catchThrowableOfType(
                            TlsException.class, () -> connection.output().write(1)))
                    .isNotSameAs(thrown)
                    .hasCause(thrown);
            assertThat(catchThrowableOfType(
                            TlsException.class, () -> connection.input().read()))
                    .isNotSameAs(thrown)
                    .hasCause(thrown);
        }
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void letsTheAlertArriveThoughDataWasLeftUnread() throws Exception {
        var connection = connection(ScriptedServer.prompt(), NONE, NONE, Clocks.system());
        send(RecordPeer.plain(99, new byte[16000]));
        assertThatThrownBy(connection::handshake).isInstanceOf(ProtocolException.class);
        connection.close();
        assertThat(received().content()).isEqualTo(Bytes.ofHex("020a"));
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void throwsThePeersAlert() throws Exception {
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            send(peer.sealed(ContentType.ALERT, new byte[] {2, 48}));
            assertThat(catchThrowableOfType(
                                    PeerAlertException.class,
                                    () -> connection.input().read())
                            .code())
                    .isEqualTo(48);
        }
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void cutsOffAHandshakeThatTakesTooLongThoughBytesKeepComing() throws Exception {
        var clock = new AtomicLong(Long.MAX_VALUE - 5); // Wraps, as nanoTime may.
        var clocks = new Clocks(InstantSource.system(), () -> clock.getAndAdd(TimeUnit.SECONDS.toNanos(40)));
        try (var connection = connection(ScriptedServer.prompt(), Duration.ofSeconds(60), NONE, clocks)) {
            send(Arrays.copyOf(HELLO, 4));
            assertTimedOut(connection);
            assertThat(clock.get())
                    .as("begin, first wait, cut")
                    .isEqualTo(Long.MAX_VALUE - 5 + TimeUnit.SECONDS.toNanos(120));
        }
    }

    @Test
    void cutsOffAHandshakeInWhichNothingComes() throws Exception {
        var clocks = new Clocks(InstantSource.system(), () -> 0);
        try (var connection = connection(ScriptedServer.prompt(), Duration.ofNanos(1), NONE, clocks)) {
            assertTimedOut(connection);
        }
    }

    /** Virtual threads wait without a timeout of the socket's, as the JDK's timer costs them more than the wait. */
    @Test
    void cutsOffAHandshakeInAVirtualThread() throws Exception {
        var clocks = new Clocks(InstantSource.system(), () -> 0);
        try (var connection = connection(ScriptedServer.prompt(), Duration.ofNanos(1), NONE, clocks)) {
            assertTimedOut(inVirtualThread(connection::handshake));
        }
    }

    @Test
    void liftsTheHandshakesTimeoutInAVirtualThread() throws Exception {
        // On a slow machine the time may be over before the handshake is, and shows nothing then.
        for (int millis = 100; !liftsTheHandshakesTimeout(Duration.ofMillis(millis)); millis *= 2) {
            assertThat(millis).as("milliseconds for a handshake").isLessThan(20_000);
        }
    }

    /** Tell whether the handshake was done in this time. */
    private static boolean liftsTheHandshakesTimeout(Duration timeout) throws Exception {
        var test = new TlsConnectionTest();
        try (var connection = test.connection(ScriptedServer.prompt(), timeout, NONE, Clocks.system())) {
            test.send(HELLO);
            test.peer.writeWith(ScriptedServer.secret(1));
            test.send(test.peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
            test.peer.writeWith(ScriptedServer.secret(3));
            var failure = inVirtualThread(connection::handshake);
            if (failure instanceof ProtocolException late && late.reason() == Reason.HANDSHAKE_TIMEOUT) {
                return false;
            }
            assertThat(failure).isNull();
            // A deadline that was set later and has passed shows that the first one has been looked at, too.
            var passed = new CountDownLatch(1);
            new Deadline(passed::countDown).set(timeout);
            passed.await();
            test.send(test.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
            return true;
        } finally {
            test.closeSockets();
        }
    }

    private static @Nullable Throwable inVirtualThread(ThrowingCallable call) throws Exception {
        var thrown = new CompletableFuture<@Nullable Throwable>();
        Thread.ofVirtual().start(() -> thrown.complete(catchThrowable(call)));
        return thrown.get();
    }

    private void assertTimedOut(TlsConnection connection) throws IOException {
        assertTimedOut(catchThrowable(connection::handshake));
    }

    private void assertTimedOut(@Nullable Throwable failure) throws IOException {
        assertThat(failure).isInstanceOf(ProtocolException.class);
        var thrown = (ProtocolException) failure;
        assertThat(thrown.reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
        assertThat(Bytes.wrap(far.getInputStream().readNBytes(14)))
                .isEqualTo(Bytes.ofHex("1503030002015a" + "15030300020100"));
    }

    @Test
    void staysUsableAfterAReadTimeout() throws Exception {
        try (var connection = established(ScriptedServer.prompt(), Duration.ofMillis(1))) {
            var record = peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7});
            for (int at = 0; at < record.length; at++) {
                assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
                send(record[at]);
            }
            assertThat(readPatiently(connection)).isEqualTo(7);
        }
    }

    @Test
    void takesAnotherReadTimeout() throws Exception {
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            connection.readTimeout(Duration.ofNanos(1));
            assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(near.getSoTimeout()).isEqualTo(1);
            connection.readTimeout(NONE);
            send(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
            assertThatIllegalArgumentException().isThrownBy(() -> connection.readTimeout(Duration.ofNanos(-1)));
        }
    }

    @Test
    void answersAKeyUpdateWhileItOnlyReads() throws Exception { // RFC 9846 section 4.7.3
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            send(peer.keyUpdate(true));
            send(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("1800000100"));
            connection.output().write(9);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("09"));
        }
    }

    @Test
    void updatesItsKeysOnRequest() throws Exception { // RFC 9846 section 4.7.3
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            connection.updateKeys(false);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("1800000100"));
            connection.updateKeys(true);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("1800000101"));
            connection.output().write(9);
            assertThat(received().content()).isEqualTo(Bytes.ofHex("09"));
            connection.closeOutput();
            assertThatIllegalStateException().isThrownBy(() -> connection.updateKeys(true));
        }
    }

    @Test
    void closesItsOutputAlone() throws Exception { // RFC 9846 section 6.1
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            connection.closeOutput();
            connection.closeOutput();
            assertThat(received().content()).isEqualTo(Bytes.ofHex("0100"));
            assertThatThrownBy(() -> connection.output().write(1)).isInstanceOf(SocketException.class);
            send(peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
        }
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void closesFromAnotherThreadWhileOneReads() throws Exception {
        farEnds = false;
        closeTimeout = Duration.ofSeconds(2);
        var connection = established(ScriptedServer.prompt(), NONE);
        var reader = CompletableFuture.supplyAsync(() ->
                catchThrowableOfType(IOException.class, () -> connection.input().read()));
        // Whether the reader waits already or has yet to begin makes no difference to what it gets.
        connection.close();
        assertThat(reader.get(30, TimeUnit.SECONDS)).isInstanceOf(SocketException.class);
        assertThat(received().content()).isEqualTo(Bytes.ofHex("0100"));
        connection.close();
        assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> connection.output().write(1)).isInstanceOf(SocketException.class);
    }

    @Test
    void closesFromAnotherThreadWhileOneWritesIntoAFullNetwork() throws Exception {
        var connection = established(ScriptedServer.prompt(), NONE);
        var begun = new CompletableFuture<Void>();
        var writer = CompletableFuture.supplyAsync(() -> catchThrowableOfType(IOException.class, () -> {
            begun.complete(null);
            for (; ; ) {
                connection.output().write(new byte[1 << 16]);
            }
        }));
        begun.get(30, TimeUnit.SECONDS);
        assertThat(received().content().length()).isEqualTo(16384);
        connection.close();
        assertThat(writer.get(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void readsAndWritesAtTheSameTime() throws Exception {
        var data = new byte[2_000_000];
        new Random(Long.getLong("test.seed", 13)).nextBytes(data);
        try (var connection = established(ScriptedServer.prompt(), NONE)) {
            var echo = CompletableFuture.runAsync(() -> {
                try {
                    connection.output().write(data);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var feeder = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 200; i++) {
                        send(i % 10 == 9 ? peer.keyUpdate(true) : peer.sealed(ContentType.APPLICATION_DATA, data(i)));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            var reading = CompletableFuture.supplyAsync(() -> {
                try {
                    return connection.input().readNBytes(180 * 100);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            int at = 0;
            var got = new byte[data.length];
            while (at < got.length) {
                var record = received();
                if (record.type() == ContentType.APPLICATION_DATA) {
                    record.content().copyTo(got, at);
                    at += record.content().length();
                }
            }
            assertThat(got).isEqualTo(data);
            feeder.get(30, TimeUnit.SECONDS);
            assertThat(reading.get(30, TimeUnit.SECONDS)).hasSize(180 * 100);
            echo.get(30, TimeUnit.SECONDS);
        }
    }

    private static byte[] data(int i) {
        var data = new byte[100];
        Arrays.fill(data, (byte) i);
        return data;
    }

    /** Read, however often the wait is cut short. */
    private static int readPatiently(TlsConnection connection) throws IOException {
        for (; ; ) {
            try {
                return connection.input().read();
            } catch (SocketTimeoutException e) {
                assertThat(e).isNotNull();
            }
        }
    }

    private TlsConnection established(ScriptedServer server, Duration readTimeout) throws IOException {
        var connection = connection(server, Duration.ofSeconds(60), readTimeout, Clocks.system());
        send(HELLO);
        peer.writeWith(ScriptedServer.secret(1));
        send(peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        connection.handshake();
        for (int i = 0; i < 3; i++) {
            received();
        }
        peer.writeWith(ScriptedServer.secret(3));
        peer.readWith(ScriptedServer.secret(4));
        return connection;
    }

    private TlsConnection connection(ScriptedServer server, Duration handshake, Duration read, Clocks clocks)
            throws IOException {
        var engine = Engines.server(server.first());
        return new TlsConnection(
                new TlsEngine(engine, SessionSink.NONE, new Announcer(null)),
                new SocketTransport(near),
                Timeouts.DEFAULT.withHandshake(handshake).withRead(read).withClose(closeTimeout),
                clocks);
    }

    private void send(byte... bytes) throws IOException {
        far.getOutputStream().write(bytes);
    }

    private RecordPeer.Received received() throws IOException {
        var header = far.getInputStream().readNBytes(5);
        assertThat(header).hasSize(5);
        var body = far.getInputStream().readNBytes((header[3] & 0xff) << 8 | (header[4] & 0xff));
        return peer.read(RecordPeer.join(header, body)).get(0);
    }
}
