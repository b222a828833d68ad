package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.Identities;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * OCSP responses of other people's servers to our client, which requires one, and of our server to other people's clients.
 * The responses are as they may be: good, and in each of the ways bad that a client must notice. Prints a table.
 */
@Timeout(120)
class StaplingIT {
    private static final Instant NOW = Instant.now(); // peers have no other clock
    private static final String NAME = Credentials.NAME;
    private static final TestCertificate ROOT = TestCertificates.root("Stapling root");
    private static final TestCertificate PLAIN =
            TestCertificates.named(NAME).dns(NAME).server().issuedBy(ROOT);
    private static final TestCertificate MUST_STAPLE = TestCertificates.named(NAME)
            .dns(NAME)
            .server()
            .extension(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false, new byte[] {0x30, 3, 2, 1, 5})
            .issuedBy(ROOT);
    private static final Map<String, Map<Response, String>> TABLE = new TreeMap<>();

    @TempDir
    private Path directory;

    /** What a server staples, and what our client says to it. */
    private enum Response {
        GOOD(null),
        REVOKED(Reason.CERTIFICATE_REVOKED),
        UNKNOWN(Reason.BAD_CERTIFICATE_STATUS_RESPONSE),
        EXPIRED(Reason.BAD_CERTIFICATE_STATUS_RESPONSE),
        WRONG_RESPONDER(Reason.BAD_CERTIFICATE_STATUS_RESPONSE),
        /** None, with a certificate that says that there must be one; the client does not require it of others. */
        ABSENT(Reason.CERTIFICATE_STATUS_REQUIRED);

        private final @Nullable Reason refusal;

        Response(@Nullable Reason refusal) {
            this.refusal = refusal;
        }

        TestCertificate certificate() {
            return this == ABSENT ? MUST_STAPLE : PLAIN;
        }

        byte[] der(TestCertificate certificate) {
            var about = TestOcsp.of(certificate).updated(NOW.minusSeconds(3600), NOW.plusSeconds(3600));
            return switch (this) {
                case GOOD, ABSENT -> about.good().der();
                case REVOKED -> about.revoked(NOW.minusSeconds(600), 1).der();
                case UNKNOWN -> about.unknown().der();
                case EXPIRED ->
                    about.updated(NOW.minusSeconds(7200), NOW.minusSeconds(3600))
                            .der();
                case WRONG_RESPONDER ->
                    about.signedBy(TestCertificates.named("Stranger").issuedBy(ROOT))
                            .der();
            };
        }
    }

    /** A server of other people's that staples what stands in a file. */
    private enum Peer {
        OPENSSL("openssl"),
        GNUTLS("gnutls-serv"),
        NGINX("nginx");

        private final String program;

        Peer(String program) {
            this.program = program;
        }

        ChildProcess start(Versions version, Path directory, int port, boolean staple) throws IOException {
            var chain = directory.resolve("server.pem").toString();
            var key = directory.resolve("server.key").toString();
            var response = directory.resolve("ocsp.der").toString();
            boolean tls13 = version == Versions.TLS_1_3;
            switch (this) {
                case OPENSSL -> {
                    var command = new ArrayList<>(List.of(
                            "openssl",
                            "s_server",
                            "-accept",
                            "127.0.0.1:" + port,
                            "-www",
                            "-cert",
                            chain,
                            "-key",
                            key));
                    command.add(tls13 ? "-tls1_3" : "-tls1_2");
                    if (staple) {
                        command.addAll(List.of("-status_file", response));
                    }
                    return ChildProcess.of(command).start();
                }
                case GNUTLS -> {
                    var command = new ArrayList<>(List.of(
                            "gnutls-serv",
                            "--http",
                            "--disable-client-cert",
                            "--priority=NORMAL:-VERS-ALL:+VERS-" + (tls13 ? "TLS1.3" : "TLS1.2"),
                            "--port=" + port,
                            "--x509certfile=" + chain,
                            "--x509keyfile=" + key));
                    if (staple) {
                        command.addAll(List.of("--ocsp-response=" + response, "--ignore-ocsp-response-errors"));
                    }
                    return ChildProcess.of(command).start();
                }
                default -> {
                    return Nginx.stapling(directory, port, tls13 ? "TLSv1.3" : "TLSv1.2", staple ? response : null);
                }
            }
        }
    }

