package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a socket's output is written to: each time is a call of the system. */
@Timeout(60)
class SocketWritesTest {
    private static final int RECORD = 1 << 14;

    /** Counts what is written to it. */
    private static final class CountingSocket extends Socket {
        private final AtomicInteger writes = new AtomicInteger();

        CountingSocket(InetAddress address, int port) throws IOException {
            super(address, port);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    writes.incrementAndGet();
                    out.write(source, offset, length);
                }
            };
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 1, 1", "TLSv1.3, 65536, 1", "TLSv1.3, 81920, 2", "TLSv1.2, 65536, 1", "TLSv1.2, 262144, 4"})
    @DisplayName("[JSSE socket] up to four records go out with one write")
    void writes(String version, int bytes, int expected) throws Exception {
        var data = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            data[i] = (byte) (i / RECORD + i);
        }
        try (var threads = Executors.newCachedThreadPool();
                var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var raw = new CountingSocket(listening.getInetAddress(), listening.getLocalPort());
                var accepted = (SSLSocket)
                        Parties.server(Stack.REPRISE).getSocketFactory().createSocket(listening.accept(), null, true);
                var client = (SSLSocket)
                        Parties.client(Stack.REPRISE).getSocketFactory().createSocket(raw, Parties.NAME, 443, true)) {
            client.setEnabledProtocols(new String[] {version});
            accepted.setSoTimeout(SocketPair.TIMEOUT_MILLIS);
            client.setSoTimeout(SocketPair.TIMEOUT_MILLIS);
            var got = threads.submit(() -> accepted.getInputStream().readNBytes(bytes));
            client.startHandshake();
            int before = raw.writes.get();
            client.getOutputStream().write(data);
            assertThat(got.get()).isEqualTo(data);
            assertThat(raw.writes.get() - before).isEqualTo(expected);
        }
    }
}
