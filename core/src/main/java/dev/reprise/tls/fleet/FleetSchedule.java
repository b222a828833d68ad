package dev.reprise.tls.fleet;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a server reads its store and looks at the clock. The two are tasks of their own, so that time goes on while
 * a store does not answer. Thread-safe.
 */
final class FleetSchedule implements AutoCloseable {
    /** One for the store, one for the clock. */
    private static final int THREADS = 2;

    private final FleetNode node;
    private final FleetTimings timings;
    private final SecureRandom random;
    private final ScheduledExecutorService scheduler;
    private final boolean ownScheduler;
    private final Runnable after;
    private final AtomicInteger polls = new AtomicInteger();
    private final List<Future<?>> tasks = new ArrayList<>();
    private @Nullable Future<?> nextPoll;
    private int failures;
    private boolean closed;

    /**
     * Prepare.
     *
     * @param scheduler null for threads of our own
     * @param after runs after each change of the node
     */
    FleetSchedule(
            FleetNode node,
            FleetTimings timings,
            SecureRandom random,
            @Nullable ScheduledExecutorService scheduler,
            Runnable after) {
        this.node = node;
        this.timings = timings;
        this.random = random;
        this.scheduler = scheduler == null ? threads() : scheduler;
        this.ownScheduler = scheduler == null;
        this.after = after;
    }

    private static ScheduledExecutorService threads() {
        var factory = Thread.ofPlatform().daemon().name("reprise-fleet-", 1).factory();
        return new ScheduledThreadPoolExecutor(THREADS, factory);
    }

    /** Read at once, and again and again. */
    synchronized void start() {
        long tick = FleetNode.tickMillis(timings);
        tasks.add(scheduler.scheduleWithFixedDelay(this::tick, tick, tick, TimeUnit.MILLISECONDS));
        schedulePoll(0);
    }

    private void tick() {
        node.tick();
        after.run();
    }

    private synchronized void schedulePoll(long delayMillis) {
        if (!closed) {
            nextPoll = scheduler.schedule(this::regularPoll, delayMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void regularPoll() {
        boolean answered = true;
        try {
            answered = poll();
        } finally {
            failures = answered ? 0 : failures + 1;
            long pause = answered ? timings.poll().toMillis() : FleetNode.retryMillis(timings, failures);
            // A fifth more or less, so that the servers of a fleet do not come all at the same moment.
            schedulePoll(pause - pause / 5 + random.nextLong(pause / 5 * 2 + 1));
        }
    }

    /** Read soon, as the store says that something has changed; many calls in a row are one read or two. */
    void poke() {
        try {
            scheduler.execute(this::poll);
        } catch (RejectedExecutionException e) {
            return; // The scheduler is shut down, and we are about to be.
        }
    }

    /**
     * Read now, or let the thread that is reading read once more.
     *
     * @return whether the store answered, as far as this thread knows
     */
    boolean poll() {
        if (polls.getAndIncrement() > 0) {
            return true;
        }
        boolean answered = true;
        try {
            int seen;
            do {
                seen = polls.get();
                answered = node.poll();
                after.run();
            } while (!polls.compareAndSet(seen, 0));
        } catch (RuntimeException | Error e) {
            polls.set(0);
            throw e;
        }
        return answered;
    }

    @Override
    public synchronized void close() {
        closed = true;
        tasks.forEach(task -> task.cancel(false));
        if (nextPoll != null) {
            nextPoll.cancel(false);
        }
        if (ownScheduler) {
            scheduler.shutdownNow();
        }
    }
}
