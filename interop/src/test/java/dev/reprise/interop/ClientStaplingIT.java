package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OCSP responses about clients' certificates (RFC 9846 section 4.5.1.1), which of the peers GnuTLS alone knows: ours to
 * {@code gnutls-serv}, which always asks, and those of a program on GnuTLS to our server, which requires one. TLS 1.2 cannot
 * ask. Prints a table.
 */
@Timeout(120)
class ClientStaplingIT {
    private static final StaplingTable TABLE = new StaplingTable("OCSP responses about clients, TLS 1.3");
    private static final Setup SETUP = new Setup(Versions.TLS_1_3, true);
    private static final TestCertificate CLIENT =
            TestCertificates.named(Credentials.CLIENT).client().issuedBy(OcspCase.ROOT);
    /** "Unknown" is no fault to GnuTLS, and it requires none. */
    private static final Set<OcspCase> REFUSED_BY_GNUTLS = EnumSet.of(OcspCase.REVOKED, OcspCase.WRONG_RESPONDER);

    @TempDir
    private Path directory;

    private Credentials credentials() throws IOException {
        return Credentials.make(directory, OcspCase.ROOT, OcspCase.PLAIN, CLIENT);
    }

    @ParameterizedTest
    @EnumSource
    void gnutlsJudgesWhatOurClientStaples(OcspCase response) throws Exception {
        Needs.program("gnutls-serv");
        var credentials = credentials();
        var config = TlsConfig.client()
                .roots(List.of(OcspCase.ROOT.certificate()))
                .identity(Library.identity(CLIENT))
                .sessions(new SessionCache())
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT)
                .build();
        if (response == OcspCase.EXPIRED) {
            assertThatIllegalArgumentException().isThrownBy(() -> config.staple(response.der(CLIENT)));
        } else if (response != OcspCase.ABSENT) {
            config.staple(response.der(CLIENT));
        }
        var client = TlsClient.of(config);
        try (var server = new Gnutls.Server().start(SETUP, credentials, directory)) {
            boolean refused = REFUSED_BY_GNUTLS.contains(response);
            if (refused) {
                assertThatThrownBy(() -> visit(client, server.port())).isInstanceOf(PeerAlertException.class);
            } else {
                assertThat(visit(client, server.port())).isFalse();
                assertThat(server.told("")).isEqualTo(Told.FULL);
                assertThat(visit(client, server.port())).isTrue();
                assertThat(server.told("")).isEqualTo(Told.RESUMED);
            }
            TABLE.add(
                    "our client, GnuTLS server",
                    response,
                    (response == OcspCase.EXPIRED ? "not sent, " : "") + (refused ? "refused" : "taken, and resumed"));
        }
    }

    /** Ask for a page; tells whether the session was resumed. */
    private static boolean visit(TlsClient client, int port) throws IOException {
        try (var connection = client.connect("127.0.0.1", port, Credentials.NAME)) {
            connection.output().write(Library.REQUEST.getBytes(ISO_8859_1));
            assertThat(new String(connection.input().readNBytes(1 << 16), ISO_8859_1))
                    .contains("HTTP/1.0 200");
            return connection.info().resumed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void ourServerJudgesWhatAGnutlsClientStaples(OcspCase response) throws Exception {
        CProgram.STAPLING.missing().forEach(Needs::missing);
        CProgram.STAPLING.compile();
        var credentials = credentials();
        var config = TlsConfig.server(Library.identity(OcspCase.PLAIN))
                .requireClientCertificate(List.of(OcspCase.ROOT.certificate()))
                .protocols(ProtocolVersion.TLS_1_3)
                .requireStapling()
                .sessionLifetime(Duration.ofHours(2))
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT)
                .build();
        try (var server = new Library.HttpServer(config)) {
            var command = new ArrayList<>(List.of(
                    CProgram.STAPLING.file().toString(),
                    Integer.toString(server.port()),
                    Credentials.NAME,
                    credentials.file("root.pem"),
                    credentials.file("client.pem"),
                    credentials.file("client.key")));
            if (response != OcspCase.ABSENT) {
                command.add(Files.write(directory.resolve("ocsp.der"), response.der(CLIENT))
                        .toString());
            }
            try (var client = ChildProcess.of(command).start()) {
                if (response.refusal() == null) {
                    client.awaitLine("^full: HTTP/1.0 200", Wait.LIMIT);
                    client.awaitLine("^resumed: HTTP/1.0 200", Wait.LIMIT);
                    assertThat(client.awaitExit(Wait.LIMIT)).isZero();
                    assertThat(server.next().told()).isEqualTo(Told.FULL);
                    assertThat(server.next().told()).isEqualTo(Told.RESUMED);
                } else {
                    assertThat(client.awaitExit(Wait.LIMIT)).isNotZero();
                    assertThatThrownBy(server::next)
                            .cause()
                            .isInstanceOfSatisfying(
                                    ProtocolException.class,
                                    e -> assertThat(e.reason()).isEqualTo(response.refusal()));
                }
            }
            TABLE.add(
                    "GnuTLS client, our server",
                    response,
                    response.refusal() == null ? "taken, and resumed" : "refused");
        }
    }

    @AfterAll
    static void printTable() {
        TABLE.print();
    }
}
