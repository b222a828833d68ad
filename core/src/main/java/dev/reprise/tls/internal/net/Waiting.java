package dev.reprise.tls.internal.net;

import java.util.concurrent.TimeUnit;

/**
 * Tells when a connection has waited for its peer for a while, so that it gives back what it can get again only then: between
 * requests that follow each other that would cost more than it saves. What it tells runs in the sweeper's thread and must be
 * short. One thread at a time begins.
 */
public final class Waiting implements Watched {
    /** How long a wait is no sign of being idle. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final Patient patient;
    private final long patience;
    private long due = NONE;
    private boolean watched;

    /** Who waits. */
    public interface Patient {
        /** Give back what can be got again; at most once for each wait that lasts a while, also when that has just ended. */
        void idle();
    }

    /** Tell this one. */
    public Waiting(Patient patient) {
        this(patient, PATIENCE);
    }

    Waiting(Patient patient, long patience) {
        this.patient = patient;
        this.patience = patience;
    }

    /** Begin to wait; the wait before has ended. */
    public void begin() {
        long moment = System.nanoTime() + patience;
        boolean unknown;
        synchronized (this) {
            due = moment == NONE ? 1 : moment;
            unknown = !watched;
            watched = true;
        }
        if (unknown) {
            Sweeper.watch(this, true, moment);
        }
    }

    /** Wait no more: the connection is over. */
    public synchronized void end() {
        due = NONE;
    }

    @Override
    public long look(long now) {
        boolean over;
        synchronized (this) {
            over = due == NONE;
            if (!over && due - now > 0) {
                return due;
            }
            watched = false;
        }
        if (!over) {
            patient.idle();
        }
        return NONE;
    }
}
