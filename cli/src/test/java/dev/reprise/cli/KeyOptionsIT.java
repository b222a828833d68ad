package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCrl;
import dev.reprise.testkit.TestOcsp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command is told of keys, certificates and their revocation, with itself on both sides. */
@Timeout(120)
class KeyOptionsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TestCertificate ROOT = TestCertificates.root("Root");

    @TempDir
    private Path folder;

    private final Instant now = Instant.now();

    @BeforeEach
    void writeRoot() throws IOException {
        Files.write(folder.resolve("root.pem"), ROOT.certificatePem());
    }

    private TestCertificate write(String name, TestCertificates certificate) throws IOException {
        var issued = certificate.issuedBy(ROOT);
        issued.write(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        return issued;
    }

    private TestCertificate server(String name) throws IOException {
        return write(name, TestCertificates.named(name).dns(name + ".test").server());
    }

    private void list(String name, TestCertificate revoked) throws IOException {
        var crl = TestCrl.by(ROOT, now.minusSeconds(3600), now.plusSeconds(3600));
        Files.write(folder.resolve(name), crl.revoked(revoked).pem());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private ChildProcess serve(String... options) throws IOException {
        return start("serve", "--port", "0", options);
    }

    private static ChildProcess start(String command, String first, String second, String... options)
            throws IOException {
        var line = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                first,
                second));
        line.addAll(List.of(options));
        return ChildProcess.of(line).start();
    }

    private static String port(ChildProcess server) {
        return server.awaitLine("^listening on 127\\.0\\.0\\.1:(\\d+)$", PATIENCE)
                .group(1);
    }

    private static Harness connect(String port, String name, String... options) {
        var line = new ArrayList<String>(List.of("connect", "127.0.0.1:" + port, "--servername", name + ".test"));
        line.addAll(List.of(options));
        return Harness.run(line.toArray(String[]::new));
    }

    @Test
    void severalCertificatesOneOfThemStapledAndKeysEncrypted() throws Exception {
        Needs.program("openssl");
        var one = server("one");
        server("two");
        Files.writeString(folder.resolve("password"), "open sesame\n");
        try (var openssl = ChildProcess.of(
                        "openssl",
                        "pkcs8",
                        "-topk8",
                        "-in",
                        file("two.key"),
                        "-out",
                        file("two.enc"),
                        "-passout",
                        "file:" + file("password"))
                .start()) {
            assertThat(openssl.awaitExit(PATIENCE)).isZero();
        }
        var response = TestOcsp.of(one).updated(now.minusSeconds(3600), now.plusSeconds(3600));
        Files.write(folder.resolve("one.ocsp"), response.der());
        var authorities = Files.createDirectory(folder.resolve("authorities"));
        Files.copy(folder.resolve("root.pem"), authorities.resolve("root.pem"));
        try (var server = serve(
                "--cert",
                file("one.pem"),
                "--key",
                file("one.key"),
                "--cert",
                file("two.pem"),
                "--key",
                file("two.enc"),
                "--key-password-file",
                file("password"),
                "--ocsp-staple",
                file("one.ocsp"))) {
            var port = port(server);

            var stapled = connect(port, "one", "--ca", file("root.pem"), "--require-stapling");
            assertThat(stapled.status()).as(stapled.err()).isZero();
            assertThat(stapled.err()).contains("CN=one\n");

            var bare = connect(port, "two", "--ca", file("root.pem"), "--require-stapling");
            assertThat(bare.status()).isEqualTo(1);
            assertThat(bare.err()).contains("no stapled OCSP response provided");

            var other =
                    connect(port, "two", "--ca-path", authorities.toString(), "--ciphers", "TLS_AES_128_GCM_SHA256");
            assertThat(other.status()).as(other.err()).isZero();
            assertThat(other.err()).contains("CN=two\n").contains("cipher: TLS_AES_128_GCM_SHA256");
        }
    }

    @Test
    void revokedServersAndClientsAreSentAway() throws Exception {
        var revokedServer = server("server");
        write("good", TestCertificates.named("good").client());
        var revokedClient = write("bad", TestCertificates.named("bad").client());
        list("servers.crl", revokedServer);
        list("clients.crl", revokedClient);
        try (var server = serve(
                "--cert", file("server.pem"),
                "--key", file("server.key"),
                "--client-ca", file("root.pem"),
                "--client-crl", file("clients.crl"))) {
            var port = port(server);

            var good = connect(
                    port, "server", "--ca", file("root.pem"), "--cert", file("good.pem"), "--key", file("good.key"));
            assertThat(good.status()).as(good.err()).isZero();

            connect(port, "server", "--ca", file("root.pem"), "--cert", file("bad.pem"), "--key", file("bad.key"));
            server.awaitLine("error=.*revoked", PATIENCE);

            var refused = connect(port, "server", "--ca", file("root.pem"), "--crl", file("servers.crl"));
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("revoked");
        }
    }

    @Test
    void whatDoesNothingOrFitsNothingIsWrongUsage() throws Exception {
        server("one");
        var pair = List.of("serve", "--port", "0", "--cert", file("one.pem"), "--key", file("one.key"));
        assertMisuse(pair, "--cert", file("one.pem"));
        assertMisuse(pair, "--client-crl", file("one.pem"));
        assertMisuse(pair, "--ocsp-staple", file("one.pem"));
        assertMisuse(List.of("connect", "127.0.0.1:1"), "--key-password-file", file("one.pem"));
        assertMisuse(List.of("connect", "127.0.0.1:1"), "--ca", file("one.pem"), "--ca-path", folder.toString());
        assertMisuse(List.of("connect", "127.0.0.1:1"), "--ciphers", "NULL");
    }

    private static void assertMisuse(List<String> line, String... more) {
        var all = new ArrayList<String>(line);
        all.addAll(List.of(more));
        var run = Harness.run(all.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(more[0]);
    }
}
