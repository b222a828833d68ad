package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link CertificateReload}. */
@Timeout(60)
class CertificateReloadTest {
    @TempDir
    private Path directory;

    @Test
    void aRenewedPairIsServedAndHalfAPairIsNot() throws Exception {
        var chain = directory.resolve("server.pem");
        var first = Served.server(directory);
        var reload = new CertificateReload(chain, directory.resolve("server.key"));
        try (var server = Served.echo(TlsConfig.server(reload.identities()).build())) {
            assertThat(reload.look()).isFalse();
            assertThat(served(server)).isEqualTo(first.certificate());

            TestCertificate renewed = TestCertificates.named("localhost")
                    .dns("localhost")
                    .server()
                    .issuedBy(Served.ROOT);
            Files.write(chain, renewed.chainPem());
            Files.setLastModifiedTime(chain, FileTime.from(Instant.parse("2040-01-01T00:00:00Z")));
            assertThat(reload.look()).isFalse();
            assertThat(served(server)).isEqualTo(first.certificate());

            Files.write(directory.resolve("server.key"), renewed.keyPem());
            assertThat(reload.look()).isTrue();
            assertThat(served(server)).isEqualTo(renewed.certificate());
        }
    }

    private X509Certificate served(EchoServer server) throws IOException {
        try (var connection = Served.client(directory).connect("localhost", server.port())) {
            return connection.info().peerCertificates().get(0);
        }
    }
}
