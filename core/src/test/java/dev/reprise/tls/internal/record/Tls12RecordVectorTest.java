package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Opens and seals OpenSSL's records of every TLS 1.2 suite, and what the RFCs forbid. */
class Tls12RecordVectorTest {
    // JCA refuses to seal twice under one key and nonce, also in two tests after each other.
    private static byte lastKey;

    private final byte key = ++lastKey;

    @Test
    void opensAndSealsOpenSslsRecords() throws Exception {
        var vectors = vectors();
        assertThat(vectors).hasSize(48);
        for (var vector : vectors) {
            var suite = Objects.requireNonNull(CipherSuite.find(Integer.parseInt(vector.get("cipher_suite"), 16)));
            var record = bytes(vector, "bytes");
            var content = bytes(vector, "plaintext");
            int type = Integer.parseInt(vector.get("content_type"), 16);
            long sequence = Long.parseLong(vector.get("seq"));
            int explicit = Tls12Nonce.explicitLength(suite.aead());

            var opened = new byte[Opener.room(record.length() - RecordHeader.LENGTH) + 3];
            try (var opener = new Tls12Opener(
                    Aead.opening(suite.aead(), key(vector), Tls12Nonce.base(iv(vector))), explicit, sequence)) {
                assertThat(opener.open(record.toArray(), 0, opened, 3)).isEqualTo(content.length());
                assertThat(opener.type().code()).isEqualTo(type);
                assertThat(Bytes.wrap(opened, 3, content.length())).isEqualTo(content);
            }

            // OpenSSL's explicit nonces begin at random, ours are the sequence number: equal but for these 8 bytes.
            long nonce = explicit > 0 ? Tls12Nonce.longAt(record.toArray(), RecordHeader.LENGTH) : sequence;
            var aad = new byte[Tls12Nonce.AAD_LENGTH];
            Tls12Nonce.additionalData(aad, sequence, record.toArray(), 0, content.length());
            assertThat(Bytes.wrap(aad)).isEqualTo(bytes(vector, "aad"));
            var sealed = new byte[content.length() + AeadAlgorithm.TAG_LENGTH];
            try (var aead = Aead.sealing(suite.aead(), key(vector), Tls12Nonce.base(iv(vector)))) {
                aead.seal(nonce, aad, 0, aad.length, content.toArray(), 0, content.length(), new byte[0], sealed, 0);
            }
            int body = RecordHeader.LENGTH + explicit;
            assertThat(Bytes.wrap(sealed)).isEqualTo(record.slice(body, record.length() - body));
        }
    }

    @ParameterizedTest
    @EnumSource
    void opensWhatItSeals(AeadAlgorithm algorithm) throws Exception {
        try (var sealer = sealer(algorithm);
                var opener = opener(algorithm)) {
            for (int length : new int[] {0, 1, 15, 16, 17, 16384}) {
                var content = new byte[length];
                Arrays.fill(content, (byte) 7);
                var record = new byte[length + Sealer.MAX_OVERHEAD];
                int count = sealer.seal(ContentType.APPLICATION_DATA, content, 0, length, 9, record, 0);
                assertThat(count).isEqualTo(RecordHeader.LENGTH + RecordHeader.length(record, 0));
                var out = new byte[length + 8];
                assertThat(opener.open(record, 0, out, 0)).isEqualTo(length);
                assertThat(Bytes.wrap(out, 0, length)).isEqualTo(Bytes.wrap(content));
            }
            var alert = new byte[2 + Sealer.MAX_OVERHEAD];
            sealer.seal(ContentType.ALERT, new byte[] {2, 40}, 0, 2, 0, alert, 0);
            assertThat(opener.open(alert, 0, new byte[20], 0)).isEqualTo(2);
            assertThat(opener.type()).isEqualTo(ContentType.ALERT);
        }
    }

