package dev.reprise.cli.web;

import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Count handshakes by how they ended, since the start and over the last ten minutes. Thread-safe. */
final class Figures {
    /** How many slices of time are kept. */
    static final int SLICES = 60;
    /** How long a slice is. */
    static final int SLICE_SECONDS = 10;

    private final LongSupplier seconds;
    private final long began;
    private final Map<TicketRefusal, Long> refusals = new EnumMap<>(TicketRefusal.class);
    private final Counts[] slices = new Counts[SLICES];
    private Counts totals = Counts.NONE;
    private long newest;

    /**
     * Begin to count.
     *
     * @param seconds a clock that never goes back
     */
    Figures(LongSupplier seconds) {
        this.seconds = seconds;
        this.began = seconds.getAsLong();
        this.newest = began / SLICE_SECONDS;
        Arrays.fill(slices, Counts.NONE);
    }

    /** Count a handshake that is done. */
    synchronized void established(ConnectionInfo info) {
        count(Ending.of(info));
        info.ticketRefusal().ifPresent(reason -> refusals.merge(reason, 1L, Long::sum));
    }

    /** Count a handshake that failed. */
    synchronized void failed() {
        count(Ending.FAILED);
    }

    private void count(Ending ending) {
        advance();
        totals = totals.with(ending);
        int slice = index(newest);
        slices[slice] = slices[slice].with(ending);
    }

    /** Empty the slices whose time has come round again. */
    private void advance() {
        long now = seconds.getAsLong() / SLICE_SECONDS;
        for (long next = Math.max(newest, now - SLICES) + 1; next <= now; next++) {
            slices[index(next)] = Counts.NONE;
        }
        newest = Math.max(newest, now);
    }

    private static int index(long slice) {
        return (int) Math.floorMod(slice, (long) SLICES);
    }

    /**
     * What was counted up to a moment.
     *
     * @param upSeconds since the start
     * @param totals since then
     * @param refusals why tickets were refused, those that were
     * @param slices by time, oldest first
     */
    record Snapshot(long upSeconds, Counts totals, Map<TicketRefusal, Long> refusals, List<Counts> slices) {}

    /** Return what is counted so far. */
    synchronized Snapshot snapshot() {
        advance();
        var byTime = new ArrayList<Counts>(SLICES);
        for (long slice = newest - SLICES + 1; slice <= newest; slice++) {
            byTime.add(slices[index(slice)]);
        }
        var byReason = new EnumMap<TicketRefusal, Long>(TicketRefusal.class);
        byReason.putAll(refusals);
        return new Snapshot(seconds.getAsLong() - began, totals, byReason, byTime);
    }
}
