package dev.reprise.tls.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Writes into networks that take nothing end when their time is over, each by itself. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class DeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** Takes nothing until it is closed, which may take until the test says so. */
    private static final class FullTransport extends StubTransport {
        final CountDownLatch closing = new CountDownLatch(1);
        final CountDownLatch linger;
        final CountDownLatch closed = new CountDownLatch(1);

        FullTransport(int linger) {
            this.linger = new CountDownLatch(linger);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return -1;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            await(closed);
            throw new SocketException("closed");
        }

        @Override
        public void close() {
            closing.countDown();
            await(linger);
            closed.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void endsWritesOfManyTransports() throws Exception {
        for (int i = 0; i < 20; i++) {
            var writes = new BoundedWrites(new FullTransport(0));
            assertThatThrownBy(() -> writes.write(new byte[1], 1, SHORT)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** Sockets with SO_LINGER take seconds to close; all that have a deadline would wait for one. */
    @Test
    void aTransportThatIsSlowToCloseDelaysNoOther() throws Exception {
        var slow = new FullTransport(1);
        var held = threads.submit(() -> catchThrowable(() -> new BoundedWrites(slow).write(new byte[1], 1, SHORT)));
        slow.closing.await();
        endsWritesOfManyTransports();
        assertThat(slow.closed.getCount()).as("still closing").isOne();
        slow.linger.countDown();
        assertThat(held.get()).isInstanceOf(SocketTimeoutException.class);
    }

    /** A deadline far away must not put the look at a near one off. */
    @Test
    void looksInTimeAtADeadlineThatIsSetLaterAndDueEarlier() throws Exception {
        var far = new ArrayList<Deadline>();
        for (int i = 0; i < 10; i++) {
            far.add(new Deadline(new FullTransport(0)));
            far.get(i).set(Duration.ofDays(20));
            endsWritesOfManyTransports();
        }
        for (var deadline : far) {
            assertThat(deadline.passed()).isFalse();
            deadline.lift();
        }
    }

    @Test
    void closesNothingThatIsLifted() throws Exception {
        var transport = new FullTransport(0);
        var deadline = new Deadline(transport);
        for (int i = 0; i < 1_000; i++) {
            deadline.set(Duration.ofHours(1));
            deadline.lift();
        }
        endsWritesOfManyTransports();
        assertThat(deadline.passed()).isFalse();
        assertThat(transport.closed.getCount()).isOne();
        deadline.set(SHORT);
        transport.closed.await();
        assertThat(deadline.passed()).isTrue();
    }
}
