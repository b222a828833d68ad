package dev.reprise.tls.fleet;

import dev.reprise.tls.session.RingClocks;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs tasks in the test's own thread, when a clock that the test moves has come to their time. */
final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService {
    private final RingClocks clocks;
    private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>();
    private long sequence;
    private boolean shutdown;

    ManualScheduler(RingClocks clocks) {
        this.clocks = clocks;
    }

    private final class Task<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
        private final long periodMillis;
        private final long number = sequence++;
        private long dueMillis;

        Task(Callable<V> callable, long dueMillis, long periodMillis) {
            super(callable);
            this.dueMillis = dueMillis;
            this.periodMillis = periodMillis;
        }

        @Override
        public boolean isPeriodic() {
            return periodMillis > 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueMillis - now(), TimeUnit.MILLISECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            var that = (Task<?>) other;
            return dueMillis != that.dueMillis
                    ? Long.compare(dueMillis, that.dueMillis)
                    : Long.compare(number, that.number);
        }

        @Override
        public void run() {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset()) {
                dueMillis = now() + periodMillis;
                tasks.add(this);
            }
        }
    }

    private long now() {
        return clocks.now().toEpochMilli();
    }

    /** Let seconds pass, one after the other, and run what is due in each. */
    void pass(long seconds) {
        for (long second = 0; second < seconds; second++) {
            clocks.pass(1);
            runDue();
        }
    }

    /** Run what is due now. */
    void runDue() {
        for (var next = tasks.peek(); next != null && next.dueMillis <= now(); next = tasks.peek()) {
            tasks.remove();
            if (!next.isCancelled()) {
                next.run();
            }
        }
    }

    /** Return how many tasks wait. */
    int waiting() {
        return (int) tasks.stream().filter(task -> !task.isCancelled()).count();
    }

    private <V> Task<V> added(Task<V> task) {
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(() -> call(command), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return added(new Task<>(callable, now() + unit.toMillis(delay), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(command, first, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        return added(new Task<>(() -> call(command), now() + unit.toMillis(first), unit.toMillis(delay)));
    }

    private static boolean call(Runnable command) {
        command.run();
        return true;
    }

    @Override
    public void execute(Runnable command) {
        added(new Task<>(() -> call(command), now(), 0));
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return new ArrayList<>();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }
}
