package dev.reprise.tls.session;

import dev.reprise.tls.spec.Clocks;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Clocks that stand still until a test moves them. */
public final class RingClocks {
    private final AtomicLong wallMillis = new AtomicLong(1_780_000_000_000L);
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

    /** Begin on a day in 2026. */
    public RingClocks() {}

    /** Return the clocks to hand in; the monotonic one overflows after a second, as it may. */
    public Clocks clocks() {
        return new Clocks(this::now, nanoTime::get);
    }

    /** Return the wall clock's time. */
    public Instant now() {
        return Instant.ofEpochMilli(wallMillis.get());
    }

    /** Let time pass on both clocks. */
    public void pass(long seconds) {
        nanoTime.addAndGet(seconds * 1_000_000_000L);
        wallMillis.addAndGet(seconds * 1000);
    }

    /** Let a machine sleep, or someone set its wall clock, forward or back. */
    public void setWallForward(long seconds) {
        wallMillis.addAndGet(seconds * 1000);
    }
}
