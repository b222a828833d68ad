package dev.reprise.tls.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeMessageTranscriptTest {
    static List<Path> transcripts() throws Exception {
        return transcripts("tls13-");
    }

    static List<Path> tls12Transcripts() throws Exception {
        return transcripts("tls12-");
    }

    private static List<Path> transcripts(String version) throws Exception {
        try (var files = Files.list(Path.of("src/test/resources/transcripts"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(version))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void encodesEachMessageAsItWasReceived(Path file) throws Exception {
        encodesEachMessage(file, ProtocolVersion.TLS_1_3);
    }

    @ParameterizedTest
    @MethodSource("tls12Transcripts")
    void encodesEachMessageOfTls12AsItWasReceived(Path file) throws Exception {
        encodesEachMessage(file, ProtocolVersion.TLS_1_2);
    }

    private static void encodesEachMessage(Path file, ProtocolVersion version) throws Exception {
        var values = load(file);
        int seen = 0;
        for (var key : new TreeSet<>(values.stringPropertyNames())) {
            if (key.matches("(c\\d\\.)?hs\\.\\d+\\.bytes")) {
                var raw = Bytes.ofHex(values.getProperty(key));
                var message = HandshakeMessage.parse(raw, version).message();
                assertThat(HandshakeMessage.encode(message)).as(key).isEqualTo(raw);
                assertThat(nameOf(message)).isEqualTo(values.getProperty(key.replace(".bytes", ".name")));
                seen++;
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(5);
    }

    static List<Path> transcriptsWithPreSharedKey() throws Exception {
        var files = new ArrayList<Path>();
        for (var file : transcripts()) {
            if (Files.readString(file).contains("psk.truncated_hello_hash=")) {
                files.add(file);
            }
        }
        return files;
    }

    // RFC 9846 section 4.3.11.2: the binder's transcript ends before the binders list.
    @ParameterizedTest
    @MethodSource("transcriptsWithPreSharedKey")
    void truncatesEachClientHelloAtItsBinders(Path file) throws Exception {
        var values = load(file);
        for (var connection : List.of("c1.", "c2.")) {
            var expected = values.getProperty(connection + "psk.truncated_hello_hash");
            if (expected != null) {
                var digest = MessageDigest.getInstance(expected.length() == 96 ? "SHA-384" : "SHA-256");
                assertThat(Bytes.wrap(binderTranscript(values, connection, digest)))
                        .hasToString(expected);
            }
        }
    }

    private static byte[] binderTranscript(Properties values, String connection, MessageDigest digest)
            throws Exception {
        var first = Bytes.ofHex(values.getProperty(connection + "hs.01.bytes"));
        var second = Bytes.ofHex(values.getProperty(connection + "hs.02.bytes"));
        if (HandshakeMessage.parse(second, ProtocolVersion.TLS_1_3)
                .expect(ServerHello.class)
                .isHelloRetryRequest()) {
            // RFC 9846 section 4.1: ClientHello1 is replaced by its hash once there is a HelloRetryRequest.
            first.update(digest);
            var hash = Bytes.wrap(digest.digest());
            Wire.message(HandshakeType.MESSAGE_HASH.code(), hash).update(digest);
            second.update(digest);
            truncate(Bytes.ofHex(values.getProperty(connection + "hs.03.bytes")))
                    .update(digest);
        } else {
            truncate(first).update(digest);
        }
        return digest.digest();
    }

    private static Bytes truncate(Bytes raw) throws Exception {
        return raw.slice(
                0,
                HandshakeMessage.parse(raw, ProtocolVersion.TLS_1_3)
                        .expect(ClientHello.class)
                        .truncatedLength());
    }

    private static String nameOf(HandshakeMessage message) {
        return message instanceof ServerHello hello && hello.isHelloRetryRequest()
                ? "hello_retry_request"
                : message.type().toString();
    }

    private static Properties load(Path file) throws Exception {
        var values = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            values.load(in);
        }
        return values;
    }
}
