package dev.reprise.tls.fleet.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.fleet.FleetKeyStatus;
import dev.reprise.tls.fleet.FleetSecret;
import dev.reprise.tls.fleet.FleetSecrets;
import dev.reprise.tls.fleet.FleetTicketKeys;
import dev.reprise.tls.fleet.TicketKeyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;

/** What Redis loses in a failover and in a restart, and what becomes of a fleet's keys. */
class RedisFailoverIT {
    private static final String KEY = "test/keys";

    @TempDir
    private Path directory;

    /** An address that leads to one server and, after a failover, to another. */
    private static final class Moving implements TicketKeyStore {
        private TicketKeyStore now;

        Moving(TicketKeyStore first) {
            now = first;
        }

        void to(TicketKeyStore next) {
            now.close();
            now = next;
        }

        @Override
        public byte @Nullable [] read() throws IOException {
            return now.read();
        }

        @Override
        public boolean compareAndSet(byte @Nullable [] expected, byte[] replacement) throws IOException {
            return now.compareAndSet(expected, replacement);
        }

        @Override
        public void close() {
            now.close();
        }
    }

    private static FleetTicketKeys fleet(TicketKeyStore store) {
        var secret = new byte[FleetSecret.BYTES];
        new Random(1).nextBytes(secret);
        return FleetTicketKeys.builder(store, FleetSecrets.of(new FleetSecret(1, secret)), Duration.ofHours(2))
                .open();
    }

    private static TicketKeyStore at(Redis server) {
        return server.store().key(KEY).open();
    }

    private static List<String> ids(FleetTicketKeys keys) {
        return keys.status().keys().stream().map(FleetKeyStatus::id).toList();
    }

    private static List<Long> revisions(FleetTicketKeys keys) {
        return keys.status().keys().stream().map(FleetKeyStatus::revision).toList();
    }

    /**
     * A key is written and acknowledged, and the primary dies before its replica has heard of it. On the replica another
     * server makes a key of the same revision. Both are the fleet's from then on, in the same order everywhere.
     */
    @Test
    void opensTwinsOfReplicaThatWasPromotedTooEarly() throws Exception {
        try (var primary = Redis.start(directory);
                var replica = Redis.start(directory);
                var first = new Moving(at(primary));
                var second = new Moving(at(primary));
                var a = fleet(first);
                var b = fleet(second)) {
            a.poll();
            b.poll();
            replica.follow(primary);
            assertThat(ids(b)).isEqualTo(ids(a)).hasSize(1);

            // The link is cut, and nobody notices.
            replica.tell(Command.REPLICAOF, "NO", "ONE");
            assertThat(a.rotateNow(false)).isEqualTo(2);
            primary.kill();
            first.to(at(replica));
            second.to(at(replica));
            assertThat(b.rotateNow(false)).as("the same revision once more").isEqualTo(2);

            for (int round = 0; round < 2; round++) {
                a.poll();
                b.poll();
            }
            assertThat(revisions(a)).containsExactly(2L, 2L, 1L);
            assertThat(ids(a)).isEqualTo(ids(b)).doesNotHaveDuplicates();
            assertThat(a.rotateNow(false)).isEqualTo(3);
        }
    }

    /** Without persistence a restart empties the store; each server puts back what it knows. */
    @Test
    void putsKeysBackAfterAnEmptyRestart() throws Exception {
        try (var redis = Redis.start(directory);
                var a = fleet(at(redis));
                var b = fleet(at(redis))) {
            a.poll();
            b.poll();
            assertThat(a.rotateNow(false)).isEqualTo(2);
            b.poll();
            var before = ids(a);
            redis.kill();
            a.poll();
            assertThat(a.status().storeAnswers()).isFalse();
            assertThat(ids(a)).as("the keys go on").isEqualTo(before);

            redis.restart();
            b.poll();
            a.poll();
            assertThat(ids(a)).isEqualTo(before);
            assertThat(ids(b)).isEqualTo(before);
            try (var joiner = fleet(at(redis))) {
                joiner.poll();
                assertThat(ids(joiner)).as("a server that starts now").isEqualTo(before);
                assertThat(joiner.rotateNow(false))
                        .as("no revision comes twice")
                        .isEqualTo(3);
            }
        }
    }
}
