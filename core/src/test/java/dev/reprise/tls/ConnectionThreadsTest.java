package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection whose reader and writer are threads of their own from the beginning. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectionThreadsTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource
    void aWriterThatCameDuringTheReadersHandshakeGoesOnWhenItIsDone(ProtocolVersion version) throws Exception {
        try (var threads = Executors.newCachedThreadPool();
                var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var near = new Socket(listener.getInetAddress(), listener.getLocalPort());
                var far = listener.accept()) {
            var client =
                    TlsClient.over(Parties.client(clocks).protocols(version).build(), near, Pair.NAME);
            var read = threads.submit(() -> read(client));
            // The ClientHello has come, so that the reader has the handshake.
            await(() -> arrived(far));
            var writer = new AtomicReference<Thread>();
            var written = threads.submit(() -> {
                writer.set(Thread.currentThread());
                write(client, 1);
            });
            await(() -> writer.get() != null && writer.get().getState() == Thread.State.WAITING);
            var server = TlsServer.over(Parties.server(clocks).build(), far);
            assertThat(read(server)).isEqualTo(1);
            write(server, 2);
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(2);
            written.get(20, TimeUnit.SECONDS);
        }
    }

    private static boolean arrived(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int read(TlsConnection connection) {
        try {
            return connection.input().read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(TlsConnection connection, int value) {
        try {
            connection.output().write(value);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Look until something is so; bounded, as the test goes on all the same. */
    private static void await(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - begin < WAIT_NANOS) {
            Thread.onSpinWait();
        }
    }
}