    static List<Arguments> servers() {
        var cells = new ArrayList<Arguments>();
        for (var peer : Peer.values()) {
            for (var version : List.of(Versions.TLS_1_3, Versions.TLS_1_2)) {
                for (var response : Response.values()) {
                    cells.add(Arguments.of(peer, version, response));
                }
            }
        }
        return cells;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void ourClientJudgesWhatTheServerStaples(Peer peer, Versions version, Response response) throws Exception {
        Needs.program(peer.program);
        response.certificate().write(directory.resolve("server.pem"), directory.resolve("server.key"));
        Files.write(directory.resolve("ocsp.der"), response.der(response.certificate()));
        int port = LoopbackPorts.free();
        try (var server = peer.start(version, directory, port, response != Response.ABSENT)) {
            LoopbackPorts.awaitListening(port, server, Wait.LIMIT);
            assertJudged(peer.toString(), version, response, port);
        }
    }

    static List<Arguments> fetched() {
        var cells = new ArrayList<Arguments>();
        for (var version : List.of(Versions.TLS_1_3, Versions.TLS_1_2)) {
            for (var response : Response.values()) {
                cells.add(Arguments.of(version, response));
            }
        }
        return cells;
    }

    /** SunJSSE staples what it fetches from the responder that the certificate names, where it names one. */
    @ParameterizedTest
    @MethodSource("fetched")
    void ourClientJudgesWhatTheJdkFetches(Versions version, Response response) throws Exception {
        try (var responder = OcspResponder.start()) {
            var certificate = response == Response.ABSENT
                    ? MUST_STAPLE
                    : TestCertificates.named(NAME)
                            .dns(NAME)
                            .server()
                            .extension(Extension.authorityInfoAccess, false, responder.authorityInfoAccess())
                            .issuedBy(ROOT);
            responder.respond(response.der(certificate));
            var store = directory.resolve("server.p12");
            try (var out = Files.newOutputStream(store)) {
                Credentials.keyStore("server", certificate).store(out, Credentials.PASSWORD.toCharArray());
            }
            try (var server = ChildProcess.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djdk.tls.server.enableStatusRequestExtension=true",
                            "-Djdk.tls.stapling.responseTimeout=" + Wait.LIMIT.toMillis(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            StaplingServer.class.getName(),
                            store.toString(),
                            version.chosen())
                    .start()) {
                int port = Integer.parseInt(
                        server.awaitLine("listening on port (\\d+)", Wait.LIMIT).group(1));
                assertJudged("JDK", version, response, port);
                assertThat(responder.requests() > 0).isEqualTo(response != Response.ABSENT);
            }
        }
    }

    private static void assertJudged(String peer, Versions version, Response response, int port) throws IOException {
        var config = TlsConfig.client()
                .roots(List.of(ROOT.certificate()))
                .sessions(new SessionCache())
                .readTimeout(Wait.LIMIT);
        if (response != Response.ABSENT) {
            config.requireStapling();
        }
        var client = TlsClient.of(config.build());
        var row = peer + " server, " + version.title();
        if (response.refusal == null) {
            var full = visit(client, port);
            assertThat(full.version().displayName()).isEqualTo(version.chosen());
            assertThat(full.ocspStatus()).isPresent();
            // What was said then counts for the session.
            var resumed = visit(client, port);
            assertThat(resumed.resumed()).isTrue();
            assertThat(resumed.ocspStatus()).isEqualTo(full.ocspStatus());
            record(row, response, "taken, and resumed");
            return;
        }
        assertThatThrownBy(() -> visit(client, port))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(response.refusal));
        record(row, response, "refused");
    }

    private static ConnectionInfo visit(TlsClient client, int port) throws IOException {
        try (var connection = client.connect("127.0.0.1", port, NAME)) {
            connection.output().write(Library.REQUEST.getBytes(ISO_8859_1));
            connection.input().readNBytes(1 << 16);
            return connection.info();
        }
    }

    static List<Arguments> clients() {
        var cells = new ArrayList<Arguments>();
        for (var client : List.of("gnutls-cli", "JDK")) {
            for (var version : List.of(Versions.TLS_1_3, Versions.TLS_1_2)) {
                for (var response : List.of(Response.GOOD, Response.REVOKED)) {
                    cells.add(Arguments.of(client, version, response));
                }
            }
        }
        return cells;
    }

    @ParameterizedTest
    @MethodSource("clients")
    void clientsJudgeWhatOurServerStaples(String client, Versions version, Response response) throws Exception {
        Files.write(directory.resolve("root.pem"), ROOT.certificatePem());
        var identities = new Identities(Library.identity(PLAIN));
        identities.staple(response.der(PLAIN));
        var config = TlsConfig.server(identities).build();
        try (var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread.ofVirtual().start(() -> echo(server));
            boolean taken = client.equals("JDK")
                    ? jdkTakes(version, server.localPort())
                    : gnutlsTakes(version, server.localPort());
            assertThat(taken).isEqualTo(response == Response.GOOD);
            record(client + " client, " + version.title(), response, taken ? "taken" : "refused");
        }
    }

    private static void echo(TlsServer server) {
        while (true) {
            try (var connection = server.accept()) {
                connection.input().transferTo(connection.output());
            } catch (IOException e) {
                return; // One connection is all there is.
            }
        }
    }

    private boolean gnutlsTakes(Versions version, int port) throws IOException {
        Needs.program("gnutls-cli");
        try (var client = ChildProcess.of(
                        "gnutls-cli",
                        "--ocsp",
                        "--priority=NORMAL:-VERS-ALL:+VERS-" + (version == Versions.TLS_1_3 ? "TLS1.3" : "TLS1.2"),
                        "--port=" + port,
                        "--sni-hostname=" + NAME,
                        "--verify-hostname=" + NAME,
                        "--x509cafile=" + directory.resolve("root.pem"),
                        "127.0.0.1")
                .start()) {
            client.closeInput();
            return client.awaitExit(Wait.LIMIT) == 0;
        }
    }

    /** The JDK's revocation checker, which may ask nobody but the response that was stapled. */
    private static boolean jdkTakes(Versions version, int port) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", ROOT.certificate());
        var checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
        var parameters = new PKIXBuilderParameters(trusted, new X509CertSelector());
        parameters.addCertPathChecker(checker);
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        try (var socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setEnabledProtocols(new String[] {version.chosen()});
            socket.startHandshake();
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    private static void record(String peer, Response response, String outcome) {
        synchronized (TABLE) {
            TABLE.computeIfAbsent(peer, unseen -> new EnumMap<>(Response.class)).put(response, outcome);
        }
    }

    @AfterAll
    static void printTable() {
        var text = new StringBuilder("OCSP stapling");
        for (var response : Response.values()) {
            text.append(" | ").append(response);
        }
        TABLE.forEach((peer, cells) -> {
            text.append('\n').append(peer);
            for (var response : Response.values()) {
                text.append(" | ").append(cells.getOrDefault(response, "–"));
            }
        });
        System.out.println(text);
    }
}
