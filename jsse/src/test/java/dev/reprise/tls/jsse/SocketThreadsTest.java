package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An SSLSocket whose reader and writer are threads of their own from the beginning, as in many clients of WebSocket. */
@Timeout(60)
class SocketThreadsTest {
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int READERS = 20;

    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] a writer that came during the reader's handshake goes on when it is done")
    void writerWaitsForTheHandshakeAlone(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            var threads = new ConcurrentLinkedQueue<Thread>();
            var reads = new ArrayList<Future<Integer>>();
            // Where a writer waits for the lock of the readers it is mostly, but not always, one of them that has it
            // next.
            // Each of these is ahead of the writer, and one chance more for the fault to show.
            for (int i = 0; i < READERS; i++) {
                reads.add(pair.later(() -> {
                    threads.add(Thread.currentThread());
                    return pair.client.getInputStream().read();
                }));
            }
            // The ClientHello has come, so that one of the readers has the handshake.
            assertThat(pair.rawServer.getInputStream().read()).isEqualTo(22);
            awaitWaiting(threads, READERS - 1);
            Future<?> written = pair.later(() -> {
                threads.add(Thread.currentThread());
                pair.client.getOutputStream().write(1);
                return null;
            });
            awaitWaiting(threads, READERS);
            var server = (SSLSocket) Parties.server(setting.server())
                    .getSocketFactory()
                    .createSocket(pair.rawServer, new ByteArrayInputStream(new byte[] {22}), true);
            server.setEnabledProtocols(new String[] {setting.version()});
            assertThat(server.getInputStream().read()).isEqualTo(1);
            written.get(20, TimeUnit.SECONDS);
            server.getOutputStream().write(new byte[READERS]);
            for (var read : reads) {
                assertThat(read.get(20, TimeUnit.SECONDS)).isZero();
            }
        }
    }

    /** Look until so many threads wait for others; bounded, as the test goes on all the same. */
    private static void awaitWaiting(Collection<Thread> threads, int count) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WAIT_NANOS) {
            long waiting = threads.stream()
                    .filter(thread -> thread.getState() == Thread.State.WAITING)
                    .count();
            if (waiting == count) {
                return;
            }
            Thread.onSpinWait();
        }
    }
}
