package dev.reprise.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Find ports of the loopback address for peers that cannot choose and tell one themselves. */
public final class LoopbackPorts {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int PAUSE_MILLIS = 20;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private LoopbackPorts() {}

    /**
     * Return a port that nobody listens on now, and that was not returned before in this JVM, where the peer that it was for
     * may not be up yet. A process of somebody else's may still take it before the caller's does.
     */
    public static int free() throws IOException {
        // Below Linux's range for outgoing connections, any of which could take the port before the peer is up.
        for (int tries = 1; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            if (!GIVEN.add(port)) {
                continue;
            }
            try (var socket = new ServerSocket()) {
                // Not every peer takes a port on which old connections linger.
                socket.setReuseAddress(false);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
                return port;
            } catch (IOException taken) {
                if (tries >= 100) {
                    throw taken;
                }
            }
        }
    }

    /**
     * Take a port that refuses connections until this is closed, and that nobody else can take meanwhile. A port that was
     * only found free may be taken by then, even by the very connection that is to be refused.
     */
    public static Refusing refusing(InetAddress address) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        return new Refusing(socket);
    }

    /** A port that is taken, and on which nobody listens. */
    public static final class Refusing implements AutoCloseable {
        private final Socket socket;

        private Refusing(Socket socket) {
            this.socket = socket;
        }

        /** Return its number. */
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /**
     * Wait until a peer that says nothing about it listens on a port. This makes a connection that the peer sees, so where
     * it prints a line when it is ready, wait for that instead.
     *
     * @throws AssertionError with the peer's output, when it ends or the time is over
     */
    public static void awaitListening(int port, ChildProcess peer, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!listening(port)) {
            if (!peer.alive()) {
                throw peer.failure("ended before it listened on port " + port);
            }
            if (System.nanoTime() - deadline > 0) {
                throw peer.failure("does not listen on port " + port + " within " + limit);
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    private static boolean listening(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
