package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCrl;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OCSP responses stapled by and for OpenSSL, and its revocation lists, in both versions. */
class StaplingOpensslIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.now(); // peers have no other clock
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final TestCertificate BETWEEN =
            TestCertificates.named("Between").authority().issuedBy(ROOT);
    private static final TestCertificate SERVER =
            TestCertificates.named("server").dns("localhost").server().issuedBy(BETWEEN);
    private static final TestCertificate RESPONDER = TestCertificates.named("Responder")
            .purpose(KeyPurposeId.id_kp_OCSPSigning)
            .issuedBy(BETWEEN);

    @TempDir
    private Path folder;

    private final List<ChildProcess> started = new ArrayList<>();

    @BeforeEach
    void needsOpenssl() throws IOException {
        Needs.program("openssl");
        Files.write(folder.resolve("ca.pem"), ROOT.certificatePem());
        Files.write(folder.resolve("between.pem"), BETWEEN.certificatePem());
        Files.write(folder.resolve("leaf.pem"), SERVER.certificatePem());
        SERVER.write(folder.resolve("chain.pem"), folder.resolve("key.pem"));
    }

    @AfterEach
    void endProcesses() {
        started.forEach(ChildProcess::close);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void takesTheResponseOfAnOpensslServer(ProtocolVersion version) throws Exception {
        var status =
                connect(opensslServer(version, good()), version).ocspStatus().orElseThrow();
        assertThat(status.certificateStatus()).isEqualTo(OcspStatus.CertificateStatus.GOOD);
        assertThat(connect(opensslServer(version, good().signedBy(RESPONDER)), version)
                        .ocspStatus())
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesAnOpensslServerWithoutAGoodResponse(ProtocolVersion version) throws Exception {
        assertRefused(Reason.CERTIFICATE_STATUS_REQUIRED, version, null);
        assertRefused(Reason.CERTIFICATE_REVOKED, version, good().revoked(NOW.minusSeconds(60), 1));
        assertRefused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, version, good().unknown());
        assertRefused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                version,
                TestOcsp.of(SERVER).updated(NOW.minusSeconds(3600), NOW.minusSeconds(1800)));
        assertRefused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                version,
                good().signedBy(TestCertificates.named("Stranger").issuedBy(ROOT)));
    }

    /** What {@code openssl ocsp} itself signs, for what {@code openssl s_client} and we believe. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void staplesForAnOpensslClient(ProtocolVersion version) throws Exception {
        RESPONDER.write(folder.resolve("responder.pem"), folder.resolve("responder.key"));
        Files.writeString(
                folder.resolve("index.txt"),
                "V\t490101000000Z\t\t%s\tunknown\t/CN=server%n"
                        .formatted(SERVER.certificate()
                                .getSerialNumber()
                                .toString(16)
                                .toUpperCase(java.util.Locale.ROOT)));
        run("ocsp", "-issuer", "between.pem", "-cert", "leaf.pem", "-no_nonce", "-reqout", "request.der");
        run(
                "ocsp",
                "-index",
                "index.txt",
                "-rsigner",
                "responder.pem",
                "-rkey",
                "responder.key",
                "-CA",
                "between.pem",
                "-reqin",
                "request.der",
                "-ndays",
                "1",
                "-respout",
                "response.der");
        var identities = new Identities(TlsConfig.identity(folder.resolve("chain.pem"), folder.resolve("key.pem")));
        identities.staple(folder.resolve("response.der"));
        var config = TlsConfig.server(identities).protocols(version).build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var echo = Thread.startVirtualThread(() -> echo(server, 2));
            var client = openssl(
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + server.localPort(),
                    "-status",
                    "-CAfile",
                    folder.resolve("ca.pem").toString());
            client.awaitLine("OCSP Response Status: successful", PATIENCE);
            client.awaitLine("Cert Status: good", PATIENCE);
            client.awaitLine("Verify return code: 0", PATIENCE);
            client.send("Q\n");
            assertThat(client.awaitExit(PATIENCE)).isZero();
            assertThat(connect(server.localPort(), version).ocspStatus()).isPresent();
            echo.join();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesAnOpensslServerOnARevocationList(ProtocolVersion version) throws Exception {
        int port = opensslServer(version, null);
        var roots = TestCrl.by(ROOT, NOW.minusSeconds(60), NOW.plusSeconds(3600));
        var clean = TestCrl.by(BETWEEN, NOW.minusSeconds(60), NOW.plusSeconds(3600));
        var revoked =
                TestCrl.by(BETWEEN, NOW.minusSeconds(60), NOW.plusSeconds(3600)).revoked(SERVER);
        assertThat(visit(port, client(version).crlPem(roots.pem()).crlPem(clean.pem()))
                        .version())
                .isEqualTo(version);
        var strict = client(version).crlPem(roots.pem()).crlPem(revoked.pem());
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> visit(port, strict))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED));
    }

    private static TestOcsp good() {
        return TestOcsp.of(SERVER).updated(NOW.minusSeconds(60), NOW.plusSeconds(3600));
    }

    private void assertRefused(Reason reason, ProtocolVersion version, TestOcsp response) throws Exception {
        int port = opensslServer(version, response);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> connect(port, version))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private ConnectionInfo connect(int port, ProtocolVersion version) throws IOException {
        return visit(port, client(version).requireStapling());
    }

    private ClientConfig.Builder client(ProtocolVersion version) throws IOException {
        return TlsConfig.client().caFile(folder.resolve("ca.pem")).protocols(version);
    }

    private static ConnectionInfo visit(int port, ClientConfig.Builder client) throws IOException {
        try (var connection = TlsClient.of(client.build()).connect("localhost", port)) {
            connection.output().write("hello\n".getBytes(StandardCharsets.US_ASCII));
            return connection.info();
        }
    }

    private int opensslServer(ProtocolVersion version, TestOcsp response) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "s_server",
                version == ProtocolVersion.TLS_1_2 ? "-tls1_2" : "-tls1_3",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                folder.resolve("leaf.pem").toString(),
                "-cert_chain",
                folder.resolve("between.pem").toString(),
                "-key",
                folder.resolve("key.pem").toString()));
        if (response != null) {
            var file = Files.write(folder.resolve("response-" + started.size()), response.der());
            arguments.addAll(List.of("-status_file", file.toString()));
        }
        var server = openssl(arguments.toArray(String[]::new));
        return Integer.parseInt(server.awaitLine("ACCEPT .*:(\\d+)", PATIENCE).group(1));
    }

    /** Let each client say a word, and wait for it to leave. */
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

    private void run(String... arguments) throws IOException {
        assertThat(openssl(arguments).awaitExit(PATIENCE)).isZero();
    }

    private ChildProcess openssl(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var child = ChildProcess.of(command).directory(folder).start();
        started.add(child);
        return child;
    }
}
