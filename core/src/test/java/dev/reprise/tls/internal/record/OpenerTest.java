package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OpenerTest {
    private static final AeadAlgorithm GCM = AeadAlgorithm.AES_128_GCM;

    @Test
    void takesPaddingOff() throws Exception { // RFC 9846 section 5.4
        for (int padding : new int[] {0, 1, 15, 16, 255, 16000}) {
            var content = new byte[] {7, 0, 0};
            var record = new byte[content.length + padding + Sealer.OVERHEAD];
            try (var sealer = SealerTest.sealer(GCM, 0);
                    var opener = opener(GCM, 0)) {
                sealer.seal(ContentType.HANDSHAKE, content, 0, 3, padding, record, 0);
                var out = new byte[record.length];
                assertThat(opener.open(record, 0, out, 0)).isEqualTo(3);
                assertThat(opener.type()).isEqualTo(ContentType.HANDSHAKE);
                assertThat(Arrays.copyOf(out, 3)).isEqualTo(content);
            }
        }
    }

    @Test
    void refusesRecordsOfNothingButZeros() throws Exception { // RFC 9846 section 5.4
        for (int zeros : new int[] {0, 1, 17, 300}) {
            assertThat(refusal(record(new byte[zeros]))).isEqualTo(Reason.RECORD_WITHOUT_CONTENT_TYPE);
        }
    }

    @Test
    void refusesUnknownInnerTypes() throws Exception { // RFC 9846 section 5
        for (int type : new int[] {1, 19, 24, 255}) {
            assertThat(refusal(record(new byte[] {5, (byte) type, 0}))).isEqualTo(Reason.UNKNOWN_CONTENT_TYPE);
        }
    }

    @Test
    void refusesMoreThan16KiBOfPlaintext() throws Exception { // RFC 9846 section 5.4
        var inner = new byte[(1 << 14) + 1];
        inner[1 << 14] = 23;
        try (var opener = opener(GCM, 0)) {
            assertThat(opener.open(record(inner), 0, new byte[17000], 0)).isEqualTo(1 << 14);
        }
        var longer = Arrays.copyOf(inner, inner.length + 1);
        assertThat(refusal(record(longer))).isEqualTo(Reason.RECORD_TOO_LONG);
    }

    @Test
    void keepsItsSequenceNumberWhenARecordFails() throws Exception { // RFC 9846 section 4.3.10
        var good = record(new byte[] {1, 23});
        var bad = good.clone();
        bad[bad.length - 1] ^= 1;
        try (var opener = opener(GCM, 0)) {
            assertThat(opener.open(bad, 0, new byte[9], 0)).isEqualTo(-1);
            assertThat(opener.open(good, 0, new byte[9], 0)).isEqualTo(1);
            assertThat(opener.open(good, 0, new byte[9], 0)).isEqualTo(-1);
        }
    }

    @Test
    void refusesRecordsShorterThanATag() throws Exception { // RFC 9846 section 5.2
        for (int body = 0; body < AeadAlgorithm.TAG_LENGTH; body++) {
            var record = new byte[RecordHeader.LENGTH + body];
            RecordHeader.write(ContentType.APPLICATION_DATA, body, record, 0);
            try (var opener = opener(GCM, 0)) {
                assertThat(opener.open(record, 0, new byte[0], 0)).isEqualTo(-1);
            }
        }
    }

    @Test
    void neverWrapsTheSequenceNumber() throws Exception { // RFC 9846 section 5.3
        try (var opener = opener(GCM, -1)) {
            assertThat(catchThrowableOfType(
                                    ProtocolException.class,
                                    () -> opener.open(record(new byte[] {23}), 0, new byte[9], 0))
                            .reason())
                    .isEqualTo(Reason.KEY_USAGE_LIMIT);
        }
    }

    /** What stands in the target behind the content is not the record's. */
    @Test
    void findsTheTypeWithinTheRecord() throws Exception { // RFC 9846 section 5.4
        var out = new byte[40];
        Arrays.fill(out, (byte) ContentType.ALERT.code());
        try (var opener = opener(GCM, 0)) {
            assertThat(opener.open(record(new byte[] {5, 6, 23, 0}), 0, out, 3)).isEqualTo(2);
            assertThat(opener.type()).isEqualTo(ContentType.APPLICATION_DATA);
        }
    }

    @Test
    void coversWhatIsProtected() { // RFC 9846 section 5.2, RFC 5246 section 6.2.3
        try (var tls13 = opener(GCM, 0);
                var key = Secret.take(new byte[16]);
                var tls12 = Opener.ofTls12(GCM, key, new byte[4])) {
            for (var type : ContentType.values()) {
                assertThat(tls13.covers(type)).isEqualTo(type == ContentType.APPLICATION_DATA);
                assertThat(tls12.covers(type)).isTrue();
            }
        }
    }

    /** What a caller makes room for: content without the tag, and TLS 1.3's content type or TLS 1.2's explicit nonce. */
    @Test
    void tellsHowMuchContentABodyHoldsAtMost() {
        try (var tls13 = opener(GCM, 0);
                var key = Secret.take(new byte[16]);
                var tls12 = Opener.ofTls12(GCM, key, new byte[4])) {
            int[][] rows = {
                {0, 0, 0},
                {16, 0, 0},
                {17, 0, 0},
                {18, 1, 0},
                {24, 7, 0},
                {25, 8, 1},
                {16_384 + 17, 16_384, 16_377},
                {16_384 + 24, 16_384, 16_384},
                {16_384 + 256, 16_384, 16_384}
            };
            for (var row : rows) {
                assertThat(tls13.maxContent(row[0])).as("TLS 1.3, %d", row[0]).isEqualTo(row[1]);
                assertThat(tls12.maxContent(row[0])).as("TLS 1.2, %d", row[0]).isEqualTo(row[2]);
            }
        }
    }

    private static Reason refusal(byte[] record) {
        try (var opener = opener(GCM, 0)) {
            return catchThrowableOfType(ProtocolException.class, () -> opener.open(record, 0, new byte[17000], 0))
                    .reason();
        }
    }

    /** Seal any TLSInnerPlaintext, also one that no Sealer would. */
    private static byte[] record(byte[] inner) throws ProtocolException {
        int body = inner.length + AeadAlgorithm.TAG_LENGTH;
        var record = new byte[RecordHeader.LENGTH + body];
        RecordHeader.write(ContentType.APPLICATION_DATA, body, record, 0);
        try (var aead = Aead.sealing(GCM, Secret.take(new byte[GCM.keyLength()]), new byte[12])) {
            aead.seal(0, record, 0, 5, inner, 0, inner.length, new byte[0], record, 5);
        }
        return record;
    }

    static Opener opener(AeadAlgorithm algorithm, long sequence) {
        var key = Secret.take(new byte[algorithm.keyLength()]);
        return Opener.of(Aead.opening(algorithm, key, new byte[12]), sequence);
    }
}
