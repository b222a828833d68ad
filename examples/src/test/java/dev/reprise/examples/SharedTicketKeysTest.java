package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Balancer;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link SharedTicketKeys}. */
@Timeout(120)
class SharedTicketKeysTest {
    @TempDir
    private Path directory;

    @Test
    void twoProcessesResumeEachOthersClients() throws Exception {
        Served.server(directory);
        var key = new byte[48];
        new SecureRandom().nextBytes(key);
        Files.write(directory.resolve("ticket.key"), key);
        try (var one = start();
                var other = start();
                var balancer = new Balancer()) {
            var client = TlsClient.of(TlsConfig.client()
                    .caFile(directory.resolve("root.pem"))
                    .sessions(new SessionCache())
                    .build());
            int onePort = port(one);
            int otherPort = port(other);
            assertThat(resumed(client, balancer, onePort)).isFalse();
            assertThat(resumed(client, balancer, otherPort)).isTrue();
            assertThat(resumed(client, balancer, onePort)).isTrue();
        }
    }

    private ChildProcess start() throws IOException {
        return ProgramRun.start(
                SharedTicketKeys.class,
                directory.resolve("server.pem"),
                directory.resolve("server.key"),
                0,
                "0xffffffff",
                directory.resolve("ticket.key"));
    }

    private static int port(ChildProcess server) {
        return Integer.parseInt(server.awaitLine("listening on port (\\d+)", Duration.ofSeconds(30))
                .group(1));
    }

    private static boolean resumed(TlsClient client, Balancer balancer, int port) throws IOException {
        balancer.choose(port);
        try (var connection = client.connect("localhost", balancer.port())) {
            connection.closeOutput();
            connection.input().readAllBytes();
            return connection.info().resumed();
        }
    }
}
