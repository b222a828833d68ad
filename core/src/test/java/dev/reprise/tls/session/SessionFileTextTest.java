package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.NOW;
import static dev.reprise.tls.session.SessionFixtures.SERVER;
import static dev.reprise.tls.session.SessionFixtures.block;
import static dev.reprise.tls.session.SessionFixtures.foreign;
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
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.Clocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file may contain: ours, other programs' sessions, damage, and what is nobody's session. */
class SessionFileTextTest {
    private static final Peer PEER = peer("example.org");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @DisplayName("[85] what is nobody's session file is refused and left alone")
    @ValueSource(
            strings = {
                "garbage",
                " \n\n",
                "\0\0\0\0",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN SSL SESSION PARAMETER-----\nAAAA\n-----END SSL SESSION PARAMETER-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            })
    void refusesSomebodyElsesFileAndLeavesItAlone(String content) throws IOException {
        var path = write(content);
        assertThatIOException().isThrownBy(() -> open(path)).withMessage(path + ": failed to parse session");
        assertThat(path).hasContent(content);
    }

    @Test
    void refusesToOverwriteAFileThatBecameSomebodyElses() throws IOException {
        var path = write("");
        try (var file = open(path)) {
            Files.writeString(path, "garbage");
            assertThatIOException()
                    .isThrownBy(() -> file.put(PEER, ours(tls13(1))))
                    .withMessage("failed to parse session");
            assertThat(path).hasContent("garbage");
        }
    }

