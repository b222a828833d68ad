package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS 1.2 with OpenSSL's client and server: full, resumed by ticket and by session id, session files crossing over. */
class Tls12OpensslIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final TestCertificate EC =
            TestCertificates.named("EC").dns("localhost").server().issuedBy(ROOT);
    private static final TestCertificate RSA = TestCertificates.named("RSA")
            .dns("localhost")
            .server()
            .key(KeyType.RSA_2048)
            .issuedBy(ROOT);

    @TempDir
    private Path folder;

    private final List<ChildProcess> started = new ArrayList<>();

    @BeforeEach
    void needsOpenssl() throws IOException {
        Needs.program("openssl");
        Files.write(folder.resolve("ca.pem"), ROOT.certificatePem());
        EC.write(folder.resolve("ec.pem"), folder.resolve("ec.key"));
        RSA.write(folder.resolve("rsa.pem"), folder.resolve("rsa.key"));
    }

    @AfterEach
    void endProcesses() {
        started.forEach(ChildProcess::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-no_ticket"})
    void resumesAtOpensslServerByTicketAndBySessionId(String option) throws Exception {
        int port = opensslServer("rsa", option);
        var file = folder.resolve("sessions.pem");
        for (boolean resumed : new boolean[] {false, true, true}) {
            var info = connect(port, file, ProtocolVersion.values());
            assertThat(info.version()).isEqualTo(ProtocolVersion.TLS_1_2);
            assertThat(info.resumed()).isEqualTo(resumed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-no_ticket"})
    void opensslResumesFromOurFileAndWeFromOpenssls(String option) throws Exception {
        int port = opensslServer("ec", option);
        var ours = folder.resolve("ours.pem");
        var theirs = folder.resolve("theirs.pem");
        assertThat(connect(port, ours, ProtocolVersion.TLS_1_2).resumed()).isFalse();
        assertThat(visit(port, "-sess_in", ours.toString())).contains("Reused, TLSv1.2");
        assertThat(visit(port, "-sess_out", theirs.toString())).contains("New, TLSv1.2");
        var printed = openssl("sess_id", "-noout", "-text", "-in", ours.toString());
        printed.awaitLine("Protocol *: TLSv1.2", PATIENCE);
        printed.awaitLine("Extended master secret: yes", PATIENCE);
        assertThat(connect(port, theirs, ProtocolVersion.values()).resumed()).isTrue();
    }

    @Test
    void resumesOpensslClientAndTakesItsFile() throws Exception {
        var config = TlsConfig.server(folder.resolve("ec.pem"), folder.resolve("ec.key"))
                .sessionLifetime(Duration.ofHours(2))
                .protocols(ProtocolVersion.TLS_1_2)
                .build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var echo = Thread.startVirtualThread(() -> echo(server, 5));
            int port = server.localPort();
            var theirs = folder.resolve("theirs.pem");
            var ours = folder.resolve("ours.pem");
            assertThat(visit(port, "-sess_out", theirs.toString())).contains("New, TLSv1.2");
            assertThat(visit(port, "-sess_in", theirs.toString())).contains("Reused, TLSv1.2");
            assertThat(connect(port, theirs, ProtocolVersion.values()).resumed())
                    .isTrue();
            assertThat(connect(port, ours, ProtocolVersion.TLS_1_2).resumed()).isFalse();
            assertThat(visit(port, "-sess_in", ours.toString())).contains("Reused, TLSv1.2");
            echo.join();
        }
    }

    @Test
    void agreesWithOpensslOnEverySuite() throws Exception {
        for (var suite : CipherSuite.values()) {
            if (suite.version() == ProtocolVersion.TLS_1_2) {
                var name = suite.name()
                        .replace("TLS_", "")
                        .replace("_WITH_AES_", "-AES")
                        .replace("_WITH_CHACHA20_POLY1305_SHA256", "-CHACHA20-POLY1305")
                        .replace('_', '-');
                int port = opensslServer(suite.keyType() == CipherSuite.KeyType.RSA ? "rsa" : "ec", "-cipher", name);
                var info = connect(port, folder.resolve(name), ProtocolVersion.TLS_1_2);
                assertThat(info.cipherSuite()).isEqualTo(suite);
                assertThat(connect(port, folder.resolve(name), ProtocolVersion.TLS_1_2)
                                .resumed())
                        .isTrue();
            }
        }
    }

    /** Say a word to each client, and wait for it to leave. */
    private static void echo(TlsServer server, int clients) {
        try {
            for (int i = 0; i < clients; i++) {
                try (var connection = server.accept()) {
                    connection.input().transferTo(connection.output());
                }
            }
        } catch (IOException e) {
            return; // The client's side of the test tells what went wrong.
        }
    }

    private ConnectionInfo connect(int port, Path file, ProtocolVersion... versions) throws IOException {
        try (var sessions = SessionFile.open(file)) {
            var config = TlsConfig.client()
                    .caFile(folder.resolve("ca.pem"))
                    .sessions(sessions)
                    .protocols(versions)
                    .build();
            try (var connection = TlsClient.of(config).connect("localhost", port)) {
                connection.output().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                return connection.info();
            }
        }
    }

    private int opensslServer(String key, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "s_server",
                "-tls1_2",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                folder.resolve(key + ".pem").toString(),
                "-key",
                folder.resolve(key + ".key").toString()));
        for (var option : options) {
            if (!option.isEmpty()) {
                arguments.add(option);
            }
        }
        var server = openssl(arguments.toArray(String[]::new));
        return Integer.parseInt(server.awaitLine("ACCEPT .*:(\\d+)", PATIENCE).group(1));
    }

    /** Let OpenSSL's client say a word and leave. */
    private String visit(int port, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "s_client",
                "-connect",
                "127.0.0.1:" + port,
                "-tls1_2",
                "-servername",
                "localhost",
                "-CAfile",
                folder.resolve("ca.pem").toString()));
        arguments.addAll(List.of(options));
        var client = openssl(arguments.toArray(String[]::new));
        client.awaitLine("Verify return code: 0", PATIENCE);
        client.send("Q\n");
        assertThat(client.awaitExit(PATIENCE)).isZero();
        return String.join("\n", client.lines());
    }

    /** Start OpenSSL so that what it writes is for its owner alone. */
    private ChildProcess openssl(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", "umask 077; exec openssl \"$@\"", "sh"));
        command.addAll(List.of(arguments));
        var child = ChildProcess.of(command).start();
        started.add(child);
        return child;
    }
}
