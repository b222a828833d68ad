package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCrl;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Revocation lists of every authority in the chain, given to either side of ours, and OpenSSL as the peer that they are about. */
@Timeout(120)
class RevocationListsIT {
    private static final Instant NOW = Instant.now(); // certificates are verified at the system's time

    @TempDir
    private Path directory;

    private enum Revoked {
        NOTHING,
        LEAF,
        INTERMEDIATE
    }

    static List<Arguments> cells() {
        var cells = new ArrayList<Arguments>();
        for (var version : List.of(Versions.TLS_1_3, Versions.TLS_1_2)) {
            for (var revoked : Revoked.values()) {
                cells.add(Arguments.of(version, revoked));
            }
        }
        return cells;
    }

    @BeforeEach
    void needsOpenssl() {
        Needs.program("openssl");
    }

    /** The lists of the root and of the intermediate, in one file's text. */
    private static byte[] lists(TestCertificate leaf, Revoked revoked) {
        var between = Objects.requireNonNull(leaf.issuer());
        var ofRoot = list(Objects.requireNonNull(between.issuer()));
        var ofBetween = list(between);
        switch (revoked) {
            case NOTHING -> {}
            case LEAF -> ofBetween.revoked(leaf);
            case INTERMEDIATE -> ofRoot.revoked(between);
        }
        return (new String(ofRoot.pem(), ISO_8859_1) + new String(ofBetween.pem(), ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private static TestCrl list(TestCertificate issuer) {
        return TestCrl.by(issuer, NOW.minusSeconds(3600), NOW.plusSeconds(3600));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void ourClientLooksForOpensslsServer(Versions version, Revoked revoked) throws Exception {
        var credentials = Credentials.make(directory);
        var client = TlsClient.of(TlsConfig.client()
                .roots(List.of(credentials.root()))
                .crlPem(lists(credentials.server(), revoked))
                .sessions(new SessionCache())
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT)
                .build());
        try (var server = new Openssl.Server(true).start(new Setup(version, false), credentials, directory)) {
            if (revoked != Revoked.NOTHING) {
                assertThatThrownBy(() -> visit(client, server.port()))
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED));
                return;
            }
            for (boolean resumed : new boolean[] {false, true}) {
                var info = visit(client, server.port());
                assertThat(info.version().displayName()).isEqualTo(version.chosen());
                assertThat(info.resumed()).isEqualTo(resumed);
            }
        }
    }

    private static ConnectionInfo visit(TlsClient client, int port) throws IOException {
        try (var connection = client.connect("127.0.0.1", port, Credentials.NAME)) {
            connection.output().write(Library.REQUEST.getBytes(ISO_8859_1));
            connection.input().readNBytes(1 << 16);
            return connection.info();
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void ourServerLooksForOpensslsClient(Versions version, Revoked revoked) throws Exception {
        var credentials = Credentials.make(directory);
        var setup = new Setup(version, true);
        var config = TlsConfig.server(Library.identity(credentials.server()))
                .requireClientCertificate(List.of(credentials.root()))
                .crlPem(lists(credentials.client(), revoked))
                .sessionLifetime(Duration.ofHours(2))
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT)
                .build();
        try (var server = new Library.HttpServer(config)) {
            if (revoked == Revoked.NOTHING) {
                var told = new Openssl.Client().connectTwice(setup, credentials, directory, server.port());
                assertThat(told).containsExactly(Told.FULL, Told.RESUMED);
                for (var expected : told) {
                    var seen = server.next();
                    assertThat(seen.version()).isEqualTo(version.chosen());
                    assertThat(seen.told()).isEqualTo(expected);
                }
                return;
            }
            try (var client = ChildProcess.of(Openssl.Client.command(setup, credentials, server.port()))
                    .start()) {
                assertThatThrownBy(server::next)
                        .cause()
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED));
                client.awaitLine("SSL alert number " + AlertDescription.CERTIFICATE_REVOKED.code() + "$", Wait.LIMIT);
            }
        }
    }
}
