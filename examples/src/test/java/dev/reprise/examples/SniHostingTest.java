package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.PeerCertificate;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link SniHosting}. */
@Timeout(60)
class SniHostingTest {
    @TempDir
    private Path directory;

    @Test
    void everyNameHasItsCertificate() throws Exception {
        for (var name : new String[] {"shop", "mail"}) {
            var certificate = TestCertificates.named(name).dns(name + ".example", "*." + name + ".example");
            Served.write(certificate.server().issuedBy(Served.ROOT), directory, name);
        }
        try (var server = Served.echo(SniHosting.config(directory, "shop", "mail"))) {
            assertThat(served("shop.example", server.port())).isEqualTo("shop");
            assertThat(served("mail.example", server.port())).isEqualTo("mail");
            assertThat(served("eu.mail.example", server.port())).isEqualTo("mail");
        }
    }

    private String served(String name, int port) throws Exception {
        try (var connection = Served.client(directory).connect("localhost", port, name)) {
            return PeerCertificate.of(connection.info()).orElseThrow().commonName();
        }
    }
}