    // RFC 5288 section 3: the explicit nonce MUST be distinct for each record; ours is the sequence number.
    @Test
    void countsTheExplicitNonce() throws Exception {
        try (var sealer = sealer(AeadAlgorithm.AES_128_GCM)) {
            for (int i = 0; i < 3; i++) {
                var record = new byte[1 + Sealer.MAX_OVERHEAD];
                sealer.seal(ContentType.APPLICATION_DATA, new byte[1], 0, 1, 0, record, 0);
                assertThat(Tls12Nonce.longAt(record, RecordHeader.LENGTH)).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryFlippedBit(AeadAlgorithm algorithm) throws Exception {
        var record = new byte[2 + Sealer.MAX_OVERHEAD];
        int count;
        try (var sealer = sealer(algorithm)) {
            count = sealer.seal(ContentType.ALERT, new byte[] {1, 0}, 0, 2, 0, record, 0);
        }
        for (int bit = 0; bit < 8 * count; bit++) {
            int at = bit / 8;
            // Another length is another record; type and version are authenticated.
            if (at != 3 && at != 4) {
                var damaged = record.clone();
                damaged[at] ^= (byte) (1 << bit % 8);
                if (ContentType.find(damaged[0] & 0xff) != null) {
                    try (var opener = opener(algorithm)) {
                        assertThat(opener.open(damaged, 0, new byte[64], 0))
                                .as("bit %d", bit)
                                .isEqualTo(-1);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesRecordsTooShortToBeSealed(AeadAlgorithm algorithm) throws Exception {
        int least = Tls12Nonce.explicitLength(algorithm) + AeadAlgorithm.TAG_LENGTH;
        for (int length = 0; length < least; length++) {
            var record = new byte[RecordHeader.LENGTH + length];
            RecordHeader.write(ContentType.APPLICATION_DATA, length, record, 0);
            try (var opener = opener(algorithm)) {
                assertThat(opener.open(record, 0, new byte[64], 0)).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesRecordsOfAnUnknownType(AeadAlgorithm algorithm) {
        int length = Tls12Nonce.explicitLength(algorithm) + AeadAlgorithm.TAG_LENGTH;
        var record = new byte[RecordHeader.LENGTH + length];
        RecordHeader.write(ContentType.APPLICATION_DATA, length, record, 0);
        for (int type : new int[] {0, 19, 24, 255}) {
            record[0] = (byte) type;
            try (var opener = opener(algorithm)) {
                assertThat(reasonOf(() -> opener.open(record, 0, new byte[64], 0)))
                        .isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
            }
        }
    }

    // RFC 5246 section 6.2.1: the length of TLSPlaintext MUST NOT exceed 2^14.
    @ParameterizedTest
    @EnumSource
    void refusesTooMuchPlaintext(AeadAlgorithm algorithm) {
        int length = Tls12Nonce.explicitLength(algorithm) + 16385 + AeadAlgorithm.TAG_LENGTH;
        var record = new byte[RecordHeader.LENGTH + length];
        RecordHeader.write(ContentType.APPLICATION_DATA, length, record, 0);
        try (var opener = opener(algorithm);
                var sealer = sealer(algorithm)) {
            assertThat(reasonOf(() -> opener.open(record, 0, new byte[17000], 0)))
                    .isEqualTo(Reason.RECORD_TOO_LONG);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sealer.seal(
                            ContentType.APPLICATION_DATA, new byte[16385], 0, 16385, 0, new byte[17000], 0));
        }
    }

    // RFC 5246 section 6.2.1: no empty fragments of handshake, alert or change_cipher_spec.
    @Test
    void sealsNoEmptyHandshakeRecord() {
        try (var sealer = sealer(AeadAlgorithm.AES_128_GCM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sealer.seal(ContentType.HANDSHAKE, new byte[0], 0, 0, 0, new byte[64], 0));
        }
    }

    // RFC 5246 section 6.1: sequence numbers do not wrap. RFC 9325 section 4.4: 2^24.5 full records under one GCM key.
    @Test
    void stopsAtTheLimitsOfAKey() throws Exception {
        long limit = 23_726_566L * 1_025;
        try (var last = new Tls12Sealer(aead(AeadAlgorithm.AES_128_GCM), 8, 5, limit - 1_025);
                var used = new Tls12Sealer(aead(AeadAlgorithm.AES_128_GCM), 8, 5, limit - 1_024);
                var chacha = new Tls12Sealer(aead(AeadAlgorithm.CHACHA20_POLY1305), 0, 5, limit);
                var wrapping = new Tls12Sealer(aead(AeadAlgorithm.CHACHA20_POLY1305), 0, -1);
                var opener = new Tls12Opener(
                        Aead.opening(AeadAlgorithm.AES_128_GCM, Secret.take(new byte[16]), new byte[12]), 8, -1)) {
            assertThat(sealFull(last)).isPositive();
            assertThat(last.nearLimit()).as("no KeyUpdate in TLS 1.2").isFalse();
            assertThat(reasonOf(() -> sealFull(last))).isEqualTo(Reason.KEY_USAGE_LIMIT);
            assertThat(reasonOf(() -> sealFull(used))).isEqualTo(Reason.KEY_USAGE_LIMIT);
            assertThat(sealFull(chacha)).isPositive();
            assertThat(reasonOf(() -> sealFull(wrapping))).isEqualTo(Reason.KEY_USAGE_LIMIT);
            var record = new byte[RecordHeader.LENGTH + 40];
            RecordHeader.write(ContentType.APPLICATION_DATA, 40, record, 0);
            assertThat(reasonOf(() -> opener.open(record, 0, new byte[64], 0))).isEqualTo(Reason.KEY_USAGE_LIMIT);
        }
    }

    private static int sealFull(Sealer sealer) throws ProtocolException {
        return sealer.seal(
                ContentType.APPLICATION_DATA, new byte[16384], 0, 16384, 0, new byte[RecordHeader.MAX_RECORD], 0);
    }

    private Aead aead(AeadAlgorithm algorithm) {
        return Aead.sealing(algorithm, key(algorithm), new byte[12]);
    }

    private Sealer sealer(AeadAlgorithm algorithm) {
        return Sealer.ofTls12(algorithm, key(algorithm), fixedIv(algorithm));
    }

    private Opener opener(AeadAlgorithm algorithm) {
        return Opener.ofTls12(algorithm, key(algorithm), fixedIv(algorithm));
    }

    private Secret key(AeadAlgorithm algorithm) {
        var bytes = new byte[algorithm.keyLength()];
        Arrays.fill(bytes, key);
        return Secret.take(bytes);
    }

    private static byte[] fixedIv(AeadAlgorithm algorithm) {
        var iv = new byte[algorithm == AeadAlgorithm.CHACHA20_POLY1305 ? 12 : 4];
        iv[1] = 3;
        return iv;
    }

    private static Secret key(Map<String, String> vector) {
        return Secret.take(bytes(vector, "key").toArray());
    }

    private static byte[] iv(Map<String, String> vector) {
        return bytes(vector, "iv").toArray();
    }

    private static Bytes bytes(Map<String, String> vector, String key) {
        return Bytes.ofHex(Objects.requireNonNull(vector.get(key), key));
    }

    private static Reason reasonOf(ThrowingCallable call) {
        var thrown = assertThatExceptionOfType(ProtocolException.class).isThrownBy(call);
        return thrown.actual().reason();
    }

    private static List<Map<String, String>> vectors() throws Exception {
        var vectors = new ArrayList<Map<String, String>>();
        for (var block : Files.readString(Path.of("src/test/resources/tls12/records.txt"))
                .split("\n\n", -1)) {
            if (!block.startsWith("#")) {
                vectors.add(block.lines()
                        .map(line -> line.split("=", 2))
                        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1])));
            }
        }
        return vectors;
    }
}
