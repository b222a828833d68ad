package dev.reprise.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Supplier;

/**
 * Stands before the servers of a fleet, so that all have one address: a session belongs to a host and a port. Each
 * connection goes to the server chosen last.
 */
public final class Balancer implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket();
    private final Supplier<OutputStream> taps;
    private volatile int serverPort;

    /** Listen on a free port of the loopback address. */
    public Balancer() throws IOException {
        this(OutputStream::nullOutputStream);
    }

    /**
     * Listen on a free port of the loopback address, and let somebody see what the servers send.
     *
     * @param taps makes what takes a copy of one connection's bytes, before the client gets them
     */
    public Balancer(Supplier<OutputStream> taps) throws IOException {
        this.taps = taps;
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.startVirtualThread(this::accept);
    }

    /** Return the port to connect to. */
    public int port() {
        return listening.getLocalPort();
    }

    /** Send connections from now on to this port of the loopback address. */
    public void choose(int port) {
        serverPort = port;
    }

    private void accept() {
        try {
            for (; ; ) {
                var client = listening.accept();
                try {
                    var server = new Socket(listening.getInetAddress(), serverPort);
                    var tap = taps.get();
                    Thread.startVirtualThread(() -> pass(client, server, OutputStream.nullOutputStream()));
                    Thread.startVirtualThread(() -> pass(server, client, tap));
                } catch (IOException refused) {
                    client.close();
                }
            }
        } catch (IOException closed) {
            // The tests are over.
        }
    }

    /** Pass one direction on until its end, and the end as well; a reset closes both. */
    private static void pass(Socket from, Socket to, OutputStream tap) {
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            var buffer = new byte[1 << 14];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                tap.write(buffer, 0, count);
                out.write(buffer, 0, count);
            }
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
