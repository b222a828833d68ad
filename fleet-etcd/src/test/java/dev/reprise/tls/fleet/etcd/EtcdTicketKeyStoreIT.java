package dev.reprise.tls.fleet.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.Balancer;
import dev.reprise.tls.fleet.TicketKeyStore;
import dev.reprise.tls.fleet.TicketKeyStoreContract;
import dev.reprise.tls.fleet.TicketKeyStores;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real etcd. Skipped where Debian's etcd-server is missing, which {@code -Dinterop.required=true} makes a failure. */
class EtcdTicketKeyStoreIT implements TicketKeyStoreContract {
    @TempDir
    private static Path directory;

    private static Etcd etcd;

    private final String key = "test/" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        etcd = Etcd.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    @Override
    public EtcdTicketKeyStore open() {
        return etcd.store().key(key).open();
    }

    @Test
    void keepsTheValueThroughCrashAndFailsUntilItIsBack() throws Exception {
        try (var store = open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            etcd.kill();
            assertThatIOException().isThrownBy(store::read);
            assertThatIOException().isThrownBy(() -> store.compareAndSet(new byte[] {1}, new byte[] {2}));
            etcd.restart();
            assertThat(store.read()).isEqualTo(new byte[] {1});
        }
    }

    @Test
    void watchGoesOnAfterTheServerWasAway() throws Exception {
        try (var store = open();
                var other = open()) {
            var told = new Semaphore(0);
            assertThat(store.compareAndSet(null, new byte[] {0})).isTrue();
            try (var watch = store.watch(told::release)) {
                assertThat(watch).isNotNull();
                byte last = change(other, (byte) 0, told);
                etcd.kill();
                etcd.restart();
                told.drainPermits();
                change(other, last, told);
            }
        }
    }

    /** While a watch is cut off, all that it asks for next is compacted away: it cannot tell what changed, only that. */
    @Test
    void watchTellsOfChangesThatAreCompactedAway() throws Exception {
        var told = new Semaphore(0);
        try (var between = new Balancer();
                var other = open();
                var store = EtcdTicketKeyStore.builder(List.of(URI.create("http://127.0.0.1:" + between.port())))
                        .key(key)
                        .open()) {
            between.choose(etcd.port());
            assertThat(other.compareAndSet(null, new byte[] {0})).isTrue();
            try (var watch = store.watch(told::release)) {
                assertThat(watch).isNotNull();
                byte last = change(other, (byte) 0, told);
                etcd.kill();
                between.choose(1); // where nobody listens
                etcd.restart();
                for (int i = 0; i < 3; i++) {
                    assertThat(other.compareAndSet(new byte[] {last}, new byte[] {(byte) (last + 1)}))
                            .isTrue();
                    last++;
                }
                etcd.tell("/v3/kv/compaction", "{\"revision\":\"" + etcd.revision() + "\"}");
                told.drainPermits();
                between.choose(etcd.port());
                assertThat(told.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
                change(other, last, told);
            }
        }
    }

    /** Change the value until the watch has told of it: it may begin a moment later than it was asked for. */
    private static byte change(TicketKeyStore store, byte from, Semaphore told) throws Exception {
        byte last = from;
        for (int i = 0; i < 100; i++) {
            assertThat(store.compareAndSet(new byte[] {last}, new byte[] {(byte) (last + 1)}))
                    .isTrue();
            last++;
            if (told.tryAcquire(300, TimeUnit.MILLISECONDS)) {
                return last;
            }
        }
        throw new AssertionError("the watch tells nothing");
    }

    @Test
    void goesToTheNextServerWhereOneIsGone() throws Exception {
        var gone = URI.create("http://127.0.0.1:1");
        try (var store = EtcdTicketKeyStore.builder(List.of(gone, etcd.uri()))
                .timeout(Duration.ofSeconds(20))
                .key(key)
                .open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            assertThat(store.read()).isEqualTo(new byte[] {1});
        }
    }

    @Test
    void isFoundByItsAddress() throws Exception {
        try (var store = TicketKeyStores.open("etcd:" + etcd.uri() + "#" + key, Duration.ofSeconds(20))) {
            assertThat(store.read()).isNull();
            assertThat(store).hasToString("etcd:[" + etcd.uri() + "] " + key);
        }
    }
}
