package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.Needs;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** nginx that names the root alone as an issuer it takes, and a client whose chain is the leaf alone. */
class NamedAuthoritiesIT {
    private static final int MAX_REPLY = 1 << 16;

    @TempDir
    private Path directory;

    @BeforeAll
    static void needNginx() {
        Needs.program("nginx");
    }

    @ParameterizedTest
    @CsvSource({"TLS_1_2, on", "TLS_1_3, on", "TLS_1_2, optional_no_ca", "TLS_1_3, optional_no_ca"})
    void theServerGetsTheCertificateAndKnowsTheWay(ProtocolVersion version, String verify) throws IOException {
        var credentials = Credentials.make(directory);
        var leafOnly = new Identity(
                List.of(credentials.client().certificate()),
                credentials.client().key());
        var config = TlsConfig.client()
                .roots(List.of(credentials.root()))
                .protocols(version)
                .identity(leafOnly)
                .build();
        try (var nginx = Nginx.asking(credentials, directory, """
                ssl_verify_client %s;
                ssl_client_certificate %s;
                ssl_trusted_certificate %s;
                """.formatted(
                                verify, credentials.file("root.pem"), credentials.file("intermediate.pem")));
                var connection = TlsClient.of(config).connect("127.0.0.1", nginx.port(), Credentials.NAME)) {
            connection.output().write(Library.REQUEST.getBytes(ISO_8859_1));
            assertThat(new String(connection.input().readNBytes(MAX_REPLY), ISO_8859_1))
                    .contains("200 OK", "verify=SUCCESS");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientWithoutACertificateKnowsWhoseWereWanted(ProtocolVersion version) throws IOException {
        var credentials = Credentials.make(directory);
        var config = TlsConfig.client()
                .roots(List.of(credentials.root()))
                .protocols(version)
                .build();
        try (var nginx = Nginx.asking(
                        credentials,
                        directory,
                        "ssl_verify_client on; ssl_client_certificate " + credentials.file("root.pem") + ";");
                var connection = TlsClient.of(config).connect("127.0.0.1", nginx.port(), Credentials.NAME)) {
            connection.output().write(Library.REQUEST.getBytes(ISO_8859_1));
            assertThat(new String(connection.input().readNBytes(MAX_REPLY), ISO_8859_1))
                    .contains("400 No required SSL certificate");
            var withheld = connection.info().withheldCertificate().orElseThrow();
            assertThat(withheld.reason()).isEqualTo(CertificateWithheld.NO_IDENTITY);
            assertThat(withheld.issuers()).containsExactly(credentials.root().getSubjectX500Principal());
        }
    }
}
