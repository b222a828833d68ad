package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One of the fleet's keys as one server knows it. Not thread-safe. */
final class FleetKey implements AutoCloseable {
    /**
     * Best first: the newest revision, and of twins, which a failover can leave, the one with the smaller id; so all
     * servers choose alike.
     */
    static final Comparator<FleetKey> BEST_FIRST = Comparator.<FleetKey>comparingLong(key -> -key.record.revision())
            .thenComparing(key -> key.record.id().toString());

    private KeyRecord record;
    private Bytes encoded;
    private final ClockReading firstSeen;
    private final KeyFamily family;
    private @Nullable ClockReading presentSince;
    private @Nullable ClockReading superseded;
    private @Nullable ClockReading closed;
    private boolean settled;

    /** Take a key that was seen for the first time; the array is wiped. */
    FleetKey(KeyRecord record, byte[] key, ClockReading now) {
        this.record = record;
        this.encoded = record.encode();
        this.firstSeen = now;
        this.family = new KeyFamily(record.revision(), record.id(), key);
    }

    KeyRecord record() {
        return record;
    }

    /** Return the record as the store has it. */
    Bytes encoded() {
        return encoded;
    }

    Bytes id() {
        return record.id();
    }

    long revision() {
        return record.revision();
    }

    KeyFamily family() {
        return family;
    }

    /** Take over a record with another wrapping of this key. */
    void rewrapped(KeyRecord other) {
        record = other;
        encoded = other.encode();
    }

    /**
     * Count the milliseconds since the key was made, or since it was first seen here if the wall clock of the server that
     * made it said a later time then.
     */
    long ageMillis(ClockReading now) {
        return now.millisSince(firstSeen) + Math.max(0, firstSeen.wallMillis() - record.createdMillis());
    }

    /** A read has shown it in the store, or shown that it is not there. */
    void seen(boolean present, ClockReading now) {
        if (!present) {
            presentSince = null;
        } else if (presentSince == null) {
            presentSince = now;
        }
    }

    boolean present() {
        return presentSince != null;
    }

    /** Settle it if the store has answered for long enough with the key in it; once settled, it remains so. */
    void settle(StoreHealth health, long settleMillis) {
        var since = presentSince;
        settled = settled || (since != null && health.unbrokenMillisFrom(since) >= settleMillis);
    }

    boolean settled() {
        return settled;
    }

    /** A better key is current. */
    void supersede(ClockReading now) {
        if (superseded == null) {
            superseded = now;
        }
    }

    /** Close it if, since it was superseded, the store has answered for so long that nobody who reads it seals with it. */
    void closeWhenUnused(StoreHealth health, long millis, ClockReading now) {
        if (closed == null && superseded != null && health.unbrokenMillisFrom(superseded) >= millis) {
            closed = now;
        }
    }

    boolean superseded() {
        return superseded != null;
    }

    /** Return since when nobody who reads the store seals with it, or null. */
    @Nullable
    ClockReading closed() {
        return closed;
    }

    /** Wipe the key and all that follows from it. */
    @Override
    public void close() {
        family.close();
    }
}
