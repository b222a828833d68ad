package dev.reprise.tls.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A connection is idle only when it has waited for a while, and once for each wait; the test is the sweeper. */
class WaitingTest {
    // The sweeper itself looks, too, and finds nothing due in a day.
    private static final long PATIENCE = TimeUnit.DAYS.toNanos(1);
    private static final long LONG = 1_000 * PATIENCE;

    private int idle;
    private final Waiting waiting = new Waiting(() -> idle++, PATIENCE);

    @Test
    void isIdleAfterAWhile() {
        waiting.begin();
        long begun = System.nanoTime();
        long due = waiting.look(begun - LONG);
        assertThat(due - begun).isLessThanOrEqualTo(PATIENCE);
        assertThat(idle).isZero();
        assertThat(waiting.look(due)).isEqualTo(Watched.NONE);
        assertThat(idle).isEqualTo(1);
    }

    @Test
    void everyWaitBeginsAnew() {
        waiting.begin();
        long first = waiting.look(System.nanoTime() - LONG);
        waiting.begin();
        long second = waiting.look(System.nanoTime() - LONG);
        assertThat(second - first).isPositive();
        assertThat(waiting.look(first)).isEqualTo(second);
        assertThat(idle).isZero();
        assertThat(waiting.look(second)).isEqualTo(Watched.NONE);
        waiting.begin();
        assertThat(waiting.look(second + LONG)).isEqualTo(Watched.NONE);
        assertThat(idle).isEqualTo(2);
    }

    @Test
    void isNotIdleWhenItIsOver() {
        waiting.begin();
        waiting.end();
        assertThat(waiting.look(System.nanoTime() + LONG)).isEqualTo(Watched.NONE);
        assertThat(idle).isZero();
    }
}
