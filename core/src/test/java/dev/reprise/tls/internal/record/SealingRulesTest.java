package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealingRulesTest {
    private static final SealingRules RULES = SealingRules.DEFAULT;

    @Test
    void takesWhatIsInRangeAndNothingElse() {
        assertThat(RULES.withPadTo(1).withPadTo(16384).padTo()).isEqualTo(16384);
        assertThat(RULES.withRecordsPerKey(16).recordsPerKey()).isEqualTo(16);
        assertThat(RULES.withRecordsPerKey(-1).recordsPerKey()).isEqualTo(-1);
        for (int illegal : new int[] {0, -1, 16385}) {
            assertThatIllegalArgumentException().isThrownBy(() -> RULES.withPadTo(illegal));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> RULES.withRecordsPerKey(15));
        assertThatIllegalArgumentException().isThrownBy(() -> RULES.withRecordsPerKey(0));
    }

    /** RFC 9846 section 5.4: to a multiple, as far as the record has room. */
    @ParameterizedTest
    @CsvSource({
        "100, 0, 0",
        "100, 1, 99",
        "100, 99, 1",
        "100, 100, 0",
        "100, 101, 99",
        "1, 77, 0",
        "16384, 1, 16383",
        "100, 16301, 99",
        "100, 16384, 16"
    })
    void padsToAMultiple(int multiple, int content, int padding) {
        int expected = Math.min(padding, 16384 - content);
        assertThat(RULES.withPadTo(multiple).padding(content, 16384)).isEqualTo(expected);
        assertThat(RULES.withPadTo(multiple).padding(content, content)).isZero();
        assertThat(RULES.withPadTo(multiple).padding(content, content - 1)).isZero();
    }

    /** RFC 9846 section 5.5: a KeyUpdate is due in the last quarter of what one key seals. */
    @Test
    void sealsNoMoreRecordsPerKeyThanSaid() throws Exception {
        for (var algorithm : new AeadAlgorithm[] {AeadAlgorithm.AES_128_GCM, AeadAlgorithm.CHACHA20_POLY1305}) {
            var key = Secret.take(new byte[algorithm.keyLength()]);
            var aead = Aead.sealing(algorithm, key, new byte[12]);
            try (var sealer = Sealer.of(algorithm, aead, RULES.withRecordsPerKey(16), 0)) {
                for (int record = 0; record < 16; record++) {
                    assertThat(sealer.nearLimit()).isEqualTo(record >= 12);
                    sealer.seal(ContentType.APPLICATION_DATA, new byte[] {1}, 0, 1, 0, new byte[40], 0);
                }
                assertThatExceptionOfType(ProtocolException.class)
                        .isThrownBy(() ->
                                sealer.seal(ContentType.APPLICATION_DATA, new byte[] {1}, 0, 1, 0, new byte[40], 0))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_USAGE_LIMIT));
            }
        }
    }
}
