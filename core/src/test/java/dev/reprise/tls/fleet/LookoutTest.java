package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LookoutTest {
    @Test
    void looksAgainUntilClosedFromWithin() throws InterruptedException {
        var looks = new AtomicInteger();
        var thread = new AtomicReference<Thread>();
        var third = new CountDownLatch(3);
        var itself = new AtomicReference<Lookout>();
        itself.set(new Lookout("test", Duration.ofMillis(1), () -> {
            thread.set(Thread.currentThread());
            third.countDown();
            if (looks.incrementAndGet() == 3) {
                itself.get().close();
            }
        }));
        itself.get().start();
        assertThat(third.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(thread.get().join(Duration.ofSeconds(20))).isTrue();
        assertThat(looks).hasValue(3);
    }

    @Test
    void startsOnce() {
        try (var lookout = new Lookout("test", Duration.ofDays(1), () -> {})) {
            lookout.start();
            assertThatThrownBy(lookout::start).isInstanceOf(IllegalThreadStateException.class);
        }
    }
}
