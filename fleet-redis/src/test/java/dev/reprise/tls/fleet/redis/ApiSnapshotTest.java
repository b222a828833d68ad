package dev.reprise.tls.fleet.redis;

import dev.reprise.testkit.ApiSnapshot;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Holds the public API to api.txt, which {@code -Dupdate} writes. */
class ApiSnapshotTest {
    @Test
    void publicApiIsWhatTheSnapshotSays() throws IOException {
        ApiSnapshot.check(RedisStoreProvider.class);
    }
}
