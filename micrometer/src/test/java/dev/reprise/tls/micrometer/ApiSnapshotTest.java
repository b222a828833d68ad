package dev.reprise.tls.micrometer;

import dev.reprise.testkit.ApiSnapshot;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the public API to api.txt, which {@code -Dupdate} writes. */
class ApiSnapshotTest {
    @Test
    void publicApiIsWhatTheSnapshotSays() throws IOException {
        ApiSnapshot.check(HandshakeMetrics.class, List.of("dev.reprise.tls.micrometer"));
    }
}
