package dev.reprise.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A terminator that asks clients for certificates, in front of OpenSSL's, GnuTLS's and curl's. */
@Timeout(180)
class ClientCertificateIT {
    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private LocalAuthority clients;
    private LocalAuthority.Pair server;
    private LocalAuthority.Pair alice;
    private LocalAuthority.Pair mallory;
    private int backend;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Needs.program("openssl");
        authority = new LocalAuthority("authority", directory);
        server = authority.server("server", "localhost");
        clients = new LocalAuthority("clients", directory);
        alice = clients.client("alice");
        mallory = new LocalAuthority("foreign", directory).client("mallory");
        backend = rig.backend(TunnelRig::echo);
    }

    private ChildProcess terminator(String... options) throws IOException {
        var all = new ArrayList<>(List.of("--session-lifetime", "2h", "--client-ca", "" + clients.file()));
        all.addAll(List.of(options));
        return rig.serve(server, backend, all.toArray(String[]::new));
    }

    private ChildProcess connect(int port, String version, List<String> identity, String... options)
            throws IOException {
        var all = new ArrayList<>(List.of(version));
        all.addAll(identity);
        all.addAll(List.of(options));
        return rig.client(authority, port, all.toArray(String[]::new));
    }

    private static void echo(ChildProcess client, String newOrReused) throws IOException {
        client.awaitLine("^" + newOrReused + ", TLSv1", TunnelRig.PATIENCE);
        client.send("hello\n");
        client.awaitLine("hello", TunnelRig.PATIENCE);
        client.closeInput();
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();
    }

    private static List<String> by(LocalAuthority.Pair pair) {
        return pair.options("-cert", "-key");
    }

    /** Expect an alert, however far OpenSSL believes to be by then: in TLS 1.3 the client is done before it comes. */
    private static void refused(ChildProcess client, ChildProcess terminator, String alert, String reason) {
        client.awaitLine("(?i)alert " + alert, TunnelRig.PATIENCE);
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isNotZero();
        terminator.awaitLine("in=0 out=0 .*error=.*\\(" + reason + ";", TunnelRig.PATIENCE);
    }

    /** Return the alert for a certificate that is missing: RFC 9846 section 4.4.2.4, RFC 5246 section 7.4.6. */
    private static String missing(String version) {
        return version.equals("-tls1_3") ? "certificate required" : "handshake failure";
    }

    private String session(String version) {
        return directory.resolve("session" + version).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void letsNobodyInWithoutACertificateAndKeepsItWithTheSession(String version) throws Exception {
        var terminator = terminator();
        int port = TunnelRig.port(terminator);

        echo(connect(port, version, by(alice), "-sess_out", session(version)), "New");
        terminator.awaitLine("client=.*CN=alice\".*kind=full", TunnelRig.PATIENCE);
        // A resumed handshake asks for no certificate, and the session still says whose it is.
        echo(connect(port, version, List.of(), "-sess_in", session(version)), "Reused");
        terminator.awaitLine("client=.*CN=alice\".*kind=resumed", TunnelRig.PATIENCE);

        refused(
                connect(port, version, List.of()),
                terminator,
                missing(version),
                "(NO_CLIENT_CERTIFICATE|CLIENT_CERTIFICATE_REQUIRED)");
        refused(connect(port, version, by(mallory)), terminator, "unknown ca", "UNKNOWN_CERTIFICATE_AUTHORITY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void letsClientsDeclineWhereTheyMayAndTakesNoForeignCertificate(String version) throws Exception {
        var terminator = terminator("--client-auth", "optional");
        int port = TunnelRig.port(terminator);

        echo(connect(port, version, List.of(), "-sess_out", session(version)), "New");
        assertThat(terminator.awaitLine("kind=full.*", TunnelRig.PATIENCE).group())
                .isNotEmpty();
        assertThat(terminator.find("client=")).isNull();
        // Who was nobody when the session was made stays nobody.
        echo(connect(port, version, by(alice), "-sess_in", session(version)), "Reused");
        terminator.awaitLine("kind=resumed", TunnelRig.PATIENCE);
        assertThat(terminator.find("client=")).isNull();
        echo(connect(port, version, by(alice)), "New");
        terminator.awaitLine("client=.*CN=alice\".*kind=full", TunnelRig.PATIENCE);
        refused(connect(port, version, by(mallory)), terminator, "unknown ca", "UNKNOWN_CERTIFICATE_AUTHORITY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void resumesNoSessionOfAClientWhoseAuthorityIsNoLongerTrusted(String version) throws Exception {
        var terminator = terminator();
        int port = TunnelRig.port(terminator);
        echo(connect(port, version, by(alice), "-sess_out", session(version)), "New");

        var next = new LocalAuthority("next", directory);
        Files.copy(next.file(), clients.file(), StandardCopyOption.REPLACE_EXISTING);
        terminator.awaitLine("^reloaded", TunnelRig.PATIENCE);

        refused(
                connect(port, version, List.of(), "-sess_in", session(version)),
                terminator,
                missing(version),
                "(NO_CLIENT_CERTIFICATE|CLIENT_CERTIFICATE_REQUIRED)");
        echo(connect(port, version, by(next.client("bob"))), "New");
    }

    @Test
    void tellsCurlWhetherItGetsThrough() throws Exception {
        Needs.program("curl");
        Needs.program("nginx");
        backend = rig.nginx(directory, "", "return 200 hello;");
        int port = TunnelRig.port(terminator());

        var welcome = rig.curl(authority, port, alice.options("--cert", "--key").toArray(String[]::new));
        welcome.awaitLine("^hello$", TunnelRig.PATIENCE);
        assertThat(welcome.awaitExit(TunnelRig.PATIENCE)).isZero();
        var stranger = rig.curl(authority, port);
        stranger.awaitLine("(?i)alert", TunnelRig.PATIENCE);
        assertThat(stranger.awaitExit(TunnelRig.PATIENCE)).isNotZero();
    }

    @Test
    void takesTheCertificateOfGnutls() throws Exception {
        Needs.program("gnutls-cli");
        var terminator = terminator();
        var command = new ArrayList<>(List.of(
                "gnutls-cli",
                "--port",
                "" + TunnelRig.port(terminator),
                "--x509cafile",
                "" + authority.file(),
                "localhost"));
        command.addAll(alice.options("--x509certfile", "--x509keyfile"));
        var client = rig.start(command);
        client.awaitLine("Handshake was completed", TunnelRig.PATIENCE);
        client.send("hello\n");
        client.awaitLine("hello", TunnelRig.PATIENCE);
        client.closeInput();

        terminator.awaitLine("client=.*CN=alice\"", TunnelRig.PATIENCE);
    }
}
