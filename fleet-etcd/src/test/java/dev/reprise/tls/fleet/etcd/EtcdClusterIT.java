package dev.reprise.tls.fleet.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.tls.fleet.TicketKeyStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three etcd servers that are one cluster. */
class EtcdClusterIT {
    private static final int RACES = Integer.getInteger("fleet.races", 100);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int TRIES = 60;

    @TempDir
    private Path directory;

    private List<Etcd> servers = List.of();

    @BeforeEach
    void start() throws IOException {
        servers = Etcd.cluster(directory, 3);
    }

    @AfterEach
    void stop() {
        servers.forEach(Etcd::close);
    }

    private static TicketKeyStore open(List<URI> addresses) {
        return EtcdTicketKeyStore.builder(addresses).timeout(TIMEOUT).open();
    }

    private List<URI> addresses() {
        return servers.stream().map(Etcd::uri).toList();
    }

    /** Find the leader as operators do: each member tells its own id and the leader's. */
    private Etcd leader() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            for (var server : servers) {
                try (var client = new EtcdClient(server.store())) {
                    var status = client.ask("/v3/maintenance/status", "{}");
                    if (status.get("header") instanceof Map<?, ?> header
                            && header.get("member_id") instanceof String id
                            && id.equals(status.get("leader"))) {
                        return server;
                    }
                }
            }
        }
        throw new AssertionError("the cluster has no leader");
    }

    /** Change the value to the next one; an answer that is lost is looked for, as the protocol does. */
    private static void count(TicketKeyStore store, int from) throws IOException {
        IOException failure = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                var now = store.read();
                assertThat(now).as("what was acknowledged is there").isNotNull();
                if (now[0] == from + 1) {
                    return;
                }
                assertThat(now[0]).isEqualTo((byte) from);
                store.compareAndSet(now, new byte[] {(byte) (from + 1)});
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new AssertionError("no change gets through", failure);
    }

    @Test
    void losesNothingThatWasAcknowledgedWhenTheLeaderIsKilled() throws Exception {
        try (var store = open(addresses())) {
            assertThat(store.compareAndSet(null, new byte[] {0})).isTrue();
            var killed = leader();
            killed.kill();
            count(store, 0);
            killed.restart();
            count(store, 1);
            leader().kill();
            count(store, 2);
        }
    }

    /** A value that cannot be known to be the last is no answer: a server must not settle a key by it. */
    @Test
    void doesNotAnswerWithoutQuorum() throws Exception {
        var last = servers.get(2);
        try (var store = open(List.of(last.uri()))) {
            assertThat(store.compareAndSet(null, new byte[] {0})).isTrue();
            servers.get(0).kill();
            servers.get(1).kill();
            assertThatIOException().isThrownBy(store::read);
            assertThatIOException().isThrownBy(() -> store.compareAndSet(new byte[] {0}, new byte[] {1}));
            servers.get(0).restart();
            for (int i = 0; i < TRIES; i++) {
                try {
                    // The write without a quorum may have been kept and come through now.
                    assertThat(store.read()).isIn(new byte[] {0}, new byte[] {1});
                    return;
                } catch (IOException e) {
                    continue; // A leader is still being elected.
                }
            }
            throw new AssertionError("the cluster does not come back");
        }
    }

    /** Two creators, each at a server of its own. */
    @Test
    void letsOneOfTwoWinEachRace() throws Exception {
        int servers = 2;
        var start = new CyclicBarrier(servers);
        try (var a = open(List.of(addresses().get(0)));
                var b = open(List.of(addresses().get(1)));
                var threads = Executors.newFixedThreadPool(servers)) {
            assertThat(a.compareAndSet(null, new byte[] {0, 0})).isTrue();
            int[] wins = new int[servers];
            for (int race = 0; race < RACES; race++) {
                var before = a.read();
                var results = new ArrayList<Boolean>();
                var racers = new ArrayList<Callable<Boolean>>();
                for (var store : List.of(a, b)) {
                    var wanted = new byte[] {(byte) (race + 1), (byte) racers.size()};
                    racers.add(() -> {
                        start.await(60, TimeUnit.SECONDS);
                        return store.compareAndSet(before, wanted);
                    });
                }
                for (var result : threads.invokeAll(racers)) {
                    results.add(result.get());
                }
                assertThat(results).as("race %d", race).containsExactlyInAnyOrder(true, false);
                int winner = results.indexOf(true);
                wins[winner]++;
                assertThat(b.read()).containsExactly((byte) (race + 1), (byte) winner);
            }
            System.out.printf("etcd, 3 servers: %d races of two creators, won %d and %d%n", RACES, wins[0], wins[1]);
        }
    }

    /** The server that a watch is at dies, and the value changes before the watch has found another one. */
    @Test
    void watchTellsOfChangesThatItWasNotThereFor() throws Exception {
        var told = new Semaphore(0);
        try (var other = open(List.of(addresses().get(1), addresses().get(2)));
                var store = open(addresses())) {
            assertThat(other.compareAndSet(null, new byte[] {0})).isTrue();
            try (var watch = store.watch(told::release)) {
                assertThat(watch).isNotNull();
                int value = 0;
                for (int i = 0; i < TRIES && !told.tryAcquire(300, TimeUnit.MILLISECONDS); i++) {
                    count(other, value++);
                }
                told.drainPermits();
                servers.get(0).kill();
                count(other, value);
                assertThat(told.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
            }
        }
    }
}
