package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.NOW;
import static dev.reprise.tls.session.SessionFixtures.block;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.stopped;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one server can do to the sessions of others in a file, what is written together, and what is left of a file cut short. */
class SessionFileBoundsTest {
    private static final Peer PEER = peer("example.org");

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("session.pem");
    }

    private SessionFile open() throws IOException {
        return SessionFile.open(path, stopped());
    }

    private static SessionBuilder huge(int number) {
        return tls13(number)
                .ticket(Bytes.wrap(ByteBuffer.allocate(32_000).putInt(number).array()));
    }

    @Test
    void oneServerPushesOutNobodyElse() throws IOException {
        try (var file = open()) {
            for (int i = 0; i < 20; i++) {
                file.put(peer("h" + i), ours(tls13(i)));
            }
            for (int i = 0; i < 12; i++) {
                file.put(PEER, ours(huge(i)));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(file.take(peer("h" + i), session -> Verdict.OFFER)).isEqualTo(ours(tls13(i)));
            }
            assertThat(file.take(PEER, session -> Verdict.OFFER)).isEqualTo(ours(huge(11)));
        }
    }

    @Test
    void refusesSessionThatAloneIsMoreThanOnePeerMayHave() throws IOException {
        var chain = new ArrayList<X509Certificate>();
        for (TestCertificate ca = TestCertificates.root("Root"); chain.size() < 70; ) {
            ca = TestCertificates.named("Intermediate " + chain.size())
                    .authority()
                    .issuedBy(ca);
            chain.add(0, ca.certificate());
        }
        var leaf = Bytes.wrap(encoded(chain.get(0)));
        try (var file = open();
                var data = huge(1).peerCertificate(leaf).build()) {
            file.put(PEER, ours(tls13(2)));
            var session = Session.ofDer(data.encode(), chain);
            assertThatIOException()
                    .isThrownBy(() -> file.put(PEER, session))
                    .withMessage("the session does not fit into the 65536 bytes that a session file has for one peer");
            assertThat(file.take(PEER, s -> Verdict.OFFER))
                    .as("nothing is lost")
                    .isEqualTo(ours(tls13(2)));
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void putsSessionsThatCameTogetherInOneStep() throws IOException {
        try (var file = open()) {
            file.put(PEER, ours(tls13(1)));
            var before = Files.getAttribute(path, "unix:ino");
            file.put(
                    PEER,
                    List.of(ours(tls13(2)), ours(tls13(3).ticketLifetimeHint(0)), ours(tls13(4)), ours(tls13(2))));
            assertThat(Files.getAttribute(path, "unix:ino")).isNotEqualTo(before);
            assertThat(drain(file)).containsExactly(ours(tls13(2)), ours(tls13(4)), ours(tls13(1)));
            file.put(PEER, List.of(ours(tls13(3).ticketLifetimeHint(0))));
            file.put(PEER, List.of());
            assertThat(drain(file)).isEmpty();
        }
    }

    /** What is another peer's is neither decoded nor changed, so its damage costs nobody anything. */
    @Test
    void looksAtNoBlockOfAnotherPeer() throws IOException {
        try (var file = open()) {
            file.put(peer("other.example"), ours(tls13(1)));
            file.put(PEER, ours(tls13(2)));
            var spoilt = Files.readString(path).replace(body(1), "*" + body(1).substring(1));
            Files.writeString(path, spoilt);
            assertThat(file.take(PEER, session -> Verdict.KEEP)).isNull();
            assertThat(path).hasContent(spoilt);
            assertThat(file.take(PEER, session -> Verdict.OFFER)).isEqualTo(ours(tls13(2)));
            assertThat(file.take(peer("other.example"), session -> Verdict.OFFER))
                    .isNull();
            assertThat(path).as("what is damaged goes when the file is written").isEmptyFile();
        }
    }

    /** The second line of the block's Base64, which no other session's block has. */
    private static String body(int number) {
        return block(tls13(number)).lines().skip(2).findFirst().orElseThrow();
    }

    @Test
    void keepsTheMillisecondOfReceipt() throws IOException {
        var received = NOW.plusMillis(123);
        try (var file = open();
                var data = tls13(1).build()) {
            file.put(PEER, Session.of(Bytes.wrap(data.encode()), SessionFixtures.SERVER.chain(), false, received));
            assertThat(Files.readString(path)).contains("Reprise-Received: 2026-06-01T12:00:00.123Z\n");
            assertThat(Objects.requireNonNull(peek(file)).received()).isEqualTo(received);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2026-06-01T12:00:01.500Z", "-1000000000-01-01T00:00:00Z"})
    void standsOnTheSecondsOfTheDerWhereTheLineSaysOtherwise(String line) throws IOException {
        try (var file = open()) {
            file.put(PEER, ours(tls13(1)));
            var text = Files.readString(path).replace("Received: 2026-06-01T12:00:00Z", "Received: " + line);
            Files.writeString(path, text);
            assertThat(Objects.requireNonNull(peek(file)).received()).isEqualTo(NOW);
        }
    }

    private static @Nullable Session peek(SessionFile file) throws IOException {
        var seen = new ArrayList<Session>();
        file.take(PEER, session -> {
            seen.add(session);
            return Verdict.KEEP;
        });
        return seen.isEmpty() ? null : seen.get(0);
    }

    /** Wherever a file of ours was cut, it is ours still: opened, read as far as it goes, and written. */
    @Test
    void takesFileOfOursForOursWhereverItWasCut() throws IOException {
        byte[] whole;
        try (var file = open()) {
            file.put(PEER, ours(tls13(1)));
            whole = Files.readAllBytes(path);
        }
        for (int length = 0; length < whole.length - 1; length++) {
            try (var text = SessionText.parse(Arrays.copyOf(whole, length))) {
                assertThat(text.sessions()).as("cut after %d bytes", length).isEmpty();
            }
        }
        for (int length : new int[] {1, 12, 13, 40, 200, whole.length - 40}) {
            Files.write(path, Arrays.copyOf(whole, length));
            try (var file = open()) {
                file.put(PEER, ours(tls13(2)));
                assertThat(drain(file)).as("cut after %d bytes", length).containsExactly(ours(tls13(2)));
            }
        }
    }

    @Test
    void takesAnotherProgramsFileForOneOfSessionsWhereItsFirstLineIsCut() throws IOException {
        var whole = block(tls12(1));
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        for (int length = "-----BEGIN SSL SESSION".length(); length < whole.length() - 1; length++) {
            try (var text = SessionText.parse(whole.substring(0, length).getBytes(StandardCharsets.US_ASCII))) {
                assertThat(text.sessions()).as("cut after %d bytes", length).isEmpty();
            }
        }
        Files.writeString(path, "-----BEGIN ");
        assertThatIOException().as("of any block").isThrownBy(this::open);
    }

    private static List<Session> drain(SessionFile file) throws IOException {
        var all = new ArrayList<Session>();
        for (var session = file.take(PEER, s -> Verdict.OFFER);
                session != null;
                session = file.take(PEER, s -> Verdict.OFFER)) {
            all.add(session);
        }
        return all;
    }
}
