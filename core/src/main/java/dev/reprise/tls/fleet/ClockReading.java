package dev.reprise.tls.fleet;

import dev.reprise.tls.spec.Clocks;

/**
 * A reading of both clocks.
 *
 * @param wallMillis milliseconds since 1970 by the wall clock
 * @param nanoTime the monotonic clock
 */
record ClockReading(long wallMillis, long nanoTime) {
    static ClockReading of(Clocks clocks) {
        return new ClockReading(clocks.wall().millis(), clocks.nanoTime().getAsLong());
    }

    /** Count the milliseconds since an earlier reading by the monotonic clock. */
    long monotonicMillisSince(ClockReading earlier) {
        return Math.floorDiv(nanoTime - earlier.nanoTime, 1_000_000L);
    }

    /**
     * Count the milliseconds since an earlier reading by whichever clock says more: a wall clock set back must not keep a
     * key alive, and a machine that slept, whose monotonic clock stood still, must not either.
     */
    long millisSince(ClockReading earlier) {
        return Math.max(wallMillis - earlier.wallMillis, monotonicMillisSince(earlier));
    }

    /** Tell whether this was read after another, by the monotonic clock. */
    boolean after(ClockReading other) {
        return nanoTime - other.nanoTime > 0;
    }
}
