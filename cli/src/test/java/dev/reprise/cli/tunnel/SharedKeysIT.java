package dev.reprise.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.cli.Harness;
import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two terminators with ticket keys in common resume each other's sessions of OpenSSL's client, and no others. */
@Timeout(180)
class SharedKeysIT {
    private static final String[] VERSIONS = {"-tls1_3", "-tls1_2"};

    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private LocalAuthority.Pair identity;
    private int backend;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Needs.program("openssl");
        authority = new LocalAuthority("authority", directory);
        identity = authority.server("server", "localhost");
        backend = rig.backend(TunnelRig::echo);
    }

    private ChildProcess serve(String lifetime, List<String> keys) throws IOException {
        var options = new ArrayList<>(List.of("--session-id", "73686f70", "--session-lifetime", lifetime));
        options.addAll(keys);
        return rig.serve(identity, backend, options.toArray(String[]::new));
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private List<String> keyFile(String name) {
        assertThat(Harness.run("ticket-key", "new", "-o", file(name)).status()).isZero();
        return List.of("--ticket-key-file", file(name));
    }

    private void secret() {
        assertThat(Harness.run("ticket-key", "secret", "-o", file("secret")).status())
                .isZero();
    }

    private void visit(int port, String version, String session, String expected) throws IOException {
        var client = rig.client(authority, port, version, session, file("session" + version));
        client.awaitLine("^" + expected + ", TLSv1", TunnelRig.PATIENCE);
        client.send("hello\n");
        client.awaitLine("hello", TunnelRig.PATIENCE); // Tickets come before it.
        client.closeInput();
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();
    }

    /** Make a session at one port in each version, and offer it at the other. */
    private void resume(int one, int other, String expected) throws IOException {
        for (var version : VERSIONS) {
            visit(one, version, "-sess_out", "New");
            visit(other, version, "-sess_in", expected);
        }
    }

    @Test
    void resumesSessionsOfAnotherWithTheSameKeyFile() throws Exception {
        var keys = keyFile("keys");
        var one = serve("2h", keys);
        var other = serve("2h", keys);

        resume(TunnelRig.port(one), TunnelRig.port(other), "Reused");

        other.awaitLine("kind=resumed", TunnelRig.PATIENCE);
        other.awaitLine("kind=resumed", TunnelRig.PATIENCE);
    }

    @Test
    void takesASessionOfAForeignKeyForNone() throws Exception {
        var one = serve("2h", keyFile("one.keys"));
        var other = serve("2h", keyFile("other.keys"));

        resume(TunnelRig.port(one), TunnelRig.port(other), "New");

        other.awaitLine("kind=full refused=", TunnelRig.PATIENCE);
        other.awaitLine("kind=full refused=", TunnelRig.PATIENCE);
    }

    @Test
    void resumesSessionsOfAnotherWithTheSameSecret() throws Exception {
        secret();
        var keys = List.of("--ticket-keys", "secret:", "--fleet-secret-file", file("secret"));

        resume(TunnelRig.port(serve("2h", keys)), TunnelRig.port(serve("2h", keys)), "Reused");
    }

    @Test
    void resumesSessionsOfAnotherAtTheSameStore() throws Exception {
        secret();
        var keys = List.of("--ticket-keys", "file:" + file("store"), "--fleet-secret-file", file("secret"));
        var one = serve("1m", keys);
        var other = serve("1m", keys);
        int onePort = TunnelRig.port(one);
        int otherPort = TunnelRig.port(other);
        for (var server : List.of(one, other)) {
            server.awaitLine("ticket keys: mode shared", TunnelRig.PATIENCE);
        }

        resume(onePort, otherPort, "Reused");
        resume(otherPort, onePort, "Reused");
    }
}
