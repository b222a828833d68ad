package dev.reprise.tls.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The moment at which a transport is closed, or one direction of it, since nothing else wakes a thread that waits in one. Set
 * and lifted by one thread at a time, as often as wanted: no timer is asked, as {@link Sweeper} looks at all that are set.
 */
public final class Deadline implements Watched {
    private final Closeable transport;
    private long due = NONE;
    private boolean watched;
    private volatile boolean passed;

    /** Make a deadline that is not set, for a transport or what closes a direction of one. */
    public Deadline(Closeable transport) {
        this.transport = transport;
    }

    /** Close the transport after this time unless {@link #lift} is called before. */
    public void set(Duration limit) {
        long moment = System.nanoTime() + limit.toNanos();
        boolean unknown;
        synchronized (this) {
            due = moment == NONE ? 1 : moment;
            unknown = !watched;
            watched = true;
        }
        Sweeper.watch(this, unknown, moment);
    }

    /** Close nothing any more. */
    public synchronized void lift() {
        due = NONE;
    }

    /** Tell whether the transport was closed by this. */
    public boolean passed() {
        return passed;
    }

    /** Close the transport if it is due at a moment. */
    @Override
    public long look(long now) {
        synchronized (this) {
            if (due == NONE || due - now > 0) {
                watched = due != NONE;
                return due;
            }
            due = NONE;
            watched = false;
            passed = true;
        }
        // In a thread of its own: a socket that lingers when it is closed must not delay others.
        Thread.ofPlatform().daemon().name("reprise-timeout").start(this::close);
        return NONE;
    }

    private void close() {
        try {
            transport.close();
        } catch (IOException e) {
            return; // It is closed all the same.
        }
    }
}
