package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.TlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link SessionFileClient}. */
@Timeout(120)
class SessionFileClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void theSecondRunResumes() throws Exception {
        Served.server(directory);
        var config = TlsConfig.server(directory.resolve("server.pem"), directory.resolve("server.key"))
                .sessionLifetime(Duration.ofHours(1))
                .build();
        try (var server = Served.echo(config)) {
            for (var resumed : new String[] {"false", "true"}) {
                try (var run = ProgramRun.start(
                        SessionFileClient.class,
                        "localhost",
                        server.port(),
                        directory.resolve("sessions.pem"),
                        directory.resolve("root.pem"))) {
                    run.awaitLine("resumed: " + resumed, LIMIT);
                    assertThat(run.awaitExit(LIMIT)).isZero();
                }
            }
        }
    }
}
