package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.file.HandedFile;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.Clocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Derive a fleet's ticket keys from a secret and the time, for servers that share a secret and no store: they agree without
 * ever speaking to one another, and rotate by the clock. {@link FleetTicketKeys} is better wherever there is a store, for
 * here whoever has the secret's file has every key, those of the past included, for as long as the secret is in use; what is
 * in memory opens no older tickets than those that are still good. Replace the secret at least each month.
 *
 * <p>How this works: a chain of states begins at the start of 2026 and goes on by one each rotation, half of the session
 * lifetime; each state gives one ticket key, and none gives the state before it. A server holds the keys of the tickets that
 * may still come, and the next one, since clocks differ. The secret itself is forgotten as soon as the chain stands where it
 * should, and read from its file again when the file has changed, or a wall clock was set back. With several secrets in the
 * file the last one seals, all open: change over as {@link FleetSecrets} says.
 *
 * <p>Wall clocks must agree to within a quarter of the session lifetime, 5 minutes at most; a server whose clock is off further
 * shares fewer sessions. Once the ring is closed the secret is no longer looked at. Thread-safe.
 */
public final class DerivedTicketKeys implements AutoCloseable {
    private static final long ORIGIN = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    /** A start takes some 10 microseconds for each rotation since the origin, which is a second after two years of these. */
    private static final Duration SHORTEST = Duration.ofMinutes(20);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path file;
    private final Bytes fleet;
    private final FilledRing ring;
    private final KeyFileNews news;
    private final Clocks clocks;
    private final long rotation;
    private final int behind;
    private final Lookout lookout;
    /** By the id of the secret; the last one seals. Guarded by this. */
    private final Map<Integer, KeyFamily> families = new LinkedHashMap<>();

    private Map<String, Object> seen = Map.of();
    private int epoch;
    private boolean closed;

    private DerivedTicketKeys(
            Path file, String fleet, FleetTimings timings, TicketKeyRing ring, KeyFileListener listener, Clocks clocks)
            throws IOException {
        this.file = file;
        this.fleet = Bytes.wrap(fleet.getBytes(StandardCharsets.UTF_8));
        this.ring = new FilledRing(ring);
        news = new KeyFileNews(listener);
        this.clocks = clocks;
        rotation = timings.rotation().toMillis();
        behind = Math.toIntExact(Math.ceilDiv(timings.afterlife().toMillis(), rotation));
        lookout = new Lookout("derived ticket keys", INTERVAL, this::poll);
        seen = HandedFile.state(file);
        load(now());
        if (!place()) {
            families.values().forEach(KeyFamily::close);
            throw new IllegalStateException("the ticket key ring is closed");
        }
    }

    /**
     * Give a ring the keys of this moment.
     *
     * @param file lines {@code ID:HEX} as {@link FleetSecrets} reads them; the same for all servers
     * @param fleet the fleet's name: fleets with one secret and different names share no keys
     * @param sessionLifetime how long the fleet's sessions resume, 20 minutes to 24 h
     * @param ring stays the caller's
     * @param listener is told the ids of secrets as revisions
     * @throws IOException with the path and what is wrong
     * @throws IllegalArgumentException when the lifetime is not legal
     * @throws IllegalStateException when the ring is closed
     */
    public static DerivedTicketKeys open(
            Path file, String fleet, Duration sessionLifetime, TicketKeyRing ring, KeyFileListener listener)
            throws IOException {
        return open(file, fleet, sessionLifetime, ring, listener, Clocks.system());
    }

    static DerivedTicketKeys open(
            Path file,
            String fleet,
            Duration sessionLifetime,
            TicketKeyRing ring,
            KeyFileListener listener,
            Clocks clocks)
            throws IOException {
        if (sessionLifetime.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("the session lifetime is " + sessionLifetime.toSeconds()
                    + " s; ticket keys derived from a secret need at least " + SHORTEST.toSeconds() + " s");
        }
        return new DerivedTicketKeys(file, fleet, FleetTimings.of(sessionLifetime), ring, listener, clocks);
    }

    /**
     * Tell the listener what the secrets are, and look at clock and file each second until closed, in a virtual thread.
     *
     * @throws IllegalThreadStateException when it was started before
     */
    public void start() {
        news.changed(Set.of(), families.keySet(), sealing());
        lookout.start();
    }

    /** Look once. */
    synchronized void poll() {
        if (closed) {
            return;
        }
        int now = now();
        Map<String, Object> state;
        try {
            state = HandedFile.state(file);
        } catch (IOException gone) {
            state = seen; // It is being swapped; the keys go on.
        }
        var before = Set.copyOf(families.keySet());
        if (!state.equals(seen) || now < epoch) {
            try {
                load(now);
                seen = state;
                if (!place()) {
                    close();
                    return;
                }
                news.fine();
                if (!before.equals(families.keySet())) {
                    news.changed(before, families.keySet(), sealing());
                }
                return;
            } catch (IOException fault) {
                news.failed(fault); // Tried again each second.
            }
        }
        if (now != epoch) {
            epoch = now;
            families.values().forEach(this::cover);
            if (!place()) {
                close();
            }
        }
    }

    /** Return in which rotation since the origin we are. */
    private int now() {
        long passed = ClockReading.of(clocks).wallMillis() - ORIGIN;
        // Step 0 is the key that the chain begins with and no ticket key.
        return Math.clamp(passed / rotation, 1, Integer.MAX_VALUE - 1);
    }

    /** Read the secrets and begin their chains anew; with a fault nothing changes. */
    private void load(int now) throws IOException {
        var secrets = FleetSecrets.read(file);
        families.values().forEach(KeyFamily::close);
        families.clear();
        epoch = now;
        for (var secret : secrets) {
            try (secret) {
                var key = Derivation.FAMILY.from(secret.secret().toArray(), fleet.toArray());
                var family = new KeyFamily(
                        Integer.toUnsignedLong(secret.id()), Bytes.wrap(Derivation.ID.from(key.clone())), key);
                cover(family);
                families.put(secret.id(), family);
            }
        }
    }

    private void cover(KeyFamily family) {
        family.cover(Math.max(1, epoch - behind), epoch + 1);
    }

    /** Put the keys of this moment into the ring; return false when its owner has closed it. */
    private boolean place() {
        int sealing = sealing();
        var placements = new ArrayList<Placement>();
        families.forEach((id, family) -> {
            for (var step : family.steps()) {
                var role = step.number() > epoch
                        ? KeyRole.NEXT
                        : step.number() == epoch && id == sealing ? KeyRole.CURRENT : KeyRole.PREVIOUS;
                placements.add(new Placement(step.name(), role, step.key()));
            }
        });
        return ring.place(placements);
    }

    private int sealing() {
        return List.copyOf(families.keySet()).getLast();
    }

    /** Look no more, wipe all keys here, and leave the ring without any. */
    @Override
    public void close() {
        lookout.close();
        synchronized (this) {
            if (!closed) {
                closed = true;
                families.values().forEach(KeyFamily::close);
                ring.empty();
            }
        }
    }
}
