package dev.reprise.tls.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HashAlgorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Tls12MainSecretTest {
    static List<Path> transcripts() throws Exception {
        try (var files = Files.list(Path.of("src/test/resources/transcripts"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("tls12-"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void derivesWhatOpenSslRecorded(Path file) throws Exception {
        var values = load(file);
        for (var c : List.of("c1.", "c2.")) {
            if (values.containsKey(c + "master_secret")) {
                check(values, c);
            }
        }
    }

    private static void check(Properties values, String c) {
        var suite =
                Objects.requireNonNull(CipherSuite.find(Integer.parseInt(values.getProperty(c + "cipher_suite"), 16)));
        var clientRandom = bytes(values, c + "hs.01.bytes").slice(6, 32);
        var serverRandom = bytes(values, c + "hs.02.bytes").slice(6, 32);
        try (var main = mainSecret(values, c, suite, clientRandom, serverRandom);
                var expected = Secret.copyOf(bytes(values, c + "master_secret").toArray())) {
            assertThat(main.secret().matches(expected.toArray())).isTrue();
            var block = main.keyBlock(suite.aead(), clientRandom, serverRandom);
            assertThat(Bytes.wrap(block.client().key().toArray())).isEqualTo(bytes(values, c + "key.client"));
            assertThat(Bytes.wrap(block.server().key().toArray())).isEqualTo(bytes(values, c + "key.server"));
            assertThat(Bytes.wrap(block.client().fixedIv())).isEqualTo(bytes(values, c + "iv.client"));
            assertThat(Bytes.wrap(block.server().fixedIv())).isEqualTo(bytes(values, c + "iv.server"));
            block.close();
            assertThat(Bytes.wrap(main.clientFinished(
                            bytes(values, c + "transcript.client_finished").toArray())))
                    .isEqualTo(verifyData(values, c, "client"));
            assertThat(Bytes.wrap(main.serverFinished(
                            bytes(values, c + "transcript.server_finished").toArray())))
                    .isEqualTo(verifyData(values, c, "server"));
            checkExports(values, c, suite, main.secret(), clientRandom, serverRandom);
        }
    }

    private static Tls12MainSecret mainSecret(
            Properties values, String c, CipherSuite suite, Bytes clientRandom, Bytes serverRandom) {
        var premaster = values.getProperty(c + "pre_master_secret");
        if (premaster == null) {
            try (var session = Secret.copyOf(bytes(values, c + "master_secret").toArray())) {
                return Tls12MainSecret.resumed(suite.hash(), session);
            }
        }
        try (var shared = Secret.copyOf(Bytes.ofHex(premaster).toArray())) {
            return values.containsKey(c + "session_hash")
                    ? Tls12MainSecret.extended(
                            suite.hash(),
                            shared,
                            bytes(values, c + "session_hash").toArray())
                    : Tls12MainSecret.plain(suite.hash(), shared, clientRandom, serverRandom);
        }
    }

    private static void checkExports(
            Properties values, String c, CipherSuite suite, Secret main, Bytes clientRandom, Bytes serverRandom) {
        var label = values.getProperty(c + "exporter.label");
        if (label == null) {
            return;
        }
        try (var exporter = new Tls12Exporter(suite.hash(), main, clientRandom, serverRandom, Bytes.EMPTY)) {
            assertThat(exported(exporter.export(label, null, 40)))
                    .isEqualTo(bytes(values, c + "exporter.context_none"));
            assertThat(exported(exporter.export(label, new byte[0], 40)))
                    .isEqualTo(bytes(values, c + "exporter.context_empty"));
            assertThat(exported(exporter.export(label, new byte[] {'a', 'b', 'c'}, 40)))
                    .isEqualTo(bytes(values, c + "exporter.context_abc"));
        }
    }

    // RFC 5705 section 4: labels that TLS uses itself must not be exported.
    @ParameterizedTest
    @ValueSource(
            strings = {"", "master secret", "extended master secret", "key expansion", "client finished", "\u00e9"})
    void refusesLabelsThatAreNotTheApplications(String label) {
        try (var main = Secret.copyOf(new byte[48]);
                var exporter = new Tls12Exporter(
                        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.hash(),
                        main,
                        Bytes.wrap(new byte[32]),
                        Bytes.wrap(new byte[32]),
                        Bytes.EMPTY)) {
            assertThatIllegalArgumentException().isThrownBy(() -> exporter.export(label, null, 32));
        }
    }

    @Test
    void exportsUpTo65535Bytes() {
        try (var main = Secret.copyOf(new byte[48]);
                var exporter = exporter(main, "0a", Bytes.EMPTY)) {
            for (int length : new int[] {0, 1, 0xffff}) {
                assertThat(exporter.export("EXPORTER-test", null, length).length())
                        .isEqualTo(length);
            }
            for (int length : new int[] {-1, 0x10000}) {
                assertThatIllegalArgumentException().isThrownBy(() -> exporter.export("EXPORTER-test", null, length));
            }
        }
    }

    /** RFC 5077 section 3.4: a server that issues a ticket may give no id; both sides and all resumptions then derive the same. */
    @Test
    void knowsASessionByItsIdOrByItsMainSecret() {
        var given = Bytes.ofHex("1d".repeat(32));
        try (var main = Secret.copyOf(new byte[48]);
                var other = Secret.copyOf(Bytes.ofHex("01".repeat(48)).toArray());
                var first = exporter(main, "0a", Bytes.EMPTY);
                var resumed = exporter(main, "0b", Bytes.EMPTY);
                var another = exporter(other, "0a", Bytes.EMPTY);
                var known = exporter(main, "0a", given);
                var tls13 = new ExporterSecret(HashAlgorithm.SHA256, Secret.copyOf(new byte[32]))) {
            assertThat(known.sessionId()).isEqualTo(given);
            assertThat(first.sessionId().length()).isEqualTo(32);
            assertThat(resumed.sessionId()).isEqualTo(first.sessionId());
            assertThat(another.sessionId()).isNotEqualTo(first.sessionId());
            assertThat(tls13.sessionId()).isEqualTo(Bytes.EMPTY);
        }
    }

    private static Tls12Exporter exporter(Secret main, String random, Bytes sentId) {
        var bytes = Bytes.ofHex(random.repeat(32));
        return new Tls12Exporter(HashAlgorithm.SHA256, main, bytes, bytes, sentId);
    }

    @Test
    void wipesTheSecretWhenItCloses() {
        try (var session = Secret.copyOf(new byte[48])) {
            var main = Tls12MainSecret.resumed(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.hash(), session);
            main.close();
            assertThat(session.length()).isEqualTo(48);
            assertThatIllegalStateException().isThrownBy(() -> main.secret().toArray());
        }
    }

    private static Bytes exported(Secret secret) {
        try (secret) {
            return Bytes.wrap(secret.toArray());
        }
    }

    private static Bytes verifyData(Properties values, String c, String sender) {
        for (int i = 1; values.containsKey(c + "hs.%02d.name".formatted(i)); i++) {
            var prefix = c + "hs.%02d.".formatted(i);
            if (values.getProperty(prefix + "name").equals("finished")
                    && values.getProperty(prefix + "sender").equals(sender)) {
                return bytes(values, prefix + "bytes").slice(4, 12);
            }
        }
        throw new AssertionError("no Finished of the " + sender);
    }

    private static Bytes bytes(Properties values, String key) {
        return Bytes.ofHex(Objects.requireNonNull(values.getProperty(key), key));
    }

    private static Properties load(Path file) throws Exception {
        var values = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            values.load(in);
        }
        return values;
    }
}
