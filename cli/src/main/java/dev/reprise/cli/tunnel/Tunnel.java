package dev.reprise.cli.tunnel;

import dev.reprise.cli.Failure;
import dev.reprise.cli.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Accept connections and carry each in virtual threads until told to stop; then carry those that are there to their end.
 *
 * <p>The caller's thread accepts. Another looks every quarter of a second at files that may have changed and at connections
 * that may have taken too long. With as many connections as the limit allows, the next ones wait in the system's queue.
 */
public final class Tunnel {
    private static final int BACKLOG = 4096;
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** Where nothing has moved for so long, nobody is in the middle of a request or an answer, as far as we can tell. */
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** What connections get at the end of a drain to fall quiet and be ended before they are cut. */
    private static final Duration LAST = Duration.ofSeconds(2);
    /** More than the closeTimeout of a connection, which bounds its end. */
    private static final Duration CLOSING = Duration.ofSeconds(5);

    // accept() fails for reasons that pass, such as too many open files; this many failures in a row do not pass.
    private static final int ACCEPT_FAILURES = 100;

    private final Reloading<Settings> settings;
    private final Log log;
    private final Selector selector;
    private final ServerSocketChannel listening;
    private final Gate gate;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * Listen.
     *
     * @param share let other processes listen on the same port, as a successor does before this one ends
     */
    Tunnel(InetSocketAddress address, boolean share, Reloading<Settings> settings, Log log) throws IOException {
        this.settings = settings;
        this.log = log;
        this.gate = new Gate(settings.value().limits().connections());
        this.selector = Selector.open();
        this.listening = ServerSocketChannel.open();
        try {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (share) {
                listening.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            listening.bind(address, BACKLOG);
            listening.configureBlocking(false);
            listening.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            listening.close();
            throw new IOException(
                    "cannot listen on " + address.getHostString() + " port " + address.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Return the port that is listened on. */
    int port() throws IOException {
        return ((InetSocketAddress) listening.getLocalAddress()).getPort();
    }

    /** Take the files as they are now for connections accepted from now on. */
    void reload(String why) {
        if (settings.reload(why)) {
            gate.limit(settings.value().limits().connections());
        }
    }

    /** Accept no more, and let {@link #run} return when those that are there have ended. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    /**
     * Accept until stopped, or until so many were accepted, then drain.
     *
     * @param count how many to accept; null for no end
     */
    public void run(@Nullable Integer count) throws IOException, InterruptedException {
        var watch = Thread.ofVirtual().name("tunnel watch").start(this::watch);
        try {
            accept(count == null ? Long.MAX_VALUE : count);
            drain(count != null && !stopping);
        } finally {
            listening.close();
            selector.close();
            watch.interrupt();
        }
    }

    private void accept(long count) throws IOException, InterruptedException {
        int failures = 0;
        for (long accepted = 0; accepted < count; ) {
            if (stopping) {
                leaveSelector();
            }
            if (!gate.tryEnter()) {
                if (stopping) {
                    return;
                }
                gate.awaitRoom(LOOK);
                continue;
            }
            @Nullable SocketChannel channel = null;
            try {
                channel = next();
                failures = 0;
            } catch (IOException failure) {
                if (++failures == ACCEPT_FAILURES) {
                    throw failure;
                }
                log.event("accept failed: " + Failure.describe(failure));
                Thread.sleep(PAUSE);
            }
            if (channel == null) {
                if (!listening.isRegistered()) {
                    listening.close(); // At once: what came to this queue meanwhile, another process would have taken.
                    gate.leave();
                    return;
                }
                gate.leave();
                continue;
            }
            accepted++;
            start(channel);
        }
    }

    /** Let closing do without the selector: while a channel is with one, the system closes it only at the next select. */
    private void leaveSelector() throws IOException {
        var key = listening.keyFor(selector);
        if (key != null) {
            key.cancel();
            selector.selectNow();
        }
    }

    /** Return a connection; null when there is none after a while, or none any more. */
    private @Nullable SocketChannel next() throws IOException {
        var channel = listening.accept();
        if (channel == null && listening.isRegistered() && !stopping) {
            selector.select();
            selector.selectedKeys().clear();
            channel = listening.accept();
        }
        return channel;
    }

    private void start(SocketChannel channel) {
        var link = new Link(channel.socket(), settings.value(), log);
        links.add(link);
        Thread.ofVirtual().start(() -> {
            try {
                link.run();
            } finally {
                links.remove(link);
                gate.leave();
            }
        });
    }

    /** Connections that were in the system's queue when we were told to stop are with us; new ones are refused. */
    private void drain(boolean unlimited) throws IOException, InterruptedException {
        listening.close();
        selector.selectNow(); // Only now has the system closed it.
        if (unlimited) {
            while (!stopping && !gate.awaitEmpty(LOOK)) {
                // Until the last one has ended by itself.
            }
        }
        var limit = settings.value().limits().drain();
        if (stopping) {
            log.event("draining: " + gate.inside() + " connections, for at most " + limit.toSeconds() + " s");
        }
        if (gate.awaitEmpty(limit)) {
            if (stopping) {
                log.event("drained: all connections have ended");
            }
            return;
        }
        int left = gate.inside();
        int cut = endAll();
        log.event("drained: " + (left - cut) + " connections were ended, " + cut + " were cut off");
    }

    /** End what is quiet in good order, and in the end cut off what is not; return how many were cut off. */
    private int endAll() throws InterruptedException {
        long begin = System.nanoTime();
        do {
            endQuiet();
        } while (!gate.awaitEmpty(LOOK) && System.nanoTime() - begin < LAST.toNanos());
        endQuiet();
        int cut = cutAll(false);
        // Who has been told of the end has the time that closing gives to say so, too.
        if (!gate.awaitEmpty(CLOSING)) {
            cut += cutAll(true);
            gate.awaitEmpty(LAST);
        }
        return cut;
    }

    private void endQuiet() {
        long now = System.nanoTime();
        links.forEach(link -> link.endIfQuiet(now, QUIET, "ended at the end of the drain"));
    }

    /** Cut off the connections that there are, and return how many; those that are being ended only if told so. */
    private int cutAll(boolean ending) {
        int cut = 0;
        for (var link : links) {
            if (ending || !link.ending()) {
                link.cut("cut off at the end of the drain");
                cut++;
            }
        }
        return cut;
    }

    private void watch() {
        try {
            for (; ; ) {
                Thread.sleep(LOOK);
                long now = System.nanoTime();
                links.forEach(link -> link.check(now));
                if (settings.look()) {
                    gate.limit(settings.value().limits().connections());
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
