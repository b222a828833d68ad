package dev.reprise.cli.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Carry one direction of a link until its end and pass the end on. Nothing is read before what was read last is written, so a
 * peer that takes nothing stops the one that sends. While a direction is quiet it waits with a small array; a large one from
 * the pool is held only while data flows.
 */
final class Pump {
    private static final int QUIET = 256;
    private static final int BUSY = 32 * 1024;
    /** A read that brings less says that the peer has no more for now; a record of TLS brings up to 16 KiB. */
    private static final int BULK = 8 * 1024;

    private static final int POOLED = 64;
    private static final ConcurrentLinkedQueue<byte[]> POOL = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger POOL_SIZE = new AtomicInteger();
    private static final long NOT_WRITING = 0;

    private final Side from;
    private final Side to;
    private volatile long carried;
    private volatile long lastMoved = System.nanoTime();
    private volatile long writingSince = NOT_WRITING;

    Pump(Side from, Side to) {
        this.from = from;
        this.to = to;
    }

    /** Carry until the end. */
    void run() throws IOException {
        var input = from.input();
        var output = to.output();
        var quiet = new byte[QUIET];
        byte @Nullable [] busy = null;
        long total = 0;
        try {
            for (; ; ) {
                var buffer = busy == null ? quiet : busy;
                int count = input.read(buffer);
                if (count < 0) {
                    break;
                }
                if (busy == null && count == QUIET) {
                    busy = take();
                    buffer = busy;
                    System.arraycopy(quiet, 0, busy, 0, count);
                    count += more(input, busy, count);
                }
                begin();
                output.write(buffer, 0, count);
                total += count;
                end(total);
                if (busy != null && count < BULK && input.available() == 0) {
                    give(busy);
                    busy = null;
                }
            }
        } finally {
            if (busy != null) {
                give(busy);
            }
        }
        begin();
        try {
            to.closeOutput();
        } catch (IOException gone) {
            // A peer that is gone hears no end; what it still had to say, the other direction knows.
        }
        end(total);
    }

    /** Take what has come already, so that it is written with what came before it. */
    private static int more(InputStream input, byte[] buffer, int filled) throws IOException {
        return input.available() == 0 ? 0 : Math.max(0, input.read(buffer, filled, buffer.length - filled));
    }

    private void begin() {
        long now = System.nanoTime();
        lastMoved = now;
        writingSince = now == NOT_WRITING ? 1 : now;
    }

    private void end(long total) {
        writingSince = NOT_WRITING;
        lastMoved = System.nanoTime();
        carried = total;
    }

    private static byte[] take() {
        var pooled = POOL.poll();
        if (pooled == null) {
            return new byte[BUSY];
        }
        POOL_SIZE.decrementAndGet();
        return pooled;
    }

    private static void give(byte[] buffer) {
        // The array has held what one peer said to another; it is read only up to what is written into it anew.
        if (POOL_SIZE.get() < POOLED) {
            POOL_SIZE.incrementAndGet();
            POOL.add(buffer);
        }
    }

    /** Return the bytes carried so far. */
    long carried() {
        return carried;
    }

    /** Return when a byte last moved, by {@link System#nanoTime}. */
    long lastMoved() {
        return lastMoved;
    }

    /** Return for how many nanoseconds the write under way has lasted; 0 when there is none. */
    long writing(long now) {
        long since = writingSince;
        return since == NOT_WRITING ? 0 : Math.max(0, now - since);
    }
}
