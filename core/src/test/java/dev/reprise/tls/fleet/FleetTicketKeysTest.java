package dev.reprise.tls.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.KeyStatus;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.TicketRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Servers with rings and schedules, and clients that go from one to the other. */
class FleetTicketKeysTest {
    private static final Duration LIFETIME = Parties.LIFETIME;

    private final RingClocks clocks = new RingClocks();
    private final ManualScheduler scheduler = new ManualScheduler(clocks);
    private final MemoryStore.Content content = new MemoryStore.Content();
    private final MemoryStore store = new MemoryStore(content);
    private long seed = 1;

    private FleetTicketKeys.Builder builder() {
        return builder(new MemoryStore(content));
    }

    private FleetTicketKeys.Builder builder(TicketKeyStore at) {
        return FleetTicketKeys.builder(at, FleetSecrets.of(TestFleet.secret(1)), LIFETIME)
                .clocks(clocks.clocks())
                .random(new SeededRandom(seed++))
                .scheduler(scheduler);
    }

    private ServerConfig server(TicketKeyRing ring) {
        return Parties.server(clocks).sessionId(new byte[] {1}).ticketKeys(ring).build();
    }

    private static boolean resumes(ClientConfig client, ServerConfig server) throws IOException {
        try (var pair = Pair.of(client, server).handshake()) {
            return pair.server().engine().info().resumed();
        }
    }

    private static List<KeyRole> roles(TicketKeyRing ring) {
        return ring.status().stream().map(KeyStatus::role).toList();
    }

    @Test
    void serversResumeEachOthersClientsThroughRotationsAndOutages() throws IOException {
        try (var a = builder().start();
                var b = builder().start()) {
            scheduler.pass(120);
            assertThat(a.status().ready()).isTrue();
            assertThat(b.status().ready()).isTrue();
            var one = server(a.ring());
            var other = server(b.ring());
            var client = Parties.client(clocks).sessions(Parties.store(clocks)).build();
            assertThat(resumes(client, one)).isFalse();
            long revision = a.status().keys().get(0).revision();
            for (int hour = 0; hour < 12; hour++) {
                store.up(hour < 4 || hour > 9);
                scheduler.pass(1800);
                assertThat(resumes(client, hour % 2 == 0 ? other : one))
                        .as("half hour %d", hour)
                        .isEqualTo(hour % 4 != 3);
                if (hour % 4 == 3) {
                    continue; // Two hours after its full handshake a session ends, whatever the keys.
                }
            }
            assertThat(a.status().keys().get(0).revision()).isGreaterThan(revision);
        }
    }

    @Test
    void isReadyWhenItSealsUnderSharedKey() {
        try (var keys = builder().start()) {
            assertThat(keys.ready()).isNotDone();
            assertThat(roles(keys.ring())).as("its own key").containsExactly(KeyRole.CURRENT);
            scheduler.pass(50);
            assertThat(keys.ready()).isNotDone();
            scheduler.pass(60);
            assertThat(keys.ready()).isDone();
            assertThat(roles(keys.ring())).containsExactly(KeyRole.CURRENT, KeyRole.PREVIOUS);
        }
    }

    @Test
    void handshakesGoOnWithoutAnyStore() throws IOException {
        store.up(false);
        try (var keys = builder().start()) {
            scheduler.pass(600);
            var client = Parties.client(clocks).sessions(Parties.store(clocks)).build();
            var server = server(keys.ring());
            assertThat(resumes(client, server)).isFalse();
            assertThat(resumes(client, server)).isTrue();
            assertThat(keys.status().mode()).isEqualTo(FleetMode.STARTING);
            assertThat(keys.status().failure()).contains("the store is down");
            assertThat(keys.status().counts().failures()).isGreaterThan(30);
        }
    }

