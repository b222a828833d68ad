package dev.reprise.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands before the servers of a fleet, so that all have one address: a session belongs to a host and a port. Each
 * connection goes to the server chosen last.
 */
final class Balancer implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket();
    private volatile int serverPort;

    Balancer() throws IOException {
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.startVirtualThread(this::accept);
    }

    /** Return the port to connect to. */
    int port() {
        return listening.getLocalPort();
    }

    /** Send connections from now on to this port of the loopback address. */
    void choose(int port) {
        serverPort = port;
    }

    private void accept() {
        try {
            for (; ; ) {
                var client = listening.accept();
                try {
                    var server = new Socket(listening.getInetAddress(), serverPort);
                    Thread.startVirtualThread(() -> pass(client, server));
                    Thread.startVirtualThread(() -> pass(server, client));
                } catch (IOException refused) {
                    client.close();
                }
            }
        } catch (IOException closed) {
            // The tests are over.
        }
    }

    /** Pass one direction on until its end, and the end as well; a reset closes both. */
    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException reset) {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // As good as closed.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
