package dev.reprise.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.Identities;
import dev.reprise.tls.TlsConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CertSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * OCSP responses of our server to other people's clients, each of which judges them its own way; those that go on connect once
 * more, resumed. An expired response is refused where it is given to our server, so that clients get none. Prints a table.
 */
@Timeout(120)
class StaplesOfOursIT {
    private static final StaplingTable TABLE = new StaplingTable("OCSP responses of our server");

    private static final int SERVER_NAME = 0;
    private static final int STATUS_REQUEST = 5;
    private static final int SUPPORTED_GROUPS = 10;

    @TempDir
    private Path directory;

    /** A client of other people's. */
    private enum Peer {
        /** Judges what comes, does without, but for certificates that must have one. "Unknown" is no fault to it. */
        GNUTLS("gnutls-cli", EnumSet.of(OcspCase.REVOKED, OcspCase.WRONG_RESPONDER, OcspCase.ABSENT)),
        /** Its revocation checker may ask nobody but the response, and is satisfied by a good one alone. */
        JDK("", EnumSet.complementOf(EnumSet.of(OcspCase.GOOD))),
        /** {@code s_client -status} prints what the response says, and goes on. */
        OPENSSL("openssl", EnumSet.noneOf(OcspCase.class)),
        /** A proxy asks the servers behind it for no response, see {@link #nginxAsksForNoResponse}. */
        NGINX("nginx", EnumSet.noneOf(OcspCase.class));

        private final String program;
        private final Set<OcspCase> refused;

        Peer(String program, Set<OcspCase> refused) {
            this.program = program;
            this.refused = refused;
        }
    }

    static List<Arguments> cells() {
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
    @MethodSource("cells")
    void clientsJudgeWhatOurServerStaples(Peer peer, Versions version, OcspCase response) throws Exception {
        if (!peer.program.isEmpty()) {
            Needs.program(peer.program);
        }
        var certificate = response.certificate();
        var identities = new Identities(Library.identity(certificate));
        if (response == OcspCase.EXPIRED) {
            assertThatIllegalArgumentException().isThrownBy(() -> identities.staple(response.der(certificate)));
        } else if (response != OcspCase.ABSENT) {
            identities.staple(response.der(certificate));
        }
        var credentials = Credentials.make(
                directory,
                OcspCase.ROOT,
                certificate,
                TestCertificates.named(Credentials.CLIENT).client().issuedBy(OcspCase.ROOT));
        var config = TlsConfig.server(identities)
                .sessionLifetime(Duration.ofHours(2))
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT)
                .build();
        try (var server = new Library.HttpServer(config)) {
            var setup = new Setup(version, false);
            var told = told(peer, setup, credentials, response, server.port());
            if (peer.refused.contains(response)) {
                assertThat(told).isEqualTo("refused");
                assertThatThrownBy(server::next).isInstanceOf(IOException.class);
            } else {
                for (var expected : List.of(Told.FULL, Told.RESUMED)) {
                    var seen = server.next();
                    assertThat(seen.version()).isEqualTo(version.chosen());
                    assertThat(seen.told()).isEqualTo(expected);
                }
            }
            var row = peer + " client, " + version.title();
            TABLE.add(row, response, (response == OcspCase.EXPIRED ? "not sent, " : "") + told);
        }
    }

    private String told(Peer peer, Setup setup, Credentials credentials, OcspCase response, int port) throws Exception {
        return switch (peer) {
            case GNUTLS -> {
                if (peer.refused.contains(response)) {
                    try (var client = ChildProcess.of(Gnutls.Client.command(setup, credentials, port))
                            .start()) {
                        assertThat(client.awaitExit(Wait.LIMIT)).isNotZero();
                    }
                    yield "refused";
                }
                yield resumed(new Gnutls.Client().connectTwice(setup, credentials, directory, port));
            }
            case NGINX -> resumed(new Nginx.Client().connectTwice(setup, credentials, directory, port)) + ", not asked";
            case OPENSSL -> openssl(setup, credentials, response, port);
            case JDK -> jdk(setup, port);
        };
    }

    private static String resumed(List<Told> told) {
        assertThat(told).containsExactly(Told.FULL, Told.RESUMED);
        return "taken, and resumed";
    }

    private String openssl(Setup setup, Credentials credentials, OcspCase response, int port) throws IOException {
        var status = switch (response) {
            case REVOKED -> "Cert Status: revoked";
            case UNKNOWN -> "Cert Status: unknown";
            case GOOD, WRONG_RESPONDER -> "Cert Status: good";
            case EXPIRED, ABSENT -> "OCSP response: no response sent";
        };
        for (var session : List.of("-sess_out", "-sess_in")) {
            var command = Openssl.Client.command(setup, credentials, port);
            command.addAll(
                    List.of("-status", session, directory.resolve("session.pem").toString()));
            try (var client = ChildProcess.of(command).start()) {
                boolean first = session.equals("-sess_out");
                if (first) { // Otherwise there is no certificate for a response to be about.
                    client.awaitLine(status, Wait.LIMIT);
                }
                client.awaitLine(first ? "^New, TLSv" : "^Reused, TLSv", Wait.LIMIT);
                client.send(Library.REQUEST);
                client.awaitLine("HTTP/1.0", Wait.LIMIT);
                client.closeInput();
                client.awaitExit(Wait.LIMIT);
            }
        }
        return "told \"" + status.substring(status.indexOf(": ") + 2) + "\", and resumed";
    }

    private static String jdk(Setup setup, int port) throws Exception {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", OcspCase.ROOT.certificate());
        var checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(
                EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
        var parameters = new PKIXBuilderParameters(trusted, new X509CertSelector());
        parameters.addCertPathChecker(checker);
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        var context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(null, factory.getTrustManagers(), null);
        try {
            return resumed(List.of(Jdk.Client.connect(context, setup, port), Jdk.Client.connect(context, setup, port)));
        } catch (SSLException e) {
            return "refused";
        }
    }

    /** nginx has no setting that makes it ask: its ClientHello to the server behind it lacks status_request (RFC 6066 8). */
    @Test
    void nginxAsksForNoResponse() throws Exception {
        Needs.program("nginx");
        var credentials = Credentials.make(directory);
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var hello = new FutureTask<>(() -> extensionsOfHello(listening));
            Thread.startVirtualThread(hello);
            // It gets no answer, which is nginx's 502.
            assertThatThrownBy(() -> new Nginx.Client()
                            .connectTwice(
                                    new Setup(Versions.BOTH, false), credentials, directory, listening.getLocalPort()))
                    .isInstanceOf(AssertionError.class);
            assertThat(hello.get()).contains(SERVER_NAME, SUPPORTED_GROUPS).doesNotContain(STATUS_REQUEST);
        }
    }

    /** Read a ClientHello (RFC 9846 section 4.2.2) and hang up. */
    private static List<Integer> extensionsOfHello(ServerSocket listening) throws IOException {
        try (var socket = listening.accept();
                var in = new DataInputStream(socket.getInputStream())) {
            in.skipNBytes(5 + 4 + 2 + 32); // record and handshake header, version, random
            in.skipNBytes(in.readUnsignedByte()); // session id
            in.skipNBytes(in.readUnsignedShort()); // cipher suites
            in.skipNBytes(in.readUnsignedByte()); // compression methods
            var types = new ArrayList<Integer>();
            for (int left = in.readUnsignedShort(); left > 0; ) {
                types.add(in.readUnsignedShort());
                int length = in.readUnsignedShort();
                in.skipNBytes(length);
                left -= 4 + length;
            }
            return types;
        }
    }

    @AfterAll
    static void printTable() {
        TABLE.print();
    }
}
