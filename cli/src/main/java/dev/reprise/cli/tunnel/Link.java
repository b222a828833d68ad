package dev.reprise.cli.tunnel;

import dev.reprise.cli.ConnectionLine;
import dev.reprise.cli.Failure;
import dev.reprise.cli.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection through a tunnel, from the socket accepted to its line in the log. Runs in a virtual thread and starts a
 * second one for the way back. Another thread {@linkplain #check looks} whether it has taken too long.
 */
final class Link implements Runnable {
    private final Socket accepted;
    private final Settings settings;
    private final Log log;
    private final ConnectionLine line;
    private final long began = System.nanoTime();
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();
    private volatile boolean opened;
    private volatile boolean ending;
    private volatile @Nullable Ways ways;

    private record Ways(Route.Ends ends, Pump up, Pump down) {
        static Ways between(Route.Ends ends) {
            return new Ways(ends, new Pump(ends.client(), ends.server()), new Pump(ends.server(), ends.client()));
        }

        void abort() {
            ends.client().abort();
            ends.server().abort();
        }

        /** Fail the end without TLS first: the other may take its time. */
        void fail(Exception failure) {
            boolean plainServer = ends.server() instanceof Side.Plain;
            (plainServer ? ends.server() : ends.client()).fail(failure);
            (plainServer ? ends.client() : ends.server()).fail(failure);
        }

        void close() throws IOException {
            try {
                ends.client().close();
            } finally {
                ends.server().close();
            }
        }

        long lastMoved() {
            return Math.max(up.lastMoved(), down.lastMoved());
        }

        long writing(long now) {
            return Math.max(up.writing(now), down.writing(now));
        }
    }

    Link(Socket accepted, Settings settings, Log log) {
        this.accepted = accepted;
        this.settings = settings;
        this.log = log;
        this.line = new ConnectionLine(accepted.getRemoteSocketAddress());
    }

    /** Carry until both ways have ended, and log. */
    @Override
    public void run() {
        try (accepted) {
            Dial.prepare(accepted);
            var client = client();
            opened = true;
            var open = Ways.between(settings.route().open(accepted, client, line));
            ways = open;
            carry(open);
        } catch (IOException | RuntimeException failure) {
            blame(Failure.describe(failure));
        } finally {
            tell();
        }
    }

    /** Find out who the client is. */
    private ProxyHeader client() throws IOException {
        var ours = (InetSocketAddress) accepted.getLocalSocketAddress();
        var client = (InetSocketAddress) accepted.getRemoteSocketAddress();
        if (settings.proxyIn()) {
            var told = ProxyHeader.read(accepted.getInputStream());
            if (told.source() != null) {
                line.peer(told.source());
                line.add("via", ConnectionLine.address(client));
                return told;
            }
        }
        return new ProxyHeader(client, ours);
    }

    private void carry(Ways open) throws IOException {
        try {
            var back = Thread.ofVirtual().start(() -> carry(open, open.down()));
            carry(open, open.up());
            back.join();
        } catch (InterruptedException ended) {
            open.abort();
            Thread.currentThread().interrupt();
        } finally {
            open.close();
        }
    }

    /** Carry one way; a failure ends the other, too, unless both are being ended in good order. */
    private void carry(Ways open, Pump way) {
        try {
            way.run();
        } catch (IOException | RuntimeException failure) {
            // The other way fails in turn, of what the first failure did to its ends.
            if (blame(Failure.describe(failure)) && !ending) {
                open.fail(failure);
            }
        }
    }

    private boolean blame(String reason) {
        return fault.compareAndSet(null, reason);
    }

    private void tell() {
        var open = ways;
        line.add("in", open == null ? 0 : open.up().carried());
        line.add("out", open == null ? 0 : open.down().carried());
        line.addSeconds("seconds", System.nanoTime() - began);
        var reason = fault.get();
        if (reason != null) {
            line.add("error", reason);
        }
        log.connection(line);
    }

    /** End the connection when it has taken too long. */
    void check(long now) {
        var limits = settings.limits();
        var open = ways;
        if (open != null) {
            if (over(open.writing(now), limits.write())) {
                cut("a peer has taken nothing for " + limits.write().toSeconds() + " s");
            } else if (over(now - open.lastMoved(), limits.idle())) {
                end(open, "idle for " + limits.idle().toSeconds() + " s");
            }
        } else if (!opened && over(now - began, limits.handshake())) {
            cut("no PROXY header within " + limits.handshake().toSeconds() + " s");
        }
    }

    private static boolean over(long nanos, Duration limit) {
        return !limit.isZero() && nanos > limit.toNanos();
    }

    /** End the connection in good order if nothing has moved for some time, as between two requests. */
    void endIfQuiet(long now, Duration time, String reason) {
        var open = ways;
        if (open != null && open.writing(now) == 0 && now - open.lastMoved() > time.toNanos()) {
            end(open, reason);
        }
    }

    /** Tell whether it is being ended in good order. */
    boolean ending() {
        return ending;
    }

    /** RFC 9846 section 6.1: who ends a direction says so by close_notify. Closing waits for the peer, so not here. */
    private void end(Ways open, String reason) {
        if (ending) {
            return;
        }
        blame(reason);
        ending = true;
        Thread.ofVirtual().start(() -> {
            try {
                open.close();
            } catch (IOException gone) {
                open.abort();
            }
        });
    }

    /** Cut the connection for a reason of ours, so that the peers take what they have for incomplete. */
    void cut(String reason) {
        blame(reason);
        var open = ways;
        if (open == null) {
            Side.reset(accepted);
        } else {
            open.abort();
        }
    }
}