    @ParameterizedTest
    @DisplayName("[85] [89] a damaged session is dropped and the others are kept")
    @MethodSource("damaged")
    void dropsADamagedSessionAndKeepsTheOthers(String damaged) throws IOException {
        var content = block(tls12(1)) + damaged + block(tls13(2));
        var path = write(content);
        try (var file = open(path)) {
            assertThat(path).as("reading changes nothing").hasContent(content);
            assertThat(file.entries()).hasSize(2);
            file.put(PEER, ours(tls13(3)));
            assertThat(file.entries()).hasSize(3);
            assertThat(Files.readString(path)).contains(block(tls12(1)), block(tls13(2)));
        }
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void takesAFileOfOneDamagedSessionForAnEmptyOne(String damaged) throws IOException {
        var path = write(damaged);
        try (var file = open(path)) {
            assertThat(file.entries()).isEmpty();
            assertThat(path).hasContent(damaged);
            file.put(PEER, ours(tls13(3)));
            assertThat(file.entries()).hasSize(1);
        }
    }

    static Stream<String> damaged() {
        var good = block(tls13(9));
        return Stream.of(
                sessionBlock(new byte[] {0x30, 0}), // an empty SEQUENCE
                sessionBlock(new byte[] {1, 2, 3}),
                good.replaceFirst("\n.{64}\n", "\n"), // a line lost
                good.replaceFirst("\nM", "\n*"),
                good.replace("-----END SSL SESSION PARAMETERS-----\n", ""),
                good.substring(0, 200) + "\n",
                block(tls12(9).protocolVersion(0x0302)),
                block(tls12(9).peerCertificate(Bytes.ofHex("3003020105"))),
                "Reprise-Host: example.org\n" + good, // no port
                "Reprise-Port: 443\n" + good, // no host
                "Reprise-Host: example.org\nReprise-Port: x\n" + good,
                "Reprise-Host: example.org\nReprise-Port: 65536\n" + good,
                "Reprise-Host: %zz\nReprise-Port: 443\n" + good,
                "Reprise-Identity: 00\n" + good); // a session bound to a certificate never becomes anybody's
    }

    @ParameterizedTest
    @DisplayName("[86] [87] text and blocks around the session, CRLF, one long line and no final newline are tolerated")
    @MethodSource("variants")
    void toleratesWhatOtherReadersTolerate(UnaryOperator<String> variant) throws IOException {
        var path = write(variant.apply(block(tls12(1))));
        try (var file = open(path)) {
            assertThat(take(file, PEER)).isEqualTo(foreign(tls12(1)));
        }
    }

    static Stream<UnaryOperator<String>> variants() {
        return Stream.of(
                block -> "Some text: before\n\n" + block + "and after\n",
                block -> new String(TestCertificate.pem("OTHER", new byte[] {1}), StandardCharsets.US_ASCII) + block,
                block -> block + "-----BEGIN OTHER-----\nAAAA\n-----END OTHER-----\n",
                block -> block.replace("\n", "\r\n"),
                SessionFileTextTest::oneLongLine,
                String::stripTrailing);
    }

    @Test
    void ourOwnBlocksSurviveOtherLineEndsAndAByteOrderMark() throws IOException {
        var path = write("");
        try (var file = open(path)) {
            file.put(PEER, ours(tls12(1)));
            Files.writeString(path, "\ufeff" + Files.readString(path).replace("\n", "\r\n"));
            var taken = take(file, PEER);
            assertThat(taken).isEqualTo(ours(tls12(1)));
            assertThat(file.entries()).extracting(SessionFile.Entry::peer).containsExactly(Optional.of(PEER));
        }
    }

    @Test
    void writesNewestFirstSoThatOpenSslReadsTheNewest() throws IOException {
        var path = write(block(tls12(1)));
        try (var file = open(path)) {
            file.put(PEER, ours(tls13(2)));
            var text = Files.readString(path);
            assertThat(text).startsWith("""
                    Reprise-Host: example.org
                    Reprise-Port: 443
                    Reprise-Server-Name: example.org
                    Reprise-Policy: p0
                    Reprise-Received: 2026-06-01T12:00:00Z
                    -----BEGIN CERTIFICATE-----
                    """);
            assertThat(text.indexOf(block(tls13(2)))).isPositive().isLessThan(text.indexOf(block(tls12(1))));
            assertThat(text).endsWith(block(tls12(1)));
        }
    }

    @Test
    void foreignSessionsBelongToTheirHostNameAtAnyPortAndPolicy() throws IOException {
        var path = write(block(tls12(1)));
        try (var file = open(path)) {
            assertThat(take(file, new Peer("10.0.0.1", 8_443, Optional.of("EXAMPLE.ORG"), "", "any")))
                    .isEqualTo(foreign(tls12(1)));
            assertThat(take(file, new Peer("example.org", 443, Optional.of("example.org"), "id", "p0")))
                    .as("made without our client certificate, as far as anybody knows")
                    .isNull();
            assertThat(take(file, peer("a.wild.example")))
                    .as("named by the leaf, but the host name counts")
                    .isNull();
            assertThat(take(file, new Peer("example.org", 443, Optional.empty(), "", "p0")))
                    .as("absent equals only absent")
                    .isNull();
        }
    }

    @Test
    void foreignSessionsWithoutHostNameBelongToWhomTheLeafNames() throws IOException {
        var path = write(block(tls12(1).hostName(null)));
        try (var file = open(path)) {
            assertThat(take(file, peer("example.org"))).isNotNull();
            assertThat(take(file, peer("a.wild.example"))).isNotNull();
            assertThat(take(file, new Peer("example.org", 443, Optional.empty(), "", "p0")))
                    .isNotNull();
            assertThat(take(file, peer("other.example"))).isNull();
            assertThat(file.remove("other.example")).isZero();
            assertThat(file.remove("example.org")).isEqualTo(1);
        }
    }

    @Test
    void foreignSessionsWithoutHostNameAndLeafBelongToNobody() throws IOException {
        var path = write(block(tls12(1).hostName(null).peerCertificate(null)));
        try (var file = open(path)) {
            assertThat(take(file, peer("example.org"))).isNull();
            assertThat(file.entries()).hasSize(1);
        }
    }

    @Test
    void foreignTls13SessionsAreSingleUseToo() throws IOException {
        var path = write(block(tls13(1)));
        try (var file = open(path)) {
            var taken = take(file, PEER);
            assertThat(taken).isEqualTo(foreign(tls13(1)));
            assertThat(take(file, PEER)).isNull();
            assertThat(path).isEmptyFile();
        }
    }

    @Test
    void handsOutForeignSessionsAsForeignWithTheLeafAlone() throws IOException {
        var certificates = new String(SERVER.chainPem(), StandardCharsets.US_ASCII);
        var path = write(certificates + block(tls12(1)));
        try (var file = open(path)) {
            var seen = new ArrayList<Session>();
            assertThat(file.take(PEER, session -> {
                        seen.add(session);
                        return Verdict.OFFER;
                    }))
                    .isNotNull();
            assertThat(seen.get(0).foreign()).isTrue();
            assertThat(seen.get(0).chain()).containsExactly(SERVER.certificate());
            assertThat(file.entries().get(0).foreign()).isTrue();
        }
    }

    @Test
    void keepsForeignSessionsWithFieldsItDoesNotKnow() throws IOException {
        byte[] der;
        try (var data = tls12(1).build()) {
            der = data.encode();
        }
        // one more field [30], which no version has today
        var longer = new byte[der.length + 4];
        System.arraycopy(der, 0, longer, 0, der.length);
        System.arraycopy(new byte[] {(byte) 0xbe, 2, 5, 0}, 0, longer, der.length, 4);
        int length = longer.length - 4;
        longer[2] = (byte) (length >>> 8);
        longer[3] = (byte) length;
        var path = write(sessionBlock(longer));
        try (var file = open(path)) {
            file.put(PEER, ours(tls13(2)));
            assertThat(Files.readString(path)).endsWith(sessionBlock(longer));
        }
    }

    @ParameterizedTest
    @MethodSource
    void keepsSomebodyElsesBlocksBesideSessions(String key) throws IOException {
        var path = write(key + block(tls13(1)));
        try (var file = open(path)) {
            assertThat(take(file, PEER)).isNotNull();
            assertThat(Files.readString(path)).endsWith(key);
            assertThat(take(file, PEER)).isNull();
            file.put(PEER, ours(tls13(2)));
            assertThat(Files.readString(path)).endsWith(key);
            assertThat(take(file, PEER)).isEqualTo(ours(tls13(2)));
        }
    }

    private static Stream<String> keepsSomebodyElsesBlocksBesideSessions() {
        var key = new String(TestCertificate.pem("PRIVATE KEY", new byte[] {1, 2, 3}), StandardCharsets.US_ASCII);
        var certificate = new String(SERVER.certificatePem(), StandardCharsets.US_ASCII);
        var damaged = "-----BEGIN CERTIFICATE-----\nAA?A\n-----END CERTIFICATE-----\n";
        return Stream.of(key, certificate, key + certificate, damaged);
    }

    @Test
    void forgetsAForeignSessionThatWasRefused() throws IOException {
        var path = write(block(tls12(1)) + block(tls12(2).time(NOW.getEpochSecond() + 1)));
        try (var file = open(path)) {
            file.forget(PEER, foreign(tls12(1)));
            assertThat(take(file, PEER)).isEqualTo(foreign(tls12(2)));
        }
    }

    @Test
    void standsOnTheLeafWhenACertificateOfTheChainIsDamaged() throws IOException {
        var path = write("");
        try (var file = open(path)) {
            file.put(PEER, ours(tls12(1)));
            var text = Files.readString(path);
            int second = text.indexOf("BEGIN CERTIFICATE", text.indexOf("END CERTIFICATE"));
            Files.writeString(path, text.substring(0, second + 30) + "!" + text.substring(second + 31));
            var seen = new ArrayList<Session>();
            assertThat(file.take(PEER, session -> {
                        seen.add(session);
                        return Verdict.OFFER;
                    }))
                    .isNotNull();
            assertThat(seen.get(0).chain()).containsExactly(SERVER.certificate());
            assertThat(seen.get(0).foreign()).isFalse();
        }
    }

    @Test
    void dropsAChainOfAnotherServer() throws IOException {
        var other = TestCertificates.named("other.example").dns("other.example").selfSigned();
        var path = write("");
        try (var file = open(path)) {
            file.put(PEER, ours(tls12(1)));
            var leaf = new String(SERVER.certificatePem(), StandardCharsets.US_ASCII);
            var text = Files.readString(path);
            assertThat(text).contains(leaf);
            Files.writeString(path, text.replace(leaf, new String(other.certificatePem(), StandardCharsets.US_ASCII)));
            var seen = new ArrayList<Session>();
            assertThat(file.take(PEER, session -> {
                        seen.add(session);
                        return Verdict.OFFER;
                    }))
                    .isNotNull();
            assertThat(seen.get(0).chain()).containsExactly(SERVER.certificate());
        }
    }

    @ParameterizedTest
    @DisplayName("[90] files that OpenSSL and LibreSSL wrote are read")
    @ValueSource(
            strings = {
                "libtls-client-libressl-tls12",
                "libtls-client-libretls-tls12",
                "tls12-sessionid",
                "tls12-ticket-ems",
                "tls12-ticket-clientcert",
                "tls13-aes256",
                "tls13-clientcert",
                "tls13-stateful"
            })
    void readsWhatOtherProgramsWrote(String name) throws IOException {
        byte[] pem;
        try (var in = SessionFileTextTest.class.getResourceAsStream("/sessions/" + name + ".pem")) {
            pem = in.readAllBytes();
        }
        var path = write(new String(pem, StandardCharsets.US_ASCII));
        // the sessions were made in late 2026 for at least two hours
        var clocks = new Clocks(() -> Instant.parse("2026-11-24T06:50:00Z"), () -> 0);
        try (var file = SessionFile.open(path, clocks)) {
            var entry = file.entries().get(0);
            assertThat(entry.foreign()).isTrue();
            var name0 = entry.hostName().orElse("localhost");
            try (var taken = file.take(peer(name0), session -> Verdict.OFFER)) {
                assertThat(taken).isNotNull();
            }
        }
    }

    private static String sessionBlock(byte[] content) {
        return new String(TestCertificate.pem("SSL SESSION PARAMETERS", content), StandardCharsets.US_ASCII);
    }

    private static String oneLongLine(String block) {
        var lines = block.lines().toList();
        return lines.get(0) + "\n" + String.join("", lines.subList(1, lines.size() - 1)) + "\n"
                + lines.get(lines.size() - 1) + "\n";
    }

    private Path write(String content) {
        try {
            var path = directory.resolve("session.pem");
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SessionFile open(Path path) throws IOException {
        return SessionFile.open(path, stopped());
    }

    private static @Nullable Session take(SessionFile file, Peer peer) throws IOException {
        return file.take(peer, session -> Verdict.OFFER);
    }
}
