package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Clocks;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One server of a fleet between its store and the protocol; it has no thread and is called by those who have. Thread-safe:
 * store calls are made one at a time, and none under the lock that guards the protocol, so that time goes on while a store
 * does not answer.
 */
final class FleetNode implements AutoCloseable {
    /** After a write one read shows what came of it, and a race that was lost leads to another write. */
    private static final int READS_PER_POLL = 4;

    private final TicketKeyStore store;
    private final Envelope envelope;
    private final FleetTimings timings;
    private final Clocks clocks;
    private final ReentrantLock storeUse = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Rotation rotation;
    /** The last value and what it showed, when all of it was authentic; for whoever uses the store. */
    private byte @Nullable [] clearValue;

    private @Nullable StoreView clearView;

    /** What the reads of this poll have refused: what is refused is replaced at once, and the next read is clear again. */
    private final Set<String> refusedInPoll = new LinkedHashSet<>();

    private @Nullable ClockReading askedAt;
    private boolean closed;
    private String lastFailure = "";
    private List<String> refused = List.of();
    private FleetCounts counts = FleetCounts.NONE;
    private @Nullable List<Placement> placed;

    FleetNode(TicketKeyStore store, Envelope envelope, FleetTimings timings, Clocks clocks, SecureRandom random) {
        this.store = store;
        this.envelope = envelope;
        this.timings = timings;
        this.clocks = clocks;
        rotation = new Rotation(timings, envelope.fleet(), random);
    }

    /** Return how long to wait after some failed reads in a row: ever longer, up to the poll interval. */
    static long retryMillis(FleetTimings timings, int failures) {
        long poll = timings.poll().toMillis();
        return Math.clamp(poll >> Math.max(0, 4 - failures), 1, poll);
    }

    /** Return how often to look at the clock. */
    static long tickMillis(FleetTimings timings) {
        return Math.clamp(timings.settle().toMillis() / 20, 1, 1000);
    }

    /**
     * Read the store, and write what it lacks.
     *
     * @return whether it answered
     */
    boolean poll() {
        storeUse.lock();
        try {
            refusedInPoll.clear();
            for (int reads = 0; reads < READS_PER_POLL; reads++) {
                if (!readAndWrite(this::draft)) {
                    break;
                }
            }
            return true;
        } catch (IOException | RuntimeException e) {
            // Stores are other people's code; whatever they throw, the next read comes in its time.
            failed(e);
            return false;
        } finally {
            storeUse.unlock();
        }
    }

    /** Chooses what to write after a read; called under the lock. */
    private interface Choice {
        @Nullable
        Draft of(StoreView view, ClockReading now);
    }

    private @Nullable Draft draft(StoreView view, ClockReading now) {
        return rotation.draft(view, envelope::upToDate, now);
    }

    /** Read once and write once if there is a reason to; tell whether that was tried. */
    private boolean readAndWrite(Choice choice) throws IOException {
        var asked = ClockReading.of(clocks);
        begin(asked);
        var value = store.read();
        try (var view = view(value);
                var draft = answered(view, asked, choice)) {
            if (draft != null) {
                // Whether it was replaced or another was faster, the next read tells; and if the answer is lost, too.
                var unused = store.compareAndSet(value, envelope.seal(draft));
            }
            return draft != null;
        }
    }

    private void begin(ClockReading asked) {
        lock.lock();
        try {
            askedAt = asked;
        } finally {
            lock.unlock();
        }
    }

    /** Open a value; mostly it is what it was. */
    private StoreView view(byte @Nullable [] value) throws IOException {
        if (clearView != null && Arrays.equals(value, clearValue)) {
            return clearView;
        }
        var view = envelope.open(value, known());
        clearView = view.clear() ? view.again() : null;
        clearValue = value;
        return view;
    }

