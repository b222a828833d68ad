package dev.reprise.tls.internal.record;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.CipherSuite;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens and seals recorded records: OpenSSL's of every TLS 1.3 suite, and those of RFC 8448. */
class RecordVectorTest {
    /** One record with all it is made of. */
    private record Vector(
            AeadAlgorithm aead,
            String key,
            String iv,
            long sequence,
            int type,
            String content,
            int padding,
            String bytes) {
        Sealer sealer() {
            return Sealer.of(aead, Aead.sealing(aead, Secret.take(hex(key)), hex(iv)), SealingRules.DEFAULT, sequence);
        }

        Opener opener() {
            return Opener.of(Aead.opening(aead, Secret.take(hex(key)), hex(iv)), sequence);
        }
    }

    @Test
    void sealsAndOpensOpenSslsRecords() throws Exception {
        var vectors = openSslVectors();
        assertThat(vectors).hasSize(56);
        for (var vector : vectors) {
            check(vector);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3-simple-1rtt",
                "4-resumed-0rtt",
                "5-hello-retry-request",
                "6-client-auth",
                "7-compatibility-mode"
            })
    void sealsAndOpensTheRecordsOfRfc8448(String trace) throws Exception {
        var values = new Properties();
        values.load(new StringReader(resource("/rfc8448/" + trace + ".properties")));
        int checked = 0;
        for (int i = 1; values.containsKey("record.%02d.bytes".formatted(i)); i++) {
            var prefix = "record.%02d.".formatted(i);
            if (values.containsKey(prefix + "key")) {
                check(new Vector(
                        AeadAlgorithm.AES_128_GCM,
                        values.getProperty(prefix + "key"),
                        values.getProperty(prefix + "iv"),
                        Long.parseLong(values.getProperty(prefix + "seq")),
                        Integer.parseInt(values.getProperty(prefix + "content_type"), 16),
                        values.getProperty(prefix + "payload"),
                        Integer.parseInt(values.getProperty(prefix + "padding", "0")),
                        values.getProperty(prefix + "bytes")));
                checked++;
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(4);
    }

    private static void check(Vector vector) throws Exception {
        var type = requireNonNull(ContentType.find(vector.type()));
        var content = hex(vector.content());
        var bytes = hex(vector.bytes());

        var sealed = new byte[content.length + vector.padding() + Sealer.OVERHEAD];
        try (var sealer = vector.sealer()) {
            assertThat(sealer.seal(type, content, 0, content.length, vector.padding(), sealed, 0))
                    .isEqualTo(bytes.length);
        }
        assertThat(sealed).isEqualTo(bytes);

        var opened = new byte[bytes.length];
        try (var opener = vector.opener()) {
            assertThat(opener.open(bytes, 0, opened, 3)).isEqualTo(content.length);
            assertThat(opener.type()).isEqualTo(type);
        }
        assertThat(Arrays.copyOfRange(opened, 3, 3 + content.length)).isEqualTo(content);
    }

    private static List<Vector> openSslVectors() throws IOException {
        var vectors = new ArrayList<Vector>();
        for (var block : resource("/records/tls13_records.txt").split("\n\n", -1)) {
            var values = new Properties();
            values.load(new StringReader(block));
            if ("0304".equals(values.getProperty("version"))) {
                var suite = requireNonNull(CipherSuite.find(Integer.parseInt(values.getProperty("cipher_suite"), 16)));
                vectors.add(new Vector(
                        suite.aead(),
                        values.getProperty("key"),
                        values.getProperty("iv"),
                        Long.parseLong(values.getProperty("seq")),
                        Integer.parseInt(values.getProperty("content_type"), 16),
                        values.getProperty("plaintext"),
                        Integer.parseInt(values.getProperty("padding")),
                        values.getProperty("bytes")));
            }
        }
        return vectors;
    }

    private static String resource(String name) throws IOException {
        try (var in = RecordVectorTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
