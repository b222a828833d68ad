package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.spec.Clocks;

/**
 * A reading of both clocks.
 *
 * @param wallSeconds whole seconds since 1970 by the wall clock
 * @param nanoTime the monotonic clock
 */
record Moment(long wallSeconds, long nanoTime) {
    static Moment of(Clocks clocks) {
        return new Moment(
                Math.floorDiv(clocks.wall().millis(), 1000), clocks.nanoTime().getAsLong());
    }

    /**
     * Count the whole seconds since an earlier moment, by whichever clock says more: a wall clock set back must not keep
     * a key alive, and a machine that slept, whose monotonic clock stood still, must not either.
     */
    long secondsSince(Moment earlier) {
        return Math.max(wallSeconds - earlier.wallSeconds, Math.floorDiv(nanoTime - earlier.nanoTime, 1_000_000_000L));
    }
}