    private Map<Bytes, KeyRecord> known() {
        lock.lock();
        try {
            return rotation.known();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Draft answered(StoreView view, ClockReading asked, Choice choice) {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            var now = ClockReading.of(clocks);
            askedAt = null;
            boolean late = now.monotonicMillisSince(asked) > timings.timeout().toMillis();
            if (late) {
                rotation.unanswered(now);
            }
            counts = counts.read(late, view.refused().size());
            rotation.answered(view, now);
            refusedInPoll.addAll(view.refused());
            if (!view.foreign().isEmpty()) {
                refusedInPoll.add("to read " + view.foreign().size()
                        + " key records: their secret, or their version, is not known here");
            }
            refused = List.copyOf(refusedInPoll);
            lastFailure = "";
            var draft = choice.of(view, now);
            counts = draft == null ? counts : counts.written();
            return draft;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception failure) {
        lock.lock();
        try {
            askedAt = null;
            lastFailure = failure instanceof IOException ? String.valueOf(failure.getMessage()) : failure.toString();
            counts = counts.failed();
            if (!closed) {
                rotation.unanswered(ClockReading.of(clocks));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Time has passed; a question without an answer for too long counts as failed, though it may still be answered. */
    void tick() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            var now = ClockReading.of(clocks);
            if (askedAt != null
                    && now.monotonicMillisSince(askedAt) > timings.timeout().toMillis()) {
                rotation.unanswered(now);
            } else {
                rotation.tick(now);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Make a new key now.
     *
     * @param discardOld whether all servers are to wipe all keys before it as soon as they read it
     * @return its revision
     * @throws IOException when the store does not answer, or holds what this server cannot read
     */
    long rotateNow(boolean discardOld) throws IOException {
        var wish = new RotationWish(discardOld);
        IOException failure = null;
        storeUse.lock();
        try {
            for (int reads = 0; reads < READS_PER_POLL; reads++) {
                try {
                    if (!readAndWrite(wish)) {
                        return wish.result();
                    }
                } catch (IOException e) {
                    failed(e); // The key may have been written all the same, so we look again.
                    failure = e;
                }
            }
        } finally {
            storeUse.unlock();
        }
        throw failure != null ? failure : new IOException("other servers were faster " + READS_PER_POLL + " times");
    }

    /** The wish for a new key, until a read shows it in the store. */
    private final class RotationWish implements Choice {
        private final boolean discardOld;
        private @Nullable KeyRecord made;
        private String obstacle = "the fleet's keys are closed";
        private boolean fulfilled;

        RotationWish(boolean discardOld) {
            this.discardOld = discardOld;
        }

        @Override
        public @Nullable Draft of(StoreView view, ClockReading now) {
            var wanted = made;
            fulfilled = wanted != null
                    && view.records().stream().anyMatch(record -> record.id().equals(wanted.id()));
            if (!view.ours() || !view.refused().isEmpty()) {
                obstacle = String.join("; ", view.refused());
                return null;
            }
            if (fulfilled) {
                return null;
            }
            var draft = rotation.rotated(view, envelope::upToDate, discardOld, now);
            made = draft.made();
            return draft;
        }

        long result() throws IOException {
            if (!fulfilled || made == null) {
                throw new IOException(obstacle);
            }
            return made.revision();
        }
    }

    /** Describe keys, mode and store at this moment. */
    FleetStatus status() {
        lock.lock();
        try {
            var now = ClockReading.of(clocks);
            var last = rotation.health().lastAnswer();
            return new FleetStatus(
                    rotation.mode(),
                    rotation.health().answering(),
                    last == null ? Optional.empty() : Optional.of(Duration.ofMillis(now.millisSince(last))),
                    lastFailure.isEmpty() ? Optional.empty() : Optional.of(lastFailure),
                    refused,
                    counts,
                    rotation.status(now));
        } finally {
            lock.unlock();
        }
    }

    FleetMode mode() {
        lock.lock();
        try {
            return rotation.mode();
        } finally {
            lock.unlock();
        }
    }

    List<Placement> placements() {
        lock.lock();
        try {
            return rotation.placements();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Put the keys into a ring, if they are not what they were when this was last called.
     *
     * @return false when the ring is closed, and takes none
     */
    boolean place(FilledRing ring) {
        lock.lock();
        try {
            var placements = rotation.placements();
            if (placements.equals(placed) || closed) {
                return true;
            }
            boolean taken = ring.place(placements);
            placed = placements;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            rotation.close();
        } finally {
            lock.unlock();
        }
    }
}