    /** Whether a change whose answer was lost was made, only the store can tell: it is looked at, and not tried again blindly. */
    @Test
    void makesNoSecondKeyWhereTheAnswerToTheFirstWasLost() throws IOException {
        var losing = new TicketKeyStore() {
            @Override
            public byte @Nullable [] read() throws IOException {
                return store.read();
            }

            @Override
            public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
                store.compareAndSet(expected, replacement);
                throw new IOException("the answer was lost");
            }

            @Override
            public void close() {}
        };
        try (var keys = builder(losing).open();
                var other = builder().open()) {
            keys.poll();
            assertThat(keys.status().failure()).contains("the answer was lost");
            keys.poll();
            assertThat(keys.status().failure()).isEmpty();
            assertThat(keys.status().keys())
                    .extracting(FleetKeyStatus::revision)
                    .containsExactly(1L);
            assertThat(keys.rotateNow(false)).isEqualTo(2);
            other.poll();
            assertThat(other.status().keys())
                    .extracting(FleetKeyStatus::revision)
                    .containsExactly(2L, 1L);
        }
    }

    @Test
    void timeGoesOnWhileTheStoreKeepsAThreadWaiting() throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        var hanging = new AtomicBoolean();
        var slow = new TicketKeyStore() {
            @Override
            public byte @Nullable [] read() throws IOException {
                if (hanging.get()) {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return store.read();
            }

            @Override
            public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
                return store.compareAndSet(expected, replacement);
            }

            @Override
            public void close() {}
        };
        try (var keys = builder(slow).open()) {
            for (int i = 0; i < 4; i++) {
                keys.poll();
                clocks.pass(20);
            }
            hanging.set(true);
            var reader = Thread.ofPlatform().start(keys::poll);
            asked.await();
            // The store keeps its thread waiting, and no handshake: this very thread would never come back.
            var client = Parties.client(clocks).sessions(Parties.store(clocks)).build();
            var server = server(keys.ring());
            assertThat(resumes(client, server)).isFalse();
            assertThat(resumes(client, server)).isTrue();
            clocks.pass(3);
            keys.tick();
            assertThat(keys.status().storeAnswers()).isFalse();
            clocks.pass(Duration.ofHours(3).toSeconds());
            keys.tick();
            assertThat(keys.status().mode()).isEqualTo(FleetMode.OUTAGE);
            answer.countDown();
            reader.join();
            assertThat(keys.status().storeAnswers()).as("late, and answered").isTrue();
            assertThat(keys.status().counts().failures()).isPositive();
        }
    }

    @Test
    void readsSoonWhenTheStoreSaysThatSomethingChanged() throws IOException {
        try (var a = builder().start();
                var b = builder().start()) {
            scheduler.pass(120);
            long made = a.rotateNow(false);
            assertThat(b.status().keys()).extracting(FleetKeyStatus::revision).doesNotContain(made);
            scheduler.runDue(); // No time passes: only the watch has called.
            assertThat(b.status().keys()).extracting(FleetKeyStatus::revision).contains(made);
        }
        assertThat(store.watchers()).isZero();
    }

    @Test
    void tellsItsListenerWhatHappens() throws IOException {
        var told = new ArrayList<String>();
        var listener = new FleetListener() {
            @Override
            public void modeChanged(FleetMode before, FleetMode now) {
                told.add(before + " to " + now);
            }

            @Override
            public void keyChanged(FleetKeyStatus key) {
                told.add(key.revision() + " " + key.state());
            }

            @Override
            public void keyForgotten(FleetKeyStatus key) {
                told.add(key.revision() + " forgotten");
                throw new IllegalStateException("which must change nothing");
            }

            @Override
            public void storeFailed(String message) {
                told.add("failed: " + message);
            }

            @Override
            public void storeAnswered(Duration silence) {
                told.add("answered after " + silence.toMinutes() + " min");
            }

            @Override
            public void refused(String what) {
                told.add("refused " + what);
            }
        };
        try (var keys = builder().listener(listener).start()) {
            scheduler.pass(120);
            assertThat(told).containsExactly("answered after 0 min", "1 next", "1 current", "starting to shared");
            told.clear();
            store.up(false);
            scheduler.pass(600);
            store.up(true);
            scheduler.pass(60);
            assertThat(told).containsExactly("failed: the store is down", "answered after 10 min");
            told.clear();
            keys.rotateNow(true);
            assertThat(told).containsExactlyInAnyOrder("2 next", "1 forgotten", "shared to local");
            told.clear();
            var value = store.read();
            var broken = value.clone();
            broken[broken.length - 1] ^= 1;
            store.compareAndSet(value, broken);
            scheduler.pass(30);
            assertThat(told).contains("refused a key record that is not authentic");
        }
    }

    @Test
    void leavesNothingBehindWhenClosed() throws IOException {
        var ring = Parties.ring(clocks);
        var client = Parties.client(clocks).sessions(Parties.store(clocks)).build();
        var server = server(ring);
        var used = new MemoryStore(content);
        var keys = builder(used).ring(ring).start();
        scheduler.pass(120);
        assertThat(resumes(client, server)).isFalse();
        keys.close();
        keys.close();
        assertThat(scheduler.waiting()).isZero();
        assertThat(used.closed()).isTrue();
        assertThat(ring.status()).isEmpty();
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.server().engine().info().ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
        }
        ring.close();
    }

    @Test
    void closesStoreAndSecretsAlsoWhenTheRingWasClosedBefore() {
        var ring = Parties.ring(clocks);
        var used = new MemoryStore(content);
        var secrets = FleetSecrets.of(TestFleet.secret(1));
        var keys = FleetTicketKeys.builder(used, secrets, LIFETIME)
                .clocks(clocks.clocks())
                .scheduler(scheduler)
                .ring(ring)
                .start();
        ring.close();
        keys.close();
        assertThat(used.closed()).isTrue();
        assertThatIllegalStateException().isThrownBy(secrets::sealingId);
    }

    @Test
    void goesOnInTheFleetWhenTheRingWasClosed() throws IOException {
        var ring = Parties.ring(clocks);
        try (var keys = builder().ring(ring).start()) {
            scheduler.pass(120);
            ring.close();
            long revision = keys.rotateNow(true);
            scheduler.pass(120);
            assertThat(keys.status().keys())
                    .extracting(FleetKeyStatus::revision)
                    .containsExactly(revision);
        }
    }

    @Test
    void refusesToStartWithAClosedRing() {
        var ring = Parties.ring(clocks);
        ring.close();
        var builder = builder().ring(ring);
        assertThatIllegalStateException().isThrownBy(builder::start);
    }

    @Test
    void closesTheRingThatItMadeItself() {
        var keys = builder().start();
        var ring = keys.ring();
        keys.close();
        assertThat(ring.status()).isEmpty();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> ring.replaceAll(List.of()));
    }

    @Test
    void refusesNamesAndLifetimesThatDoNotFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder().fleet(""));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().fleet("x".repeat(65)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FleetTicketKeys.builder(
                                store, FleetSecrets.of(TestFleet.secret(1)), Duration.ofSeconds(5))
                        .start());
    }

    @Test
    void saysWhyItCannotRotate() throws IOException {
        try (var keys = builder().open()) {
            store.up(false);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> keys.rotateNow(false))
                    .withMessage("the store is down");
            store.up(true);
            store.compareAndSet(null, new byte[] {1});
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> keys.rotateNow(false))
                    .withMessageContaining("not a fleet's");
        }
    }

    /** No ticket is ever made under a key that is being wiped, or half written: each resumes at the other server. */
    @Test
    void sealsUnderWholeKeysWhileTheyComeAndGo() throws Exception {
        try (var a = builder().start();
                var b = builder().start()) {
            scheduler.pass(120);
            var servers = List.of(server(a.ring()), server(b.ring()));
            var done = new AtomicBoolean();
            var failure = new AtomicReference<@Nullable Throwable>();
            // Each thread comes on between two steps of time: no ticket grows older than a step or two before it is
            // used.
            var progress = Stream.generate(() -> new Semaphore(0)).limit(4).toList();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                int first = i % 2;
                var handshakes = progress.get(i);
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        while (!done.get()) {
                            var client = Parties.client(clocks)
                                    .sessions(Parties.store(clocks))
                                    .build();
                            resumes(client, servers.get(first));
                            if (!resumes(client, servers.get(1 - first))) {
                                throw new AssertionError("a ticket did not resume");
                            }
                            handshakes.release();
                        }
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                }));
            }
            for (int minutes = 0; minutes < 6 * 60 && failure.get() == null; minutes += 5) {
                scheduler.pass(300);
                for (var handshakes : progress) {
                    handshakes.drainPermits();
                    if (!handshakes.tryAcquire(60, TimeUnit.SECONDS)) {
                        failure.compareAndSet(null, new AssertionError("a thread does not come on"));
                    }
                }
            }
            done.set(true);
            for (var thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(a.status().keys().get(0).revision()).isGreaterThan(5);
        }
    }
}
