package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InverseModuloOrderTest {
    private static final BigInteger N = EcdsaP256.ORDER;
    private static final long SEED = Long.getLong("test.seed", 2019);

    @Test
    void invertsAsBigIntegerDoes() {
        var random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            inverts(new BigInteger(random.nextInt(256) + 1, random).mod(N).max(BigInteger.ONE));
        }
    }

    @Test
    void invertsTheEnds() {
        for (long i = 1; i < 1000; i++) {
            inverts(BigInteger.valueOf(i));
            inverts(N.subtract(BigInteger.valueOf(i)));
        }
        for (int bit = 0; bit < 256; bit++) {
            inverts(BigInteger.TWO.pow(bit).mod(N));
            inverts(N.subtract(BigInteger.TWO.pow(bit)).mod(N));
            inverts(BigInteger.TWO.pow(256).subtract(BigInteger.TWO.pow(bit)).mod(N));
        }
    }

    private static void inverts(BigInteger number) {
        assertThat(InverseModuloOrder.of(number))
                .as("-Dtest.seed=" + SEED + ", " + number)
                .isEqualTo(number.modInverse(N));
    }
}
