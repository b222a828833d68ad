package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * OCSP responses of other people's servers to our client, which requires one: good, and in each of the ways bad that a client
 * must notice. Prints a table.
 */
@Timeout(120)
class StaplingIT {
    private static final StaplingTable TABLE = new StaplingTable("OCSP responses to our client");

    @TempDir
    private Path directory;

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
                for (var response : OcspCase.values()) {
                    cells.add(Arguments.of(peer, version, response));
                }
            }
        }
        return cells;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void ourClientJudgesWhatTheServerStaples(Peer peer, Versions version, OcspCase response) throws Exception {
        Needs.program(peer.program);
        response.certificate().write(directory.resolve("server.pem"), directory.resolve("server.key"));
        Files.write(directory.resolve("ocsp.der"), response.der(response.certificate()));
        int port = LoopbackPorts.free();
        try (var server = peer.start(version, directory, port, response != OcspCase.ABSENT)) {
            LoopbackPorts.awaitListening(port, server, Wait.LIMIT);
            assertJudged(peer.toString(), version, response, port);
        }
    }

    static List<Arguments> fetched() {
        var cells = new ArrayList<Arguments>();
        for (var version : List.of(Versions.TLS_1_3, Versions.TLS_1_2)) {
            for (var response : OcspCase.values()) {
                cells.add(Arguments.of(version, response));
            }
        }
        return cells;
    }

    /** SunJSSE staples what it fetches from the responder that the certificate names, where it names one. */
    @ParameterizedTest
    @MethodSource("fetched")
    void ourClientJudgesWhatTheJdkFetches(Versions version, OcspCase response) throws Exception {
        try (var responder = OcspResponder.start()) {
            var certificate = response == OcspCase.ABSENT
                    ? OcspCase.MUST_STAPLE
                    : TestCertificates.named(Credentials.NAME)
                            .dns(Credentials.NAME)
                            .server()
                            .extension(Extension.authorityInfoAccess, false, responder.authorityInfoAccess())
                            .issuedBy(OcspCase.ROOT);
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
                assertThat(responder.requests() > 0).isEqualTo(response != OcspCase.ABSENT);
            }
        }
    }

    private static void assertJudged(String peer, Versions version, OcspCase response, int port) throws IOException {
        var config = TlsConfig.client()
                .roots(List.of(OcspCase.ROOT.certificate()))
                .sessions(new SessionCache())
                .readTimeout(Wait.LIMIT);
        if (response != OcspCase.ABSENT) {
            config.requireStapling();
        }
        var client = TlsClient.of(config.build());
        var row = peer + " server, " + version.title();
        if (response.refusal() == null) {
            var full = visit(client, port);
            assertThat(full.version().displayName()).isEqualTo(version.chosen());
            assertThat(full.ocspStatus()).isPresent();
            // What was said then counts for the session.
            var resumed = visit(client, port);
            assertThat(resumed.resumed()).isTrue();
            assertThat(resumed.ocspStatus()).isEqualTo(full.ocspStatus());
            TABLE.add(row, response, "taken, and resumed");
            return;
        }
        assertThatThrownBy(() -> visit(client, port))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(response.refusal()));
        TABLE.add(row, response, "refused");
    }

    private static ConnectionInfo visit(TlsClient client, int port) throws IOException {
        try (var connection = client.connect("127.0.0.1", port, Credentials.NAME)) {
            connection.output().write(Library.REQUEST.getBytes(ISO_8859_1));
            connection.input().readNBytes(1 << 16);
            return connection.info();
        }
    }

    @AfterAll
    static void printTable() {
        TABLE.print();
    }
}
