package dev.reprise.tls.fleet;

import org.jspecify.annotations.Nullable;

/** For how long a store has answered without a break, as one server sees it. Not thread-safe. */
final class StoreHealth {
    private final long longestGapMillis;
    private @Nullable ClockReading since;
    private @Nullable ClockReading last;

    /** Let a silence of more than half a settle time, in which nobody asked, count like a failure. */
    StoreHealth(FleetTimings timings) {
        longestGapMillis = timings.settle().toMillis() / 2;
    }

    void answered(ClockReading now) {
        var before = last;
        if (since == null || before == null || now.monotonicMillisSince(before) > longestGapMillis) {
            since = now;
        }
        last = now;
    }

    void unanswered() {
        since = null;
    }

    /** Return when it answered last, or null when it never did. */
    @Nullable
    ClockReading lastAnswer() {
        return last;
    }

    /** Tell whether it answered when it was last asked. */
    boolean answering() {
        return since != null;
    }

    /** Count the milliseconds up to the last answer in which every question was answered. */
    long unbrokenMillis() {
        var begin = since;
        return begin == null || last == null ? 0 : last.monotonicMillisSince(begin);
    }

    /** Count them from a moment on. */
    long unbrokenMillisFrom(ClockReading moment) {
        var begin = since;
        if (begin == null || last == null) {
            return 0;
        }
        return Math.max(0, last.monotonicMillisSince(moment.after(begin) ? moment : begin));
    }
}
