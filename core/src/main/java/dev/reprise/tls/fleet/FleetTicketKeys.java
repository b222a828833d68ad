package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.Clocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Share ticket keys with the other servers of a fleet: keep a {@link TicketKeyRing} filled from a store, rotate its keys
 * together with the others, and go on without the store while it is away. Handshakes only ever meet the ring.
 *
 * <pre>{@code
 * var keys = FleetTicketKeys.builder(store, secrets, Duration.ofHours(2)).start();
 * var config = TlsConfig.server(chain, key)
 *         .sessionLifetime(Duration.ofHours(2))
 *         .sessionId(id)
 *         .ticketKeys(keys.ring())
 *         .build();
 * keys.ready().orTimeout(2, MINUTES).join(); // then take clients
 * }</pre>
 *
 * <p>A server that has just started opens the fleet's tickets as soon as it has read the store, and seals under a key of
 * its own until it is {@link #ready}. No handshake ever fails, or waits, for want of a key. Thread-safe.
 */
public final class FleetTicketKeys implements AutoCloseable {
    private final TicketKeyStore store;
    private final KeyWrap wrap;
    private final FilledRing ring;
    private final boolean ownRing;
    private final FleetNode node;
    private final FleetNews news;
    private final FleetSchedule schedule;
    private final ReentrantLock telling = new ReentrantLock();
    private final CompletableFuture<@Nullable Void> ready = new CompletableFuture<>();
    private TicketKeyStore.Watch watch = () -> {};

    private FleetTicketKeys(Builder builder) {
        store = builder.store;
        wrap = builder.wrapping.apply(builder.fleet, builder.random);
        ownRing = builder.ring == null;
        ring = new FilledRing(builder.ring == null ? new TicketKeyRing(builder.clocks, builder.random) : builder.ring);
        var timings = builder.timings();
        node = new FleetNode(store, new Envelope(builder.fleet, wrap), timings, builder.clocks, builder.random);
        news = new FleetNews(builder.listener);
        schedule = new FleetSchedule(node, timings, builder.random, builder.scheduler, this::publish);
        node.tick();
        if (!node.place(ring)) {
            throw new IllegalStateException("the ticket key ring is closed");
        }
        publish();
    }

    /**
     * Begin with a store and the secrets under which keys are sealed before they get there.
     *
     * @param store owned from now on
     * @param secrets owned from now on; the same for all servers of the fleet
     * @param sessionLifetime how long the fleet's sessions resume: 12 s to 24 h, unless timings are given
     */
    public static Builder builder(TicketKeyStore store, FleetSecrets secrets, Duration sessionLifetime) {
        return new Builder(store, (fleet, random) -> new SecretKeyWrap(secrets, fleet, random), sessionLifetime);
    }

    /**
     * Begin with a store and another way to seal keys, such as a key management service.
     *
     * @param store owned from now on
     * @param wrap owned from now on
     * @param sessionLifetime how long the fleet's sessions resume: 12 s to 24 h, unless timings are given
     */
    public static Builder builder(TicketKeyStore store, KeyWrap wrap, Duration sessionLifetime) {
        return new Builder(store, (fleet, random) -> wrap, sessionLifetime);
    }

    /** Return the ring that is kept filled, for any number of configs. */
    public TicketKeyRing ring() {
        return ring.ring();
    }

    /**
     * Return a future that is done when this server first seals under a key of the fleet: when it should get clients. While
     * the store is away it is not done, and the server works all the same, with tickets that are good here alone.
     */
    public CompletableFuture<@Nullable Void> ready() {
        return ready.copy();
    }

    /** Describe keys, mode and store at this moment. */
    public FleetStatus status() {
        return node.status();
    }

    /** Read the store now, in this thread, and write what it lacks; failures are told by {@link #status}. */
    public void poll() {
        schedule.poll();
    }

    /**
     * Make a new key now, out of turn. The servers begin to seal under it like under any other: when it is settled and as
     * old as the lead.
     *
     * @param discardOld give up all keys before it, as after a theft: every server wipes them as soon as it reads the store,
     *     all clients make a full handshake, and until the new key is settled each server seals under a key of its own
     * @return the new key's revision
     * @throws IOException when the store does not answer, or holds what this server cannot read
     */
    public long rotateNow(boolean discardOld) throws IOException {
        try {
            return node.rotateNow(discardOld);
        } finally {
            publish();
        }
    }

    /** Look at the clock now. */
    void tick() {
        node.tick();
        publish();
    }

    /** Hand the ring what changed, and tell those who listen. */
    private void publish() {
        telling.lock();
        try {
            node.place(ring);
            var status = node.status();
            news.tell(status);
            if (status.ready()) {
                ready.complete(null);
            }
        } finally {
            telling.unlock();
        }
    }

    /**
     * Stop, wipe all keys, and close store and secrets. The ring has no keys any more: no ticket is sealed or opened, and
     * handshakes go on.
     */
    @Override
    public void close() {
        watch.close();
        schedule.close();
        node.close();
        if (ownRing) {
            ring.ring().close();
        } else {
            ring.empty();
        }
        wrap.close();
        store.close();
        ready.cancel(false);
    }

    private void start() {
        watch = store.watch(schedule::poke);
        schedule.start();
    }

    /** Collect how a server takes part in its fleet. Not thread-safe. */
    public static final class Builder {
        private final TicketKeyStore store;
        private final BiFunction<Bytes, SecureRandom, KeyWrap> wrapping;
        private final Duration sessionLifetime;
        private Bytes fleet = Bytes.wrap("default".getBytes(StandardCharsets.UTF_8));
        private @Nullable FleetTimings timings;
        private Clocks clocks = Clocks.system();
        private SecureRandom random = new SecureRandom();
        private @Nullable TicketKeyRing ring;
        private @Nullable ScheduledExecutorService scheduler;
        private @Nullable FleetListener listener;

        private Builder(
                TicketKeyStore store, BiFunction<Bytes, SecureRandom, KeyWrap> wrapping, Duration sessionLifetime) {
            this.store = store;
            this.wrapping = wrapping;
            this.sessionLifetime = sessionLifetime;
        }

        /**
         * Name the fleet, so that records of another one that lie in the wrong place are refused. Default: {@code default}.
         *
         * @param name 1 to 64 bytes in UTF-8
         * @throws IllegalArgumentException when it is empty or longer
         */
        public Builder fleet(String name) {
            var bytes = Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
            if (bytes.isEmpty() || bytes.length() > KeyRecord.MAX_FLEET_BYTES) {
                throw new IllegalArgumentException("a fleet's name has 1 to 64 bytes, not " + bytes.length());
            }
            fleet = bytes;
            return this;
        }

        /** Set all times. Default: {@link FleetTimings#of} the session lifetime. */
        public Builder timings(FleetTimings all) {
            timings = all;
            return this;
        }

        /** Fill this ring, which the caller closes. Default: one of its own, closed with the keys. */
        public Builder ring(TicketKeyRing given) {
            ring = given;
            return this;
        }

        /** Set the clocks. Default: this machine's. */
        public Builder clocks(Clocks given) {
            clocks = given;
            return this;
        }

        /** Set the source of keys, and of the times between reads. Default: the platform's. */
        public Builder random(SecureRandom source) {
            random = source;
            return this;
        }

        /**
         * Use the threads of a scheduler, which the caller shuts down; it has two at least, as a store may keep one waiting.
         * Default: two daemon threads.
         */
        public Builder scheduler(ScheduledExecutorService given) {
            scheduler = given;
            return this;
        }

        /** Tell a listener what happens. Default: only the log {@code dev.reprise.tls} is told. */
        public Builder listener(FleetListener given) {
            listener = given;
            return this;
        }

        /**
         * Start: read the store at once, in another thread, and follow it until closed.
         *
         * @throws IllegalArgumentException when the times do not fit together
         * @throws IllegalStateException when the ring is closed
         */
        public FleetTicketKeys start() {
            var keys = new FleetTicketKeys(this);
            keys.start();
            return keys;
        }

        /** Start no thread: the store is read by {@link FleetTicketKeys#poll} alone. For commands that look and go. */
        public FleetTicketKeys open() {
            return new FleetTicketKeys(this);
        }

        private FleetTimings timings() {
            return timings == null ? FleetTimings.of(sessionLifetime) : timings;
        }
    }
}
