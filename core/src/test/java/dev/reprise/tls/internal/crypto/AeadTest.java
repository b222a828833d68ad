package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AeadTest {
    private static final byte[] AAD = {23, 3, 3, 0, 40};
    private static final byte[] TEXT = "what is protected".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TAIL = {23};

    @ParameterizedTest
    @EnumSource
    void opensWhatItSealed(AeadAlgorithm algorithm) throws Exception {
        try (var sealing = Aead.sealing(algorithm, key(algorithm), iv());
                var opening = Aead.opening(algorithm, key(algorithm), iv())) {
            for (long sequence = 0; sequence < 3; sequence++) {
                var opened = new byte[40];
                int length = open(opening, sequence, AAD, sealed(sealing, sequence), opened);
                assertThat(length).isEqualTo(TEXT.length + TAIL.length);
                assertThat(Arrays.copyOf(opened, TEXT.length)).isEqualTo(TEXT);
                assertThat(opened[TEXT.length]).isEqualTo(TAIL[0]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryFlippedBit(AeadAlgorithm algorithm) throws Exception {
        try (var sealing = Aead.sealing(algorithm, key(algorithm), iv());
                var opening = Aead.opening(algorithm, key(algorithm), iv())) {
            var sealed = sealed(sealing, 7);
            for (int bit = 0; bit < 8 * sealed.length; bit++) {
                var flipped = sealed.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThat(open(opening, 7, AAD, flipped, new byte[40]))
                        .as("bit " + bit)
                        .isEqualTo(-1);
            }
            for (int bit = 0; bit < 8 * AAD.length; bit++) {
                var flipped = AAD.clone();
                flipped[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThat(open(opening, 7, flipped, sealed, new byte[40]))
                        .as("aad " + bit)
                        .isEqualTo(-1);
            }
            assertThat(open(opening, 7, AAD, sealed, new byte[40])).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesOtherSequenceNumbersAndShortInput(AeadAlgorithm algorithm) throws Exception {
        try (var sealing = Aead.sealing(algorithm, key(algorithm), iv());
                var opening = Aead.opening(algorithm, key(algorithm), iv())) {
            var sealed = sealed(sealing, 5);
            for (long other : new long[] {0, 4, 6, 5L << 8, 5L << 56, -1}) {
                assertThat(open(opening, other, AAD, sealed, new byte[40])).isEqualTo(-1);
            }
            for (int length = 0; length < sealed.length; length++) {
                assertThat(open(opening, 5, AAD, Arrays.copyOf(sealed, length), new byte[40]))
                        .isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterBeingIdle(AeadAlgorithm algorithm) throws Exception {
        try (var sealing = Aead.sealing(algorithm, key(algorithm), iv());
                var resting = Aead.sealing(algorithm, key(algorithm), iv())) {
            for (long sequence = 0; sequence < 4; sequence++) {
                assertThat(sealed(resting, sequence)).isEqualTo(sealed(sealing, sequence));
                resting.idle();
                resting.idle();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsNoKeyInThePool(AeadAlgorithm algorithm) throws Exception {
        // Were the key still in the pooled cipher, JCA would refuse the same key and nonce for sealing again.
        for (int i = 0; i < 3; i++) {
            try (var sealing = Aead.sealing(algorithm, key(algorithm), iv())) {
                assertThat(sealed(sealing, 0)).hasSize(TEXT.length + TAIL.length + AeadAlgorithm.TAG_LENGTH);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesUseAfterClosing(AeadAlgorithm algorithm) {
        var sealing = Aead.sealing(algorithm, key(algorithm), iv());
        sealing.close();
        assertThatIllegalStateException().isThrownBy(() -> sealed(sealing, 0));
    }

    @ParameterizedTest
    @EnumSource
    void refusesWrongSizes(AeadAlgorithm algorithm) {
        var shortKey = Secret.take(new byte[algorithm.keyLength() - 1]);
        assertThatIllegalArgumentException().isThrownBy(() -> Aead.sealing(algorithm, shortKey, iv()));
        assertThatIllegalArgumentException().isThrownBy(() -> Aead.opening(algorithm, key(algorithm), new byte[8]));
    }

    private static byte[] sealed(Aead aead, long sequence) throws ProtocolException {
        var out = new byte[TEXT.length + TAIL.length + AeadAlgorithm.TAG_LENGTH];
        assertThat(aead.seal(sequence, AAD, 0, AAD.length, TEXT, 0, TEXT.length, TAIL, out, 0))
                .isEqualTo(out.length);
        return out;
    }

    private static int open(Aead aead, long sequence, byte[] aad, byte[] sealed, byte[] out) throws ProtocolException {
        return aead.open(sequence, aad, 0, aad.length, sealed, 0, sealed.length, out, 0);
    }

    private static Secret key(AeadAlgorithm algorithm) {
        var key = new byte[algorithm.keyLength()];
        Arrays.fill(key, (byte) 0x5a);
        return Secret.take(key);
    }

    private static byte[] iv() {
        return new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    }
}
