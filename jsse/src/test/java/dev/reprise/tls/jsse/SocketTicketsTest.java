package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tickets of connections that end early. */
@Timeout(60)
class SocketTicketsTest {
    private static final byte[] DATA = new byte[100_000];

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE FTPS] a socket that has only written takes its server's tickets when it is closed")
    void takesTicketsWhenItCloses(Stack serverStack) throws Exception {
        var client = Parties.client(Stack.REPRISE);
        try (var listening = (SSLServerSocket) Parties.server(serverStack)
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (boolean resumed : new boolean[] {false, true, true}) {
                var received = new int[1];
                var server = Thread.startVirtualThread(() -> received[0] = read(listening));
                assertThat(write(client, listening.getLocalPort())).isEqualTo(resumed);
                server.join();
                assertThat(received[0]).as("bytes that came").isEqualTo(DATA.length);
            }
        }
    }

    private static boolean write(SSLContext context, int port) throws IOException {
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.getOutputStream().write(DATA);
            return RepriseSession.of(socket.getSession()).resumed();
        }
    }

    private static int read(SSLServerSocket listening) {
        try (var socket = listening.accept()) {
            return socket.getInputStream().readAllBytes().length;
        } catch (IOException e) {
            return -1;
        }
    }
}
