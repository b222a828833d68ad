package dev.reprise.tls.jsse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.spec.HandshakeKind;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** TLS 1.2 with peers that have no extended master secret (RFC 7627), in a JVM of their own. */
class OldPeersTest {
    @Test
    @DisplayName("[JSSE sessions] without extended master secret there is a session with an id, which does not resume")
    void withoutExtendedMasterSecret() throws Exception {
        var factory = Parties.server(Stack.REPRISE).getServerSocketFactory();
        try (var listening = (SSLServerSocket) factory.createServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout(60_000); // A JVM starts first.
            var client = start(listening.getLocalPort());
            try {
                for (int i = 0; i < 2; i++) {
                    try (var socket = (SSLSocket) listening.accept()) {
                        socket.setSoTimeout(SocketPair.TIMEOUT_MILLIS);
                        socket.getOutputStream().write(socket.getInputStream().read());
                        var session = socket.getSession();
                        assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
                        assertThat(session.getId()).hasSize(32);
                        assertThat(session.getId()).isEqualTo(session.getId());
                        assertThat(RepriseSession.of(session).handshakeKind()).isEqualTo(HandshakeKind.FULL);
                        socket.getInputStream().read(); // Until the client has read the byte, and closes.
                    }
                }
                assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(new String(client.getInputStream().readAllBytes(), UTF_8).lines())
                        .containsExactly("7", "7");
            } finally {
                client.destroyForcibly();
            }
        }
    }

    private static Process start(int port) throws Exception {
        var classes = Path.of(OldClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.tls.useExtendedMasterSecret=false",
                        "-cp",
                        classes.toString(),
                        OldClient.class.getName(),
                        Integer.toString(port)))
                .redirectErrorStream(true)
                .start();
    }
}
