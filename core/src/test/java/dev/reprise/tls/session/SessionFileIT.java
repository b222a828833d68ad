package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.block;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.stopped;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.ChildProcess;
import dev.reprise.testkit.Needs;
import dev.reprise.testkit.TestCertificate;
import dev.reprise.tls.internal.file.OwnerOnly;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL reads our session files, and we read its. */
class SessionFileIT {
    private static final Peer PEER = peer("example.org");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @BeforeAll
    static void findOpenSsl() {
        Needs.program("openssl");
    }

    @Test
    @DisplayName("[83] openssl sess_id prints the newest session of our file")
    void openSslReadsTheNewestOfSeveralSessions() throws IOException {
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
    void openSslReadsEveryFieldWeWrite() throws IOException {
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
    void openSslResumesFromTheFileWeWrote(String version) throws IOException {
        var chain = directory.resolve("chain.pem");
        var key = directory.resolve("key.pem");
        var root = directory.resolve("root.pem");
        SERVER.write(chain, key);
        var intermediate = directory.resolve("intermediate.pem");
        Files.write(intermediate, TestCertificate.pem(SERVER.chain().subList(1, 2)));
        Files.write(root, TestCertificate.pem(List.of(SERVER.root())));
        try (var server = ChildProcess.of(
                        "openssl",
                        "s_server",
                        "-www",
                        "-accept",
                        "127.0.0.1:0",
                        version,
                        "-cert_chain",
                        intermediate.toString(),
                        "-cert",
                        chain.toString(),
                        "-key",
                        key.toString(),
                        "-servername", // so that it acknowledges the name, and the session holds it
                        "example.org",
                        "-cert2",
                        chain.toString(),
                        "-key2",
                        key.toString())
                .start()) {
            var address = server.awaitLine("ACCEPT (\\S+)", LIMIT).group(1);
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
        }
    }

    /** Ask for a page: its end ends s_client, and in TLS 1.3 the ticket came before it. */
    private static List<String> client(String address, String version, Path root, String... more) throws IOException {
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
        return run(words, "GET / HTTP/1.0\r\n\r\n");
    }

    private static List<String> openssl(String... arguments) throws IOException {
        var words = new ArrayList<>(List.of("openssl"));
        words.addAll(List.of(arguments));
        return run(words, "");
    }

    private static List<String> run(List<String> words, String input) throws IOException {
        try (var process = ChildProcess.of(words).start()) {
            process.send(input);
            if (process.awaitExit(LIMIT) != 0) {
                throw process.failure("failed");
            }
            return process.lines();
        }
    }
}
