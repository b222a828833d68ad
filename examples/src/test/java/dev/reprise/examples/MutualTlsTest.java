package dev.reprise.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.spec.PeerAlertException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link MutualTls}. */
@Timeout(60)
class MutualTlsTest {
    @TempDir
    private Path directory;

    @Test
    void theServerKnowsItsClientAndSendsOthersAway() throws Exception {
        Served.server(directory);
        Served.write(TestCertificates.named("alice").client().issuedBy(Served.ROOT), directory, "alice");
        var root = directory.resolve("root.pem");
        var config = MutualTls.server(directory.resolve("server.pem"), directory.resolve("server.key"), root);
        var alice = MutualTls.client(root, directory.resolve("alice.pem"), directory.resolve("alice.key"));
        try (var server = TlsServer.listen(config, 0)) {
            greetNext(server);
            try (var connection = TlsClient.of(alice).connect("localhost", server.localPort())) {
                assertThat(new String(connection.input().readAllBytes(), UTF_8))
                        .startsWith("hello alice, known as SHA256:");
            }

            greetNext(server);
            // In TLS 1.3 a client learns with its first read that it is not welcome.
            assertThatThrownBy(() -> {
                        try (var connection = Served.client(directory).connect("localhost", server.localPort())) {
                            connection.input().readAllBytes();
                        }
                    })
                    .isInstanceOf(PeerAlertException.class);
        }
    }

    private static void greetNext(TlsServer server) {
        Thread.startVirtualThread(() -> {
            try {
                MutualTls.greet(server.accept());
            } catch (IOException sentAway) {
                System.err.println(sentAway.getMessage());
            }
        });
    }
}
