package dev.reprise.tls.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * The work of a costly state, which the caller fetches once and runs where it likes. While it runs it owns state and read half
 * in place of the read lock: nothing is read, and closing leaves the wiping to its end. The questions are for any thread.
 */
final class HandshakeTask {
    private final HandshakeDriver handshake;
    private final ReadHalf read;
    private volatile boolean running;
    private boolean wipeAtEnd;

    /** Run what this driver has due. */
    HandshakeTask(HandshakeDriver handshake, ReadHalf read) {
        this.handshake = handshake;
        this.read = read;
    }

    /** Tell whether it is to be run or is running. */
    boolean busy() {
        return running || handshake.taskDue();
    }

    /** Tell whether it is running. */
    boolean running() {
        return running;
    }

    /**
     * Fetch it; null when there is none or it has been fetched. It throws nothing.
     *
     * @param closing told what goes wrong in it
     */
    @Nullable
    Runnable fetch(Closing closing) {
        synchronized (read) {
            if (!handshake.taskDue()) {
                return null;
            }
            running = true;
            handshake.handOut();
            return () -> run(closing);
        }
    }

    /** Leave wiping to its end; answer false when it is not running. Called with the lock. */
    boolean wipeAtEnd() {
        if (running) {
            wipeAtEnd = true;
            handshake.abandon();
        }
        return running;
    }

    private void run(Closing closing) {
        Throwable thrown = null;
        try {
            handshake.runDue();
        } catch (Throwable e) {
            thrown = e;
        }
        synchronized (read) {
            try {
                running = false;
                if (wipeAtEnd) {
                    thrown = null; // The connection ended before the task, under which its keys were wiped.
                    closing.wipe();
                } else if (thrown == null) {
                    handshake.resume();
                }
            } catch (Throwable e) {
                thrown = e;
            }
            // Before the lock is free, so that nobody finds the connection without a state.
            if (thrown != null) {
                closing.failedTask(thrown);
            }
        }
    }
}
