package dev.reprise.tls.internal.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the deadlines and waits of all connections in one thread, which is there only while there are some, and for a while
 * after. A thread that sets a deadline wakes it only when it would look too late. Shared by all connections on purpose.
 */
final class Sweeper {
    /** How long a deadline that was lifted keeps its transport from being collected, and how late one may be seen. */
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(250);
    /** How long the thread waits for more. */
    private static final long KEEP_ALIVE = TimeUnit.SECONDS.toNanos(10);

    private static final Queue<Watched> NEW = new ConcurrentLinkedQueue<>();
    private static final AtomicReference<@Nullable Thread> SWEEPER = new AtomicReference<>();
    private static volatile long nextLook;

    private Sweeper() {}

    /** Look at something in time; what is unknown is kept until it has nothing to wait for. */
    static void watch(Watched watched, boolean unknown, long moment) {
        if (unknown) {
            NEW.add(watched);
        }
        var sweeper = SWEEPER.get();
        if (sweeper == null) {
            start();
        } else if (moment - nextLook < 0) {
            LockSupport.unpark(sweeper);
        }
    }

    private static void start() {
        var thread = Thread.ofPlatform().daemon().name("reprise-timeouts").unstarted(Sweeper::sweep);
        if (SWEEPER.compareAndSet(null, thread)) {
            thread.start();
        }
    }

    private static void sweep() {
        var known = new ArrayList<Watched>();
        long idleSince = System.nanoTime();
        while (true) {
            for (var added = NEW.poll(); added != null; added = NEW.poll()) {
                known.add(added);
            }
            long now = System.nanoTime();
            long next = look(known, now);
            if (!known.isEmpty()) {
                idleSince = now;
            } else if (now - idleSince >= KEEP_ALIVE) {
                SWEEPER.set(null);
                // Whoever has added one since has seen this thread, or starts the next.
                if (NEW.isEmpty() || !SWEEPER.compareAndSet(null, Thread.currentThread())) {
                    return;
                }
            }
            nextLook = next;
            if (NEW.isEmpty()) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    /** Let pass what is due and forget what is lifted; return when to look again. */
    private static long look(List<Watched> known, long now) {
        long next = now + PERIOD;
        int kept = 0;
        for (var watched : known) {
            long due = watched.look(now);
            if (due != Watched.NONE) {
                known.set(kept++, watched);
                next = due - next < 0 ? due : next;
            }
        }
        known.subList(kept, known.size()).clear();
        return known.isEmpty() ? now + KEEP_ALIVE : next;
    }
}
