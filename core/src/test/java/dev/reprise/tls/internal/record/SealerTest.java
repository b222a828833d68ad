package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.junit.jupiter.api.Test;

class SealerTest {
    private static final AeadAlgorithm GCM = AeadAlgorithm.AES_128_GCM;
    private static final long GCM_LIMIT = 23_726_566;

    @Test
    void sealsSeveralRecordsIntoOneArray() throws Exception {
        var out = new byte[400];
        int end = 0;
        try (var sealer = sealer(GCM, 0);
                var opener = OpenerTest.opener(GCM, 0)) {
            for (int length = 0; length < 4; length++) {
                end += sealer.seal(ContentType.APPLICATION_DATA, new byte[] {1, 2, 3}, 0, length, 0, out, end);
            }
            assertThat(end).isEqualTo(6 + 4 * Sealer.OVERHEAD);
            int at = 0;
            for (int length = 0; length < 4; length++) {
                assertThat(opener.open(out, at, new byte[40], 0)).isEqualTo(length);
                at += RecordHeader.LENGTH + RecordHeader.length(out, at);
            }
        }
    }

    @Test
    void refusesEmptyHandshakeAndAlertRecords() { // RFC 9846 section 5.4
        try (var sealer = sealer(GCM, 0)) {
            for (var type : new ContentType[] {ContentType.HANDSHAKE, ContentType.ALERT}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> sealer.seal(type, new byte[0], 0, 0, 9, new byte[99], 0));
            }
        }
    }

    @Test
    void refusesMoreThan16KiBWithPadding() throws Exception { // RFC 9846 section 5.4
        var out = new byte[RecordHeader.MAX_RECORD];
        var in = new byte[1 << 14];
        try (var sealer = sealer(GCM, 0)) {
            assertThat(sealer.seal(ContentType.APPLICATION_DATA, in, 0, 16000, 384, out, 0))
                    .isEqualTo(16384 + Sealer.OVERHEAD);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sealer.seal(ContentType.APPLICATION_DATA, in, 0, 16000, 385, out, 0));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> sealer.seal(ContentType.APPLICATION_DATA, in, 0, 1, -1, out, 0));
        }
    }

    @Test
    void asksForAKeyUpdateBeforeTheLimitOfAesGcm() throws Exception { // RFC 9846 section 5.5
        long near = GCM_LIMIT - (1 << 16);
        try (var sealer = sealer(GCM, near - 1)) {
            assertThat(sealer.nearLimit()).isFalse();
            seal(sealer);
            assertThat(sealer.nearLimit()).isTrue();
        }
    }

    @Test
    void neverPassesTheLimitOfAesGcm() throws Exception { // RFC 9846 section 5.5
        for (var algorithm : new AeadAlgorithm[] {GCM, AeadAlgorithm.AES_256_GCM}) {
            try (var sealer = sealer(algorithm, GCM_LIMIT - 1)) {
                seal(sealer);
                assertLimit(sealer);
                assertLimit(sealer);
            }
        }
    }

    @Test
    void neverWrapsTheSequenceNumber() throws Exception { // RFC 9846 section 5.3
        try (var early = sealer(AeadAlgorithm.CHACHA20_POLY1305, GCM_LIMIT);
                var late = sealer(AeadAlgorithm.CHACHA20_POLY1305, -2)) {
            assertThat(early.nearLimit()).isFalse();
            seal(early);
            assertThat(late.nearLimit()).isTrue();
            seal(late);
            assertLimit(late);
        }
    }

    private static void assertLimit(Sealer sealer) {
        assertThat(catchThrowableOfType(ProtocolException.class, () -> seal(sealer))
                        .reason())
                .isEqualTo(Reason.KEY_USAGE_LIMIT);
    }

    private static void seal(Sealer sealer) throws ProtocolException {
        sealer.seal(ContentType.APPLICATION_DATA, new byte[] {1}, 0, 1, 0, new byte[40], 0);
    }

    static Sealer sealer(AeadAlgorithm algorithm, long sequence) {
        var key = Secret.take(new byte[algorithm.keyLength()]);
        return Sealer.of(algorithm, Aead.sealing(algorithm, key, new byte[12]), SealingRules.DEFAULT, sequence);
    }
}
