package dev.reprise.cli.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * Stands before a server of TLS 1.3 on the loopback address and holds back what the server says after the handshake, which is
 * its tickets, until the client has ended its direction: a server that is slower than anybody waits.
 */
final class LateTickets implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final int serverPort;

    LateTickets(int serverPort) throws IOException {
        this.serverPort = serverPort;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            for (; ; ) {
                var client = listening.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                var connection = new Relay(client, server);
                Thread.startVirtualThread(() -> run(connection::up));
                Thread.startVirtualThread(() -> run(connection::down));
            }
        } catch (IOException closed) {
            return; // The test is over.
        }
    }

    private interface Way {
        void pass() throws IOException, InterruptedException;
    }

    private static void run(Way way) {
        try {
            way.pass();
        } catch (IOException | InterruptedException gone) {
            return; // An end is closed.
        }
    }

    /** One connection. */
    private static final class Relay {
        private final Socket client;
        private final Socket server;
        private final CountDownLatch clientEnded = new CountDownLatch(1);
        private volatile boolean handshakeDone;

        Relay(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void up() throws IOException {
            var buffer = new byte[1 << 14];
            try {
                for (int reads = 1; ; reads++) {
                    int count = client.getInputStream().read(buffer);
                    if (count < 0) {
                        break;
                    }
                    // The ClientHello comes first, and the answer to all that belongs to the handshake second.
                    handshakeDone = reads > 1;
                    server.getOutputStream().write(buffer, 0, count);
                }
            } finally {
                clientEnded.countDown();
            }
            server.shutdownOutput();
        }

        void down() throws IOException, InterruptedException {
            var buffer = new byte[1 << 14];
            for (; ; ) {
                int count = server.getInputStream().read(buffer);
                if (handshakeDone) {
                    clientEnded.await();
                }
                if (count < 0) {
                    client.shutdownOutput();
                    return;
                }
                client.getOutputStream().write(buffer, 0, count);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
