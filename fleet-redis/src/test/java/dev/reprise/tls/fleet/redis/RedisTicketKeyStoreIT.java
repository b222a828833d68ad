package dev.reprise.tls.fleet.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.fleet.StoreLogin;
import dev.reprise.tls.fleet.TicketKeyStore;
import dev.reprise.tls.fleet.TicketKeyStoreContract;
import dev.reprise.tls.fleet.TicketKeyStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** A real Redis. Skipped where Debian's redis-server is missing, which {@code -Dinterop.required=true} makes a failure. */
class RedisTicketKeyStoreIT implements TicketKeyStoreContract {
    @TempDir
    private static Path directory;

    private static Redis redis;

    private final String key = "test/" + UUID.randomUUID();

    @BeforeAll
    static void start() throws IOException {
        redis = Redis.start(directory);
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    public RedisTicketKeyStore open() {
        return redis.store().key(key).open();
    }

    /** A value of no bytes is not the absence of one. */
    @Test
    void tellsNoValueFromEmptyOne() throws Exception {
        try (var store = open()) {
            redis.tell(Command.SET, key, "");
            assertThat(store.read()).isEmpty();
            assertThat(store.compareAndSet(null, new byte[] {1})).isFalse();
            assertThat(store.compareAndSet(new byte[0], new byte[] {1})).isTrue();
        }
    }

    @Test
    void failsWhileItIsAwayAndComesBackEmpty() throws Exception {
        try (var store = open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            redis.kill();
            assertThatIOException().isThrownBy(store::read);
            assertThatIOException().isThrownBy(() -> store.compareAndSet(new byte[] {1}, new byte[] {2}));
            redis.restart();
            assertThat(store.read()).isNull();
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
        }
    }

    @Test
    void watchGoesOnAfterTheServerWasAway() throws Exception {
        try (var store = open();
                var other = open()) {
            var told = new Semaphore(0);
            try (var watch = store.watch(told::release)) {
                assertThat(watch).isNotNull();
                change(other, told);
                redis.kill();
                redis.restart();
                told.drainPermits();
                change(other, told);
            }
        }
    }

    /** Change the value until the watch has told of it: it may begin a moment later than it was asked for. */
    private static void change(TicketKeyStore store, Semaphore told) throws Exception {
        for (int i = 0; i < 100; i++) {
            var now = store.read();
            var next = new byte[] {(byte) (now == null ? 0 : now[0] + 1)};
            assertThat(store.compareAndSet(now, next)).isTrue();
            if (told.tryAcquire(300, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
        throw new AssertionError("the watch tells nothing");
    }

    /** What a replica holds may be old: sealing by it would break what a settled key stands for. */
    @Test
    void refusesReplica() throws Exception {
        try (var replica = Redis.start(directory);
                var store = open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            replica.follow(redis);
            try (var there = replica.store().key(key).open()) {
                assertThatIOException().isThrownBy(there::read).withMessageContaining("replica");
                assertThatIOException().isThrownBy(() -> there.compareAndSet(new byte[] {1}, new byte[] {2}));
                replica.tell(Command.REPLICAOF, "NO", "ONE");
                assertThat(there.read()).isEqualTo(new byte[] {1});
            }
        }
    }

    @Test
    void givesUpOnServerThatDoesNotAnswer() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var store = RedisTicketKeyStore.builder(URI.create("redis://127.0.0.1:" + silent.getLocalPort()))
                        .timeout(Duration.ofMillis(300))
                        .open()) {
            assertThatIOException().isThrownBy(store::read);
        }
    }

    @Test
    void logsInWithTheRightsItNeedsAndNoMore() throws Exception {
        redis.tell(
                Command.ACL,
                "SETUSER",
                "shop",
                "on",
                ">secret",
                "resetkeys",
                "~test/*",
                "resetchannels",
                "&test/*",
                "-@all",
                "+get",
                "+set",
                "+eval",
                "+publish",
                "+subscribe",
                "+multi",
                "+exec",
                "+role");
        var login = new StoreLogin("shop", "secret");
        try (var store = TicketKeyStores.open("redis:" + redis.uri() + "#" + key, login, Duration.ofSeconds(20))) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            assertThat(store.read()).isEqualTo(new byte[] {1});
            var told = new Semaphore(0);
            try (var watch = store.watch(told::release)) {
                assertThat(watch).isNotNull();
                assertThat(told.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
        }
        var wrong = new StoreLogin("shop", "guessed");
        try (var store = TicketKeyStores.open("redis:" + redis.uri() + "#" + key, wrong, Duration.ofSeconds(20))) {
            assertThatIOException().isThrownBy(store::read).withMessageNotContaining("guessed");
        }
        try (var store = TicketKeyStores.open("redis:" + redis.uri() + "#elsewhere", login, Duration.ofSeconds(20))) {
            assertThatIOException().isThrownBy(store::read);
        }
    }

    @Test
    void isFoundByItsAddress() throws Exception {
        for (var address : new String[] {"redis:" + redis.uri(), "" + redis.uri()}) {
            try (var store = TicketKeyStores.open(address + "#" + key, Duration.ofSeconds(20))) {
                assertThat(store.read()).isNull();
                assertThat(store).hasToString("redis:127.0.0.1:" + redis.port() + " " + key);
            }
        }
        for (var wrong :
                new String[] {"http://a", "redis:///1", "redis://u:hidden@a", "redis://a/x", "redis://a?b=c"}) {
            assertThatIllegalArgumentException()
                    .as(wrong)
                    .isThrownBy(() -> RedisTicketKeyStore.builder(URI.create(wrong)))
                    .withMessageNotContaining("hidden");
        }
    }
}
