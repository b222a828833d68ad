package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection whose reader and writer are threads of their own from the beginning. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class ConnectionThreadsTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int READERS = 20;

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource
    void aWriterThatCameDuringTheReadersHandshakeGoesOnWhenItIsDone(ProtocolVersion version) throws Exception {
        try (var executor = Executors.newCachedThreadPool();
                var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var near = new Socket(listener.getInetAddress(), listener.getLocalPort());
                var far = listener.accept()) {
            var client =
                    TlsClient.over(Parties.client(clocks).protocols(version).build(), near, Pair.NAME);
            var threads = new ConcurrentLinkedQueue<Thread>();
            var reads = new ArrayList<Future<Integer>>();
            // Where a writer waits for the lock of the readers it is mostly, but not always, one of them that has it
            // next.
            // Each of these is ahead of the writer, and one chance more for the fault to show.
            for (int i = 0; i < READERS; i++) {
                reads.add(executor.submit(() -> {
                    threads.add(Thread.currentThread());
                    return read(client);
                }));
            }
            // The ClientHello has come, so that one of the readers has the handshake.
            await(() -> arrived(far));
            await(() -> waiting(threads) == READERS - 1);
            var written = executor.submit(() -> {
                threads.add(Thread.currentThread());
                write(client, 1);
            });
            await(() -> waiting(threads) == READERS);
            var server = TlsServer.over(Parties.server(clocks).build(), far);
            assertThat(read(server)).isEqualTo(1);
            written.get(20, TimeUnit.SECONDS);
            for (int i = 0; i < READERS; i++) {
                write(server, 2);
            }
            for (var read : reads) {
                assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(2);
            }
        }
    }

    private static long waiting(Collection<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread.getState() == Thread.State.WAITING)
                .count();
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
