package dev.reprise.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code connect --listen} between curl, which speaks no TLS, and nginx, which tells what it has seen. */
@Timeout(120)
class OriginatorIT {
    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private LocalAuthority.Pair server;
    private LocalAuthority.Pair alice;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Needs.program("nginx");
        Needs.program("curl");
        authority = new LocalAuthority("authority", directory);
        server = authority.server("server", "localhost", "server.test");
        alice = authority.client("alice");
    }

    /** Start nginx, which answers with whether a session was reused, and with the client's name. */
    private int nginx(String verify, String versions) throws IOException {
        var tls = "ssl; ssl_certificate %s; ssl_certificate_key %s; ssl_client_certificate %s; ssl_verify_client %s;"
                .formatted(server.chain(), server.key(), authority.file(), verify);
        return rig.nginx(
                directory,
                tls + " ssl_protocols " + versions,
                "return 200 \"reused=$ssl_session_reused client=$ssl_client_s_dn\\n\";");
    }

    private ChildProcess get(ChildProcess tunnel) throws IOException {
        return get(TunnelRig.port(tunnel));
    }

    private ChildProcess get(int port) throws IOException {
        return rig.start(List.of("curl", "-sS", "--noproxy", "*", "http://127.0.0.1:" + port + "/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void resumesAfterARestartWithTheCertificateOfBefore(String version) throws Exception {
        int port = nginx("on", version);
        var sessions = "" + directory.resolve("sessions");
        for (var reused : List.of("\\.", "r")) {
            var tunnel = rig.connect(
                    authority,
                    port,
                    "--session-file",
                    sessions,
                    "--cert",
                    "" + alice.chain(),
                    "--key",
                    "" + alice.key());

            get(tunnel).awaitLine("^reused=" + reused + " client=.*CN=alice", TunnelRig.PATIENCE);

            tunnel.awaitLine(
                    "protocol=" + version + " .*kind=" + (reused.equals("r") ? "resumed" : "full"), TunnelRig.PATIENCE);
            tunnel.terminate();
            assertThat(tunnel.awaitExit(TunnelRig.PATIENCE)).isZero();
        }
    }

    @Test
    void showsNoCertificateThatItDoesNotHave() throws Exception {
        var tunnel = rig.connect(authority, nginx("on", "TLSv1.3"));

        get(tunnel).awaitLine("400 No required SSL certificate was sent", TunnelRig.PATIENCE);
    }

    @Test
    void takesTheNextCertificateWhenItsFilesChange() throws Exception {
        var tunnel =
                rig.connect(authority, nginx("on", "TLSv1.3"), "--cert", "" + alice.chain(), "--key", "" + alice.key());
        int port = TunnelRig.port(tunnel);
        get(port).awaitLine("client=.*CN=alice", TunnelRig.PATIENCE);
        var bob = authority.client("bob");
        Files.copy(bob.key(), alice.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(bob.chain(), alice.chain(), StandardCopyOption.REPLACE_EXISTING);
        tunnel.awaitLine("^reloaded", TunnelRig.PATIENCE);
        get(port).awaitLine("client=.*CN=bob", TunnelRig.PATIENCE);
    }

    @Test
    void trustsNobodyElseAndNoOtherName() throws Exception {
        int port = nginx("off", "TLSv1.2 TLSv1.3");
        var foreign = new LocalAuthority("foreign", directory);

        var deceived = rig.connect(foreign, port);
        var curl = get(deceived);
        deceived.awaitLine("error=.*UNKNOWN_CERTIFICATE_AUTHORITY", TunnelRig.PATIENCE);
        assertThat(curl.awaitExit(TunnelRig.PATIENCE)).isNotZero();

        var misdirected = rig.connect(authority, port, "--servername", "other.test");
        curl = get(misdirected);
        misdirected.awaitLine("error=.*NAME", TunnelRig.PATIENCE);
        assertThat(curl.awaitExit(TunnelRig.PATIENCE)).isNotZero();

        var right = rig.connect(authority, port, "--servername", "server.test");
        get(right).awaitLine("^reused=\\. client=$", TunnelRig.PATIENCE);
    }

    @Test
    void refusesASessionFileThatIsNone() throws Exception {
        var letter = Files.writeString(directory.resolve("letter"), "Dear reader,\n");

        var tunnel = rig.connect(authority, 1, "--session-file", "" + letter);

        tunnel.awaitLine("letter", TunnelRig.PATIENCE);
        assertThat(tunnel.awaitExit(TunnelRig.PATIENCE)).isNotZero();
        assertThat(letter).hasContent("Dear reader,\n");
    }
}
