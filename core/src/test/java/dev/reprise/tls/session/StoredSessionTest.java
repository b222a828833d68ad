package dev.reprise.tls.session;

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
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionStore.Observation;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose an entry of a file is, and what of the file belongs to it. */
class StoredSessionTest {
    private static final Peer PEER = peer("example.org");
    private static final String SESSION = "-----BEGIN SSL SESSION";

    @TempDir
    private Path directory;

    @Test
    void keepsSomebodyElsesBlockBetweenItsLinesAndTheSession() throws IOException {
        var key = new String(TestCertificate.pem("PRIVATE KEY", new byte[] {1, 2, 3}), StandardCharsets.US_ASCII);
        var path = write("");
        try (var file = open(path)) {
            file.put(PEER, ours(tls12(1)));
            Files.writeString(path, Files.readString(path).replace(SESSION, key + SESSION));
            file.put(PEER, ours(tls12(2)));
            assertThat(Files.readString(path)).endsWith(key);
            assertThat(file.take(PEER, session -> session.equals(ours(tls12(1))) ? Verdict.OFFER : Verdict.KEEP))
                    .isEqualTo(ours(tls12(1)));
        }
    }

    @Test
    void aForeignSessionIsOfTheServerThatItsHostNameOrItsLeafNames() throws IOException {
        for (var fields : new String[] {"example.org", null}) {
            var path = write(block(tls12(1).hostName(fields)));
            try (var file = open(path)) {
                assertThat(file.remove("other.example")).isZero();
                assertThat(file.remove("EXAMPLE.org")).isEqualTo(1);
            }
        }
    }

    /** Nothing says with which certificate of ours another program's session was made: only without any it is offered. */
    @Test
    void aForeignSessionIsOfWhoeverHasNoCertificate() throws IOException {
        try (var file = open(write(block(tls12(1))))) {
            assertThat(file.hasOtherIdentity(PEER.withIdentity("aa"))).isTrue();
            assertThat(file.hasOtherIdentity(PEER)).isFalse();
            assertThat(file.hasOtherIdentity(peer("other.example").withIdentity("aa")))
                    .isFalse();
            assertThat(file.take(PEER.withIdentity("aa"), session -> Verdict.OFFER))
                    .isNull();
        }
    }

    @Test
    void aForeignSessionIsOfNobodyWhenTheNamesOfItsLeafCouldDeceive() throws Exception {
        var deceptive = TestCertificates.named("example.org")
                .dns("example.org\0.other.example")
                .selfSigned()
                .certificate();
        var fields = tls12(1).hostName(null).peerCertificate(Bytes.wrap(deceptive.getEncoded()));
        try (var file = open(write(block(fields)))) {
            assertThat(file.take(PEER, session -> Verdict.OFFER)).isNull();
            assertThat(file.remove("example.org")).isZero();
            assertThat(file.entries()).hasSize(1);
        }
    }

    @Test
    void dropsWhatIsOfNoUseAlsoWhenAnotherIsOffered() throws IOException {
        try (var file = open(write(""))) {
            file.put(PEER, ours(tls12(1)));
            file.put(PEER, ours(tls12(2)));
            assertThat(file.take(PEER, session -> session.equals(ours(tls12(2))) ? Verdict.DROP : Verdict.OFFER))
                    .isEqualTo(ours(tls12(1)));
            assertThat(file.entries()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Observation.class,
            names = {"UNANSWERED_WITHOUT_SESSION", "ESTABLISHED_WITHOUT_SESSION"})
    void writesNoFileForWhatChangesNothing(Observation seen) throws IOException {
        var path = write("");
        try (var file = open(path)) {
            file.put(PEER, ours(tls13(1)));
            var before = Files.getAttribute(path, "unix:ino");
            file.observe(PEER, seen);
            assertThat(Files.getAttribute(path, "unix:ino")).isEqualTo(before);
        }
    }

    /** A last line without its end gets one, which counts: the text keeps to its limit to the byte. */
    @Test
    void countsTheLineEndThatABlockLacks() throws IOException {
        var whole = block(tls12(1)).getBytes(StandardCharsets.US_ASCII);
        var cut = block(tls12(1)).stripTrailing().getBytes(StandardCharsets.US_ASCII);
        try (var text = SessionText.parse(cut)) {
            assertThat(text.sessions().get(0).size()).isEqualTo(whole.length);
            assertThat(text.encode(10, whole.length)).isEqualTo(whole);
        }
    }

    @Test
    void keepsToItsLimitBesideSomebodyElsesBlocks() throws IOException {
        var key = new String(TestCertificate.pem("PRIVATE KEY", new byte[99]), StandardCharsets.US_ASCII);
        var whole = (block(tls12(1)) + key).getBytes(StandardCharsets.US_ASCII);
        try (var text = SessionText.parse(whole)) {
            assertThat(text.encode(10, whole.length)).isEqualTo(whole);
            assertThatIOException().isThrownBy(() -> text.encode(10, whole.length - 1));
        }
    }

    /** A process that was killed while it wrote the first session in place may have left no more. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Reprise-Host: example.org\n", "Reprise-Host: example.org\nReprise-Port: 443", "Reprise-Host:"})
    void takesAFileOfItsLinesAloneForItsOwn(String content) throws IOException {
        try (var file = open(write(content))) {
            assertThat(file.entries()).isEmpty();
            file.put(PEER, ours(tls12(1)));
            assertThat(file.entries()).hasSize(1);
        }
    }

    private Path write(String content) throws IOException {
        var path = directory.resolve("session.pem");
        Files.deleteIfExists(path);
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(path, content);
    }

    private static SessionFile open(Path path) throws IOException {
        return SessionFile.open(path, stopped());
    }
}
