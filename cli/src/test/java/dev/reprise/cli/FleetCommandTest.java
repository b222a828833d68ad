package dev.reprise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look at a fleet's store and change it. */
class FleetCommandTest {
    @TempDir
    private Path directory;

    private Harness run(String command, String... more) {
        var arguments = new ArrayList<String>();
        arguments.add("ticket-key");
        arguments.add(command);
        arguments.addAll(List.of(
                "--ticket-keys",
                "file:" + directory.resolve("fleet.keys"),
                "--fleet-secret-file",
                "" + directory.resolve("fleet.secret")));
        arguments.addAll(List.of(more));
        return Harness.run(arguments.toArray(String[]::new));
    }

    private void makeSecret() {
        assertThat(Harness.run("ticket-key", "secret", "-o", "" + directory.resolve("fleet.secret"))
                        .status())
                .isZero();
    }

    @Test
    void showsWhatIsThereAndChangesNothing() {
        makeSecret();
        var status = run("status");
        assertThat(status.status()).as(status.err()).isZero();
        assertThat(status.out()).isEqualTo("0 keys\n");
        assertThat(Files.exists(directory.resolve("fleet.keys"))).isFalse();
    }

    @Test
    void makesKeysAndShowsThemNewestFirst() {
        makeSecret();
        assertThat(run("rotate").err()).isEqualTo("ticket keys: made revision 1\n");
        assertThat(run("rotate").err()).isEqualTo("ticket keys: made revision 2\n");
        assertThat(run("status").out().lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("revision 2 ").endsWith("next"),
                        line -> assertThat(line).startsWith("revision 1 "),
                        line -> assertThat(line).isEqualTo("2 keys"));
        assertThat(run("rotate", "--discard-old").status()).isZero();
        assertThat(run("status").out().lines()).hasSize(2).first().asString().startsWith("revision 3 ");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(run("status").status()).as("no secret").isEqualTo(Main.FAILED);
        makeSecret();
        assertThat(run("status", "--session-lifetime", "5s").status()).isEqualTo(Main.MISUSED);
        assertThat(run("status", "--store-user", "shop").status()).isEqualTo(Main.MISUSED);
        assertThat(run("status", "--fleet-times", "8s,3s,1s").err()).contains("expected 4");
        assertThat(run("status", "--fleet-times", "8s,3s,1s,1s").status()).isEqualTo(Main.MISUSED);
        var derived = Harness.run(
                "ticket-key",
                "rotate",
                "--ticket-keys",
                "secret:",
                "--fleet-secret-file",
                "" + directory.resolve("fleet.secret"));
        assertThat(derived.status()).isEqualTo(Main.MISUSED);
        assertThat(derived.err()).contains("replace the secret");
        var unknown = Harness.run(
                "ticket-key",
                "status",
                "--ticket-keys",
                "nowhere:x",
                "--fleet-secret-file",
                "" + directory.resolve("fleet.secret"));
        assertThat(unknown.status()).isEqualTo(Main.MISUSED);
        assertThat(unknown.err()).contains("there are etcd, file, jdbc, redis");
        assertThat(Harness.run("ticket-key", "rotate", "--ticket-keys", "file:x")
                        .status())
                .isEqualTo(Main.MISUSED);
        assertThat(run("rotate").status()).isZero();
        assertThat(Harness.run("ticket-key", "secret", "-o", "" + directory.resolve("other.secret"))
                        .status())
                .isZero();
        var stranger = Harness.run(
                "ticket-key",
                "status",
                "--ticket-keys",
                "file:" + directory.resolve("fleet.keys"),
                "--fleet-secret-file",
                "" + directory.resolve("other.secret"));
        assertThat(stranger.out()).startsWith("refused: to read 1 key records").endsWith("0 keys\n");
    }

    /** Keys for AES-128, which Netty's, Apache's and short ones of nginx and HAProxy are, cannot be shared. */
    @Test
    void saysWhyShortKeysCannotBeShared() throws Exception {
        var key = directory.resolve("nginx.key");
        Files.write(key, new byte[48]);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        var serve = Harness.run(
                "serve",
                "--port",
                "0",
                "--cert",
                "none",
                "--key",
                "none",
                "--session-lifetime",
                "2h",
                "--session-id",
                "73",
                "--ticket-key-format",
                "nginx",
                "--ticket-key-file",
                "" + key);
        assertThat(serve.status()).isEqualTo(Main.FAILED);
        assertThat(serve.err()).contains("AES-128");
    }
}
