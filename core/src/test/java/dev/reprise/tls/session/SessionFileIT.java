package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.block;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.stopped;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL reads our session files, and we read its. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SessionFileIT {
    private static final Peer PEER = peer("example.org");

    @TempDir
    private Path directory;

    @BeforeAll
    static void findOpenSsl() throws InterruptedException {
        try {
            if (new ProcessBuilder("openssl", "version").start().waitFor() == 0) {
                return;
            }
        } catch (IOException e) {
            // told below
        }
        if (Boolean.getBoolean("interop.required")) {
            fail("openssl: the command is missing, and -Dinterop.required=true");
        }
        abort("openssl: the command is missing");
    }

    @Test
    void openSslReadsTheNewestOfSeveralSessions() throws Exception {
        var path = directory.resolve("session.pem");
        int x25519 = 0x001d; // [19] is written by OpenSSL even when it is zero
        try (var file = SessionFile.open(path, stopped())) {
            file.put(peer("older.example"), ours(tls12(1)));
            file.put(PEER, ours(tls13(2).keyExchangeGroup(x25519)));
        }
        var text = openssl("sess_id", "-in", path.toString(), "-noout", "-text");
        assertThat(text)
                .anyMatch(line -> line.matches("\\s*Protocol\\s*: TLSv1.3"))
                .anyMatch(line -> line.contains("TLS_AES_128_GCM_SHA256"))
                .anyMatch(line -> line.contains("lifetime hint: 3600 (seconds)"));
        assertThat(openssl("sess_id", "-in", path.toString()))
                .as("the same bytes as ours")
                .containsExactlyElementsOf(
                        block(tls13(2).keyExchangeGroup(x25519)).lines().toList());
    }

    @Test
    void openSslReadsEveryFieldWeWrite() throws Exception {
        var path = directory.resolve("session.pem");
        try (var file = SessionFile.open(path, stopped())) {
            file.put(PEER, ours(tls12(1).alpn(Bytes.ofHex("6832")).verifyResult(20)));
        }
        assertThat(openssl("sess_id", "-in", path.toString(), "-noout", "-text"))
                .anyMatch(line -> line.matches("\\s*Protocol\\s*: TLSv1.2"))
                .anyMatch(line -> line.contains("ECDHE-ECDSA-AES128-GCM-SHA256"))
                .anyMatch(line -> line.contains("Extended master secret: yes"))
                .anyMatch(line -> line.contains("Verify return code: 20"));
    }

    /** What s_client wrote, we store as ours, and s_client resumes from our file. */
    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void openSslResumesFromTheFileWeWrote(String version) throws Exception {
        var chain = directory.resolve("chain.pem");
        var key = directory.resolve("key.pem");
        var root = directory.resolve("root.pem");
        SERVER.write(chain, key);
        var intermediate = directory.resolve("intermediate.pem");
        Files.write(intermediate, TestCertificate.pem(SERVER.chain().subList(1, 2)));
        Files.write(root, TestCertificate.pem(List.of(SERVER.root())));
        var server = new ProcessBuilder(
                        "openssl",
                        "s_server",
                        "-www",
                        "-accept",
                        "127.0.0.1:0",
                        version,
                        "-cert",
                        chain.toString(),
                        "-cert_chain",
                        intermediate.toString(),
                        "-key",
                        key.toString(),
                        "-servername",
                        "example.org",
                        "-cert2",
                        chain.toString(),
                        "-key2",
                        key.toString())
                .redirectErrorStream(true)
                .start();
        try (var printed = server.inputReader()) {
            var line = Objects.requireNonNull(printed.readLine());
            while (!line.startsWith("ACCEPT ")) {
                line = Objects.requireNonNull(printed.readLine());
            }
            var address = line.substring("ACCEPT ".length());
            var drain = Thread.startVirtualThread(() -> printed.lines().forEach(ignored -> {}));

            var theirs = directory.resolve("theirs.pem");
            assertThat(client(address, version, root, "-sess_out", theirs.toString()))
                    .anyMatch(said -> said.startsWith("New, "));
            OwnerOnly.restrict(theirs);
            var path = directory.resolve("session.pem");
            try (var file = SessionFile.open(path);
                    var foreign = SessionFile.open(theirs)) {
                var session = Objects.requireNonNull(foreign.take(PEER, s -> Verdict.OFFER));
                assertThat(session.foreign()).isTrue();
                assertThat(session.hostName()).contains("example.org");
                file.put(PEER, Session.ofDer(session.toDer(), SERVER.chain()));
            }
            assertThat(Files.readString(path)).startsWith("Reprise-Host: example.org\n");
            assertThat(client(address, version, root, "-sess_in", path.toString()))
                    .anyMatch(said -> said.startsWith("Reused, "));
            server.toHandle().destroyForcibly();
            drain.join();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** Ask for a page: its end ends s_client, and in TLS 1.3 the ticket came before it. */
    private static List<String> client(String address, String version, Path root, String... more) throws Exception {
        var words = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                address,
                version,
                "-servername",
                "example.org",
                "-CAfile",
                root.toString()));
        words.addAll(List.of(more));
        var client = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (var printed = client.inputReader();
                var request = client.outputWriter()) {
            request.write("GET / HTTP/1.0\r\n\r\n");
            request.flush();
            return SessionFileProcess.lines(printed);
        } finally {
            client.destroyForcibly();
            assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static List<String> openssl(String... arguments) throws Exception {
        var words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(arguments));
        var process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (var printed = process.inputReader()) {
            var lines = SessionFileProcess.lines(printed);
            assertThat(process.waitFor()).as("%s", lines).isZero();
            return lines;
        }
    }
}
