package dev.reprise.tls;

import static dev.reprise.tls.ScriptedSocket.HELLO;
import static dev.reprise.tls.ScriptedSocket.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.net.Deadline;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The timeouts of handshakes and of reads, in threads of both kinds. */
// A thread of its own, as nothing interrupts a read.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectionTimeoutsTest {
    @AutoClose
    private final ScriptedSocket rig = new ScriptedSocket();

    ConnectionTimeoutsTest() throws IOException {}

    @Test
    void cutsOffAHandshakeThatTakesTooLongThoughBytesKeepComing() throws Exception {
        var clock = new AtomicLong(Long.MAX_VALUE - 5); // Wraps, as nanoTime may.
        var clocks = new Clocks(InstantSource.system(), () -> clock.getAndAdd(TimeUnit.SECONDS.toNanos(40)));
        try (var connection = rig.connection(ScriptedServer.prompt(), Duration.ofSeconds(60), NONE, clocks)) {
            rig.send(Arrays.copyOf(HELLO, 4));
            assertTimedOut(connection);
            assertThat(clock.get())
                    .as("begin, first wait, cut")
                    .isEqualTo(Long.MAX_VALUE - 5 + TimeUnit.SECONDS.toNanos(120));
        }
    }

    @Test
    void cutsOffAHandshakeInWhichNothingComes() throws Exception {
        var clocks = new Clocks(InstantSource.system(), () -> 0);
        try (var connection = rig.connection(ScriptedServer.prompt(), Duration.ofNanos(1), NONE, clocks)) {
            assertTimedOut(connection);
        }
    }

    /** Virtual threads wait without a timeout of the socket's, as the JDK's timer costs them more than the wait. */
    @Test
    void cutsOffAHandshakeInAVirtualThread() throws Exception {
        var clocks = new Clocks(InstantSource.system(), () -> 0);
        try (var connection = rig.connection(ScriptedServer.prompt(), Duration.ofNanos(1), NONE, clocks)) {
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
        try (var other = new ScriptedSocket();
                var connection = other.connection(ScriptedServer.prompt(), timeout, NONE, Clocks.system())) {
            other.send(HELLO);
            other.peer.writeWith(ScriptedServer.secret(1));
            other.send(other.peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
            other.peer.writeWith(ScriptedServer.secret(3));
            var failure = inVirtualThread(connection::handshake);
            if (failure instanceof ProtocolException late && late.reason() == Reason.HANDSHAKE_TIMEOUT) {
                return false;
            }
            assertThat(failure).isNull();
            // A deadline that was set later and has passed shows that the first one has been looked at, too.
            var passed = new CountDownLatch(1);
            new Deadline(passed::countDown).set(timeout);
            passed.await();
            other.send(other.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
            return true;
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
        assertThat(Bytes.wrap(rig.far.getInputStream().readNBytes(14)))
                .isEqualTo(Bytes.ofHex("1503030002015a" + "15030300020100"));
    }

    @Test
    void staysUsableAfterAReadTimeout() throws Exception {
        try (var connection = rig.established(ScriptedServer.prompt(), Duration.ofMillis(1))) {
            var record = rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7});
            for (int at = 0; at < record.length; at++) {
                assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
                rig.send(record[at]);
            }
            assertThat(readPatiently(connection)).isEqualTo(7);
        }
    }

    @Test
    void takesAnotherReadTimeout() throws Exception {
        try (var connection = rig.established(ScriptedServer.prompt(), NONE)) {
            connection.readTimeout(Duration.ofNanos(1));
            assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketTimeoutException.class);
            assertThat(rig.near.getSoTimeout()).isEqualTo(1);
            connection.readTimeout(NONE);
            rig.send(rig.peer.sealed(ContentType.APPLICATION_DATA, new byte[] {7}));
            assertThat(connection.input().read()).isEqualTo(7);
            assertThatIllegalArgumentException().isThrownBy(() -> connection.readTimeout(Duration.ofNanos(-1)));
        }
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
}
