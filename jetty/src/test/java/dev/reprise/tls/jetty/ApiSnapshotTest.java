package dev.reprise.tls.jetty;

import dev.reprise.testkit.ApiSnapshot;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the public API to api.txt, which {@code -Dupdate} writes. */
class ApiSnapshotTest {
    @Test
    void publicApiIsWhatTheSnapshotSays() throws IOException {
        ApiSnapshot.check(RepriseServerAlpnProcessor.class, List.of("dev.reprise.tls.jetty"));
    }
}
