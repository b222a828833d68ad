package dev.reprise.tls.fleet;

import java.time.Duration;

/** Looks at something at regular intervals, in a virtual thread, until it is closed. */
final class Lookout implements AutoCloseable {
    private final Duration interval;
    private final Runnable look;
    private final Thread thread;

    /** Prepare; {@link #start} begins with the first interval. */
    Lookout(String name, Duration interval, Runnable look) {
        this.interval = interval;
        this.look = look;
        thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            for (; ; ) {
                Thread.sleep(interval);
                look.run();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Look no more; does not wait for a look under way. It may be closed from within one. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
