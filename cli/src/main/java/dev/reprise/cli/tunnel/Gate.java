package dev.reprise.cli.tunnel;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Count the connections inside, and let no more in than a limit that may change while they are. Thread-safe. */
final class Gate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int limit;
    private int inside;

    Gate(int limit) {
        this.limit = limit;
    }

    /** Set the limit; those that are inside over it stay. */
    void limit(int connections) {
        lock.lock();
        try {
            limit = connections;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Let one in if there is room. */
    boolean tryEnter() {
        lock.lock();
        try {
            if (inside >= limit) {
                return false;
            }
            inside++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Wait for room, for at most this time, without entering. */
    void awaitRoom(Duration time) throws InterruptedException {
        await(time, () -> inside < limit);
    }

    /** Wait until nobody is inside, for at most this time; tell whether it came to that. */
    boolean awaitEmpty(Duration time) throws InterruptedException {
        return await(time, () -> inside == 0);
    }

    private interface State {
        boolean reached();
    }

    private boolean await(Duration time, State state) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.NANOSECONDS.convert(time);
            while (!state.reached() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return state.reached();
        } finally {
            lock.unlock();
        }
    }

    /** Let one out. */
    void leave() {
        lock.lock();
        try {
            inside--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Return how many are inside. */
    int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }
}
