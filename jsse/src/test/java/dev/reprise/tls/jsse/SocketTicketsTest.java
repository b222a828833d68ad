package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
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
                // Closing waits for tickets for a moment only, so they are there when it begins: before the server
                // reads.
                var begun = new CountDownLatch(1);
                var server = Thread.startVirtualThread(() -> received[0] = read(listening, begun));
                assertThat(write(client, listening.getLocalPort(), begun)).isEqualTo(resumed);
                server.join();
                assertThat(received[0]).as("bytes that came").isEqualTo(DATA.length);
            }
        }
    }

    private static boolean write(SSLContext context, int port, CountDownLatch begun) throws Exception {
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.getOutputStream().write(DATA);
            begun.await();
            return RepriseSession.of(socket.getSession()).resumed();
        }
    }

    private static int read(SSLServerSocket listening, CountDownLatch begun) {
        try (var socket = listening.accept()) {
            int first = socket.getInputStream().readNBytes(1).length;
            begun.countDown();
            return first + socket.getInputStream().readAllBytes().length;
        } catch (IOException e) {
            return -1;
        } finally {
            begun.countDown();
        }
    }

    @Test
    @DisplayName("a server whose tickets come byte by byte holds up closing for a moment only")
    void doesNotWaitForTicketsThatDrip() throws Exception {
        try (var listening = (SSLServerSocket) Parties.server(Stack.REPRISE)
                        .getServerSocketFactory()
                        .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var front = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> read(listening, new CountDownLatch(1)));
            var client = (SSLSocket)
                    Parties.client(Stack.REPRISE).getSocketFactory().createSocket("localhost", front.getLocalPort());
            var towardsClient = front.accept();
            var towardsServer = new Socket(listening.getInetAddress(), listening.getLocalPort());
            // The server hears of the client's second flight, and answers
            // it by tickets, when it cannot send at once any more.
            var done = new CountDownLatch(1);
            var up = Thread.startVirtualThread(() -> relay(() -> {
                var hello = new byte[1 << 14];
                int count = towardsClient.getInputStream().read(hello);
                towardsServer.getOutputStream().write(hello, 0, count);
                done.await();
                towardsClient.getInputStream().transferTo(towardsServer.getOutputStream());
            }));
            var down = Thread.startVirtualThread(() -> relay(() -> {
                while (true) {
                    int b = towardsServer.getInputStream().read();
                    if (done.getCount() == 0) {
                        Thread.sleep(100); // A slow peer; twenty bytes of this take longer than closing may.
                    }
                    towardsClient.getOutputStream().write(b);
                }
            }));
            client.startHandshake();
            done.countDown();
            client.getOutputStream().write(DATA, 0, 10);
            client.close(); // A ticket of 200 bytes took 20 s, and one of 16 KiB half an hour.
            assertThat(down.isAlive()).as("the server was still sending").isTrue();
            down.interrupt();
            towardsServer.close();
            towardsClient.close();
            up.join();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void relay(Work work) {
        try {
            work.run();
        } catch (Exception e) {
            return; // An end is closed.
        }
    }
}
