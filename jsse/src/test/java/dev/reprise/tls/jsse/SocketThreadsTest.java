package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] a writer that came during the reader's handshake goes on when it is done")
    void writerWaitsForTheHandshakeAlone(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            var reader = new AtomicReference<Thread>();
            var read = pair.later(() -> {
                reader.set(Thread.currentThread());
                return pair.client.getInputStream().read();
            });
            // The ClientHello has come, so that the reader has the handshake.
            assertThat(pair.rawServer.getInputStream().read()).isEqualTo(22);
            var writer = new AtomicReference<Thread>();
            Future<?> written = pair.later(() -> {
                writer.set(Thread.currentThread());
                pair.client.getOutputStream().write(1);
                return null;
            });
            awaitWaiting(writer);
            var server = (SSLSocket) Parties.server(setting.server())
                    .getSocketFactory()
                    .createSocket(pair.rawServer, new ByteArrayInputStream(new byte[] {22}), true);
            server.setEnabledProtocols(new String[] {setting.version()});
            assertThat(server.getInputStream().read()).isEqualTo(1);
            server.getOutputStream().write(2);
            assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(2);
            written.get(20, TimeUnit.SECONDS);
        }
    }

    /** Look until a thread waits for another; bounded, as the test goes on all the same. */
    private static void awaitWaiting(AtomicReference<Thread> thread) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < WAIT_NANOS) {
            var known = thread.get();
            if (known != null && known.getState() == Thread.State.WAITING) {
                return;
            }
            Thread.onSpinWait();
        }
    }
}
