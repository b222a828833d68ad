package dev.reprise.tls.internal.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of a host's addresses that answers (RFC 8305). The next attempt begins when one has failed or has
 * not answered for a while; the first that succeeds wins, and the others are closed. One deadline holds for all.
 *
 * <p>Addresses are resolved before any attempt, as the JDK asks for both families at once and has no answer in parts.
 */
public final class HappyEyeballs {
    /** The Connection Attempt Delay (RFC 8305 section 5). */
    private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** Without a limit we look again this often. */
    private static final long FOREVER_NANOS = TimeUnit.DAYS.toNanos(1);

    private final List<InetAddress> addresses;
    private final int port;
    private final long limitNanos;
    private final long begin = System.nanoTime();
    private final List<Socket> sockets = new ArrayList<>();
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

    /** How an attempt has ended: connected where there is no failure. */
    private record Ended(Socket socket, @Nullable IOException failure) {}

    private HappyEyeballs(List<InetAddress> addresses, int port, int limitMillis) {
        this.addresses = addresses;
        this.port = port;
        this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
    }

    /**
     * Connect.
     *
     * @param addresses in the system's order; at least one
     * @param limitMillis for all attempts together, 0 for no limit
     * @throws SocketTimeoutException when the limit has passed
     * @throws IOException of the attempt that failed last, with the others' suppressed
     */
    public static Socket connect(List<InetAddress> addresses, int port, int limitMillis) throws IOException {
        if (addresses.size() == 1) {
            var socket = new Socket();
            try {
                connect(socket, new InetSocketAddress(addresses.get(0), port), limitMillis);
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }
        return new HappyEyeballs(inTurns(addresses), port, limitMillis).race();
    }

    private static void connect(Socket socket, InetSocketAddress address, int limitMillis) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(address, limitMillis);
    }

    /** Let the families take turns, beginning with the one that the system puts first (RFC 8305 section 4). */
    static List<InetAddress> inTurns(List<InetAddress> addresses) {
        boolean first = addresses.get(0) instanceof Inet6Address;
        var preferred = new ArrayDeque<InetAddress>();
        var others = new ArrayDeque<InetAddress>();
        for (var address : addresses) {
            (address instanceof Inet6Address == first ? preferred : others).add(address);
        }
        var order = new ArrayList<InetAddress>(addresses.size());
        while (!preferred.isEmpty() || !others.isEmpty()) {
            if (!preferred.isEmpty()) {
                order.add(preferred.remove());
            }
            if (!others.isEmpty()) {
                order.add(others.remove());
            }
        }
        return order;
    }

    private Socket race() throws IOException {
        Socket winner = null;
        try {
            winner = firstConnected();
            return winner;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting");
        } finally {
            for (var socket : sockets) {
                if (!socket.equals(winner)) {
                    socket.close();
                }
            }
        }
    }

    private Socket firstConnected() throws IOException, InterruptedException {
        IOException failure = null;
        int failed = 0;
        while (failed < addresses.size()) {
            boolean more = sockets.size() < addresses.size();
            if (more) {
                begin(addresses.get(sockets.size()));
                more = sockets.size() < addresses.size();
            }
            var one = ended.poll(more ? Math.min(DELAY_NANOS, leftNanos()) : leftNanos(), TimeUnit.NANOSECONDS);
            if (one == null) {
                requireLeft(failure);
            } else if (one.failure == null) {
                return one.socket;
            } else {
                failed++;
                failure = joined(one.failure, failure);
            }
        }
        throw failure == null ? new IOException("no address") : failure;
    }

    private void begin(InetAddress address) {
        var socket = new Socket();
        sockets.add(socket);
        Thread.startVirtualThread(() -> {
            try {
                connect(socket, new InetSocketAddress(address, port), 0);
                ended.add(new Ended(socket, null));
            } catch (IOException e) {
                ended.add(new Ended(socket, e));
            }
        });
    }

    private static IOException joined(IOException last, @Nullable IOException before) {
        if (before != null) {
            last.addSuppressed(before);
        }
        return last;
    }

    private void requireLeft(@Nullable IOException failure) throws SocketTimeoutException {
        if (leftNanos() <= 0) {
            var timeout = new SocketTimeoutException(
                    "no answer within " + TimeUnit.NANOSECONDS.toMillis(limitNanos) + " ms from " + addresses);
            if (failure != null) {
                timeout.addSuppressed(failure);
            }
            throw timeout;
        }
    }

    private long leftNanos() {
        return limitNanos == 0 ? FOREVER_NANOS : limitNanos - (System.nanoTime() - begin);
    }
}
