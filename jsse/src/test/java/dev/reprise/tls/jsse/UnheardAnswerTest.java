package dev.reprise.tls.jsse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that takes nothing any more: that reading cannot answer it must not cost what it has said before. */
@Timeout(60)
class UnheardAnswerTest {
    /** Lets nothing more out, as to a peer that is gone. */
    private static final class Breaking extends Socket {
        private volatile boolean broken;

        Breaking(InetAddress host, int port) throws IOException {
            super(host, port);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    if (broken) {
                        throw new SocketException("Broken pipe");
                    }
                    out.write(bytes, offset, length);
                }
            };
        }
    }

    private interface Say {
        void over(SSLSocket server) throws IOException;
    }

    /** Let a server say something to a client that cannot answer, and return how the client reads it. */
    private static String heard(String version, Stack serverStack, Say say) throws Exception {
        try (var listening = (SSLServerSocket) Parties.server(serverStack)
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var said = Thread.ofVirtual().unstarted(() -> {
                try (var server = (SSLSocket) listening.accept()) {
                    server.getInputStream().read();
                    say.over(server);
                } catch (IOException e) {
                    return; // The client reads something else than what is expected.
                }
            });
            said.start();
            var raw = new Breaking(listening.getInetAddress(), listening.getLocalPort());
            try (var client = (SSLSocket)
                    Parties.client(Stack.REPRISE).getSocketFactory().createSocket(raw, Parties.NAME, 443, true)) {
                client.setEnabledProtocols(new String[] {version});
                client.getOutputStream().write(1);
                raw.broken = true;
                var heard = new String(client.getInputStream().readNBytes(5), US_ASCII);
                return heard + " " + client.getInputStream().read();
            } finally {
                said.join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE sockets] a close_notify of TLS 1.2 is the end also when its answer cannot be sent")
    void closeNotify(Stack serverStack) throws Exception {
        assertThat(heard(
                        Setting.TLS_1_2,
                        serverStack,
                        server -> server.getOutputStream().write("hello".getBytes(US_ASCII))))
                .isEqualTo("hello -1");
    }

    @ParameterizedTest
    @EnumSource(names = "SUN")
    @DisplayName("[JSSE sockets] data behind a KeyUpdate is read also when its answer cannot be sent")
    void keyUpdate(Stack serverStack) throws Exception {
        assertThat(heard(Setting.TLS_1_3, serverStack, server -> {
                    server.startHandshake(); // SunJSSE asks for new keys by this.
                    server.getOutputStream().write("hello".getBytes(US_ASCII));
                }))
                .isEqualTo("hello -1");
    }
}
