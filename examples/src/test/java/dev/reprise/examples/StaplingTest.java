package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Stapling}. */
@Timeout(60)
class StaplingTest {
    @TempDir
    private Path directory;

    @Test
    void aServerIsTakenOnceItStaples() throws Exception {
        var certificate = Served.server(directory);
        var response = directory.resolve("ocsp.der");
        var now = Instant.now();
        Files.write(
                response,
                TestOcsp.of(certificate)
                        .updated(now.minusSeconds(3600), now.plusSeconds(3600))
                        .der());
        var stapling = new Stapling(directory.resolve("server.pem"), directory.resolve("server.key"), response);
        var client = TlsClient.of(Stapling.client(directory.resolve("root.pem")));
        try (var server = Served.echo(TlsConfig.server(stapling.identities()).build())) {
            assertThatThrownBy(() -> client.connect("localhost", server.port()))
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_STATUS_REQUIRED));

            stapling.renew();

            try (var connection = client.connect("localhost", server.port())) {
                assertThat(connection.info().ocspStatus()).isPresent();
            }
        }
    }
}
