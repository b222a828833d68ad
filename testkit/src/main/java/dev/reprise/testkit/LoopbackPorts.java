package dev.reprise.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Find ports of the loopback address for peers that cannot choose and tell one themselves. */
public final class LoopbackPorts {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int PAUSE_MILLIS = 20;

    private LoopbackPorts() {}

    /** Return a port that nobody listens on now; another peer may take it before the caller's does. */
    public static int free() throws IOException {
        // Below Linux's range for outgoing connections, any of which could take the port before the peer is up.
        for (int tries = 1; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                if (tries == 100) {
                    throw taken;
                }
            }
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
