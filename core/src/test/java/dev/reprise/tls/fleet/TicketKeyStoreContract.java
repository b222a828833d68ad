package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.session.RingClocks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store has to do. A store's test implements this and says how to open one. */
public interface TicketKeyStoreContract {
    /** Longer than any store takes to tell of a change, on the slowest machine. */
    int PATIENCE_SECONDS = 30;

    /** Open the store that this test method has to itself, as another server would: over a connection of its own. */
    TicketKeyStore open() throws Exception;

    /** Tell whether the store says by itself that its value has changed. */
    default boolean watches() {
        return true;
    }

    /** Make a value of this length. */
    static byte[] value(int seed, int length) {
        var value = new byte[length];
        new Random(seed).nextBytes(value);
        return value;
    }

    /** It is empty until the first server writes, and shows that to all. */
    @Test
    default void holdsNothingAndThenTheFirstValue() throws Exception {
        try (var one = open();
                var other = open()) {
            assertThat(one.read()).isNull();
            assertThat(one.compareAndSet(null, value(1, 100))).isTrue();
            assertThat(one.read()).isEqualTo(value(1, 100));
            assertThat(other.read()).isEqualTo(value(1, 100));
        }
    }

    /** A value is replaced by whoever knows it, and by nobody else. */
    @Test
    default void replacesOnlyTheExpectedValue() throws Exception {
        try (var store = open()) {
            assertThat(store.compareAndSet(value(1, 100), value(2, 100)))
                    .as("there is none")
                    .isFalse();
            assertThat(store.compareAndSet(null, value(1, 100))).isTrue();
            assertThat(store.compareAndSet(null, value(2, 100)))
                    .as("there is one")
                    .isFalse();
            assertThat(store.compareAndSet(value(2, 100), value(3, 100)))
                    .as("it is another one")
                    .isFalse();
            assertThat(store.read()).isEqualTo(value(1, 100));
            assertThat(store.compareAndSet(value(1, 100), value(2, 50))).isTrue();
            assertThat(store.compareAndSet(value(2, 50), value(1, 100)))
                    .as("back to what it was")
                    .isTrue();
            assertThat(store.read()).isEqualTo(value(1, 100));
        }
    }

    /** Values are bytes, of all kinds and up to the greatest length. */
    @Test
    default void holdsEveryByteAndTheLongestValue() throws Exception {
        var all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        var longest = value(7, TicketKeyStore.MAX_BYTES);
        try (var store = open()) {
            assertThat(store.compareAndSet(null, new byte[] {0})).isTrue();
            assertThat(store.read()).isEqualTo(new byte[] {0});
            assertThat(store.compareAndSet(new byte[] {0}, all)).isTrue();
            assertThat(store.read()).isEqualTo(all);
            assertThat(store.compareAndSet(all, longest)).isTrue();
            assertThat(store.read()).isEqualTo(longest);
            assertThat(store.compareAndSet(longest, all)).isTrue();
        }
    }

    /** Arrays that go in and come out are the caller's. */
    @Test
    default void keepsNoArrayOfTheCallers() throws Exception {
        try (var store = open()) {
            var first = value(1, 100);
            assertThat(store.compareAndSet(null, first)).isTrue();
            first[0]++;
            var read = store.read();
            assertThat(read).isEqualTo(value(1, 100));
            read[1]++;
            assertThat(store.read()).isEqualTo(value(1, 100));
        }
    }

    /** Of servers that all begin at once, one makes the first value. */
    @Test
    default void letsOneOfManyCreatorsWin() throws Exception {
        int servers = 4;
        var start = new CyclicBarrier(servers);
        var results = inThreads(servers, number -> {
            try (var store = open()) {
                start.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                return store.compareAndSet(null, value(number, 100));
            }
        });
        assertThat(results.stream().filter(won -> won)).hasSize(1);
        try (var store = open()) {
            assertThat(store.read()).isEqualTo(value(results.indexOf(true), 100));
        }
    }

    /** No change is lost when servers write again and again. */
    @Test
    default void losesNoneOfManyChanges() throws Exception {
        int servers = 3;
        int changes = 100;
        try (var store = open()) {
            assertThat(store.compareAndSet(null, counter(0))).isTrue();
            inThreads(servers, number -> {
                try (var mine = open()) {
                    for (int i = 0; i < changes; i++) {
                        byte @Nullable [] now;
                        do {
                            now = mine.read();
                            assertThat(now).isNotNull();
                        } while (!mine.compareAndSet(
                                now, counter(ByteBuffer.wrap(now).getInt() + 1)));
                    }
                }
                return true;
            });
            assertThat(store.read()).isEqualTo(counter(servers * changes));
        }
    }

    private static byte[] counter(int count) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(count).array();
    }

    /** Work of one of several servers. */
    @FunctionalInterface
    interface Work {
        /** Do it. */
        boolean run(int number) throws Exception;
    }

    private static ArrayList<Boolean> inThreads(int count, Work work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(count)) {
            var futures = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < count; i++) {
                int number = i;
                Callable<Boolean> task = () -> work.run(number);
                futures.add(threads.submit(task));
            }
            var results = new ArrayList<Boolean>();
            for (var future : futures) {
                results.add(future.get(4 * PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return results;
        }
    }

    /** Who watches is told of others' changes: of the first value, and of those after it. */
    @Test
    default void tellsWatchersOfChanges() throws Exception {
        if (!watches()) {
            return;
        }
        try (var one = open();
                var other = open()) {
            byte @Nullable [] before = null;
            for (int i = 1; i <= 3; i++) {
                var told = new CountDownLatch(1);
                try (var watch = other.watch(told::countDown)) {
                    assertThat(watch).isNotNull();
                    // A watch may begin a moment later than it was asked for, so the value goes on changing.
                    for (int change = 0; told.getCount() > 0 && change < 10 * PATIENCE_SECONDS; change++) {
                        var next = value(100 * i + change, 60);
                        assertThat(one.compareAndSet(before, next)).isTrue();
                        before = next;
                        if (told.await(100, TimeUnit.MILLISECONDS)) {
                            break;
                        }
                    }
                    assertThat(told.getCount()).as("change %d was told", i).isZero();
                }
            }
        }
    }

    /** A closed store says so, and closing again does nothing. */
    @Test
    default void throwsOnceItIsClosed() throws Exception {
        var store = open();
        var watch = store.watch(() -> {});
        store.close();
        store.close();
        watch.close();
        watch.close();
        assertThatIOException().isThrownBy(store::read);
        assertThatIOException().isThrownBy(() -> store.compareAndSet(null, value(1, 10)));
    }

    /** A fleet works over it. */
    @Test
    default void carriesAFleet() throws Exception {
        var clocks = new RingClocks();
        try (var a = fleet(clocks, open());
                var b = fleet(clocks, open())) {
            a.poll();
            b.poll();
            assertThat(b.status().keys()).hasSize(1);
            assertThat(b.rotateNow(false)).isEqualTo(2);
            a.poll();
            assertThat(a.status().keys())
                    .isNotEmpty()
                    .allMatch(key -> b.status().keys().stream()
                            .anyMatch(other -> other.id().equals(key.id())));
            assertThat(a.status().refused()).isEmpty();
        }
    }

    private static FleetTicketKeys fleet(RingClocks clocks, TicketKeyStore store) {
        return FleetTicketKeys.builder(store, FleetSecrets.of(TestFleet.secret(1)), Duration.ofHours(2))
                .clocks(clocks.clocks())
                .open();
    }
}
