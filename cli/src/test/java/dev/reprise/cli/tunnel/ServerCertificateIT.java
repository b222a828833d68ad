package dev.reprise.cli.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestOcsp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a terminator shows of itself: the certificate for the name asked for, and what its authority says of it. */
@Timeout(120)
class ServerCertificateIT {
    @AutoClose
    private final TunnelRig rig = new TunnelRig();

    private LocalAuthority authority;
    private LocalAuthority.Pair one;
    private LocalAuthority.Pair other;
    private int backend;

    @TempDir
    private Path directory;

    @BeforeEach
    void prepare() throws IOException {
        Needs.program("openssl");
        authority = new LocalAuthority("authority", directory);
        one = authority.server("one", "localhost", "one.test");
        other = authority.server("other", "other.test", "*.other.test");
        backend = rig.backend(TunnelRig::echo);
    }

    private void shows(int port, String expected, String... name) throws IOException {
        for (var version : List.of("-tls1_3", "-tls1_2")) {
            var options = new ArrayList<>(List.of(version));
            options.addAll(List.of(name));
            var client = rig.client(authority, port, options.toArray(String[]::new));
            client.awaitLine("subject=CN = " + expected + ",", TunnelRig.PATIENCE);
            client.closeInput();
            assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();
        }
    }

    @Test
    void showsTheCertificateForTheNameAskedForAndElseTheFirst() throws Exception {
        var terminator = rig.serve(one, backend, "--cert", "" + other.chain(), "--key", "" + other.key());
        int port = TunnelRig.port(terminator);

        shows(port, "other", "-servername", "other.test");
        shows(port, "other", "-servername", "www.OTHER.test");
        shows(port, "one", "-servername", "one.test");
        shows(port, "one", "-servername", "a.b.other.test");
        shows(port, "one", "-servername", "unknown.test");
        shows(port, "one", "-noservername");
    }

    private Path staple(String name, TestOcsp response) throws IOException {
        return Files.write(directory.resolve(name), response.der());
    }

    private static TestOcsp current(LocalAuthority.Pair about) {
        return TestOcsp.of(about.certificate())
                .updated(Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600));
    }

    private ChildProcess ask(int port, String version, String name) throws IOException {
        var client = rig.client(authority, port, version, "-status", "-servername", name);
        client.closeInput();
        return client;
    }

    private static void isGood(ChildProcess client) {
        client.awaitLine("OCSP Response Status: successful", TunnelRig.PATIENCE);
        client.awaitLine("Cert Status: good", TunnelRig.PATIENCE);
        assertThat(client.awaitExit(TunnelRig.PATIENCE)).isZero();
    }

    @Test
    void sendsEachCertificateItsOwnResponse() throws Exception {
        var second = authority.server("second", "second.test");
        var terminator = rig.serve(
                one,
                backend,
                "--cert",
                "" + other.chain(),
                "--key",
                "" + other.key(),
                "--cert",
                "" + second.chain(),
                "--key",
                "" + second.key(),
                "--ocsp-staple",
                "" + staple("other.ocsp", current(other)),
                "--ocsp-staple",
                "" + staple("one.ocsp", current(one)));
        int port = TunnelRig.port(terminator);

        for (var version : List.of("-tls1_3", "-tls1_2")) {
            for (var about : List.of(one, other)) {
                var client = ask(port, version, about == one ? "one.test" : "other.test");
                var serial = about.certificate().certificate().getSerialNumber().toString(16);
                isGood(client);
                assertThat(client.find("Serial Number: (?i)0*" + serial)).isNotNull();
            }
            var without = ask(port, version, "second.test");
            without.awaitLine("OCSP response: no response sent", TunnelRig.PATIENCE);
        }
    }

    @Test
    void satisfiesCurlThatAsksForAResponse() throws Exception {
        Needs.program("curl");
        Needs.program("nginx");
        backend = rig.nginx(directory, "", "return 200 hello;");
        // Curl looks for the issuer in what the server sends, not among its roots.
        Files.write(one.chain(), Files.readAllBytes(authority.file()), StandardOpenOption.APPEND);
        var stapled = rig.serve(one, backend, "--ocsp-staple", "" + staple("one.ocsp", current(one)));
        var bare = rig.serve(one, backend);

        rig.curl(authority, TunnelRig.port(stapled), "--cert-status").awaitLine("^hello$", TunnelRig.PATIENCE);
        assertThat(rig.curl(authority, TunnelRig.port(bare), "--cert-status").awaitExit(TunnelRig.PATIENCE))
                .isEqualTo(91);
    }

    @Test
    void takesNoResponseThatIsStaleOrAboutAnother() throws Exception {
        var stale = TestOcsp.of(one.certificate())
                .updated(Instant.now().minusSeconds(7200), Instant.now().minusSeconds(3600));
        for (var wrong : List.of(stale, current(other))) {
            var terminator = rig.serve(one, backend, "--ocsp-staple", "" + staple("wrong.ocsp", wrong));
            terminator.awaitLine("--ocsp-staple: .*wrong\\.ocsp", TunnelRig.PATIENCE);
            assertThat(terminator.awaitExit(TunnelRig.PATIENCE)).isEqualTo(2);
        }
    }

    @Test
    void keepsItsResponseWhenTheNextIsStaleAndTakesOneThatIsNot() throws Exception {
        var file = staple("one.ocsp", current(one));
        var terminator = rig.serve(one, backend, "--ocsp-staple", "" + file);
        int port = TunnelRig.port(terminator);

        staple(
                "one.ocsp",
                TestOcsp.of(one.certificate())
                        .updated(Instant.now().minusSeconds(7200), Instant.now().minusSeconds(3600)));
        terminator.awaitLine("^not reloaded.*one\\.ocsp", TunnelRig.PATIENCE);
        isGood(ask(port, "-tls1_3", "one.test"));

        var next = Instant.now().plusSeconds(100_000);
        staple("one.ocsp", TestOcsp.of(one.certificate()).updated(Instant.now().minusSeconds(60), next));
        terminator.awaitLine("^reloaded", TunnelRig.PATIENCE);
        var client = ask(port, "-tls1_3", "one.test");
        var day = DateTimeFormatter.ofPattern("MMM d", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(next)
                .replace(" ", " +");
        client.awaitLine("Next Update: " + day, TunnelRig.PATIENCE);
    }
}
