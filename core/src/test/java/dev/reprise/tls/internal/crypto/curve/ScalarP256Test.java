package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Holds each operation to BigInteger. */
class ScalarP256Test {
    private static final BigInteger N = EcdsaP256.ORDER;
    private static final BigInteger R = BigInteger.TWO.pow(270);
    private static final long SEED = Long.getLong("test.seed", 2019);

    private final Random random = new Random(SEED);

    @Test
    void computesAsBigIntegerDoes() {
        for (int i = 0; i < 20_000; i++) {
            computes(number(), number());
        }
    }

    @Test
    void computesWithTheEnds() {
        for (long i = 0; i < 1000; i++) {
            computes(BigInteger.valueOf(i), N.subtract(BigInteger.valueOf(i + 1)));
            computes(N.subtract(BigInteger.valueOf(i + 1)), N.subtract(BigInteger.ONE));
        }
        for (int bit = 0; bit < 256; bit++) {
            computes(
                    BigInteger.TWO.pow(bit).mod(N),
                    N.subtract(BigInteger.TWO.pow(bit)).mod(N));
            computes(BigInteger.TWO.pow(256).subtract(BigInteger.TWO.pow(bit)).mod(N), BigInteger.ONE);
        }
    }

    @Test
    void loadsWhatIsAboveTheOrder() {
        for (var number : new BigInteger[] {
            N, N.add(BigInteger.ONE), BigInteger.TWO.pow(256).subtract(BigInteger.ONE)
        }) {
            assertThat(value(of(number))).isEqualTo(number.mod(N));
            assertThat(ScalarP256.isInRange(EcdsaCase.bytes(number), 0)).isFalse();
        }
        assertThat(ScalarP256.isInRange(EcdsaCase.bytes(BigInteger.ZERO), 0)).isFalse();
        assertThat(ScalarP256.isInRange(EcdsaCase.bytes(BigInteger.ONE), 0)).isTrue();
        assertThat(ScalarP256.isInRange(EcdsaCase.bytes(N.subtract(BigInteger.ONE)), 0))
                .isTrue();
    }

    private BigInteger number() {
        return new BigInteger(random.nextInt(256) + 1, random).mod(N);
    }

    private void computes(BigInteger a, BigInteger b) {
        var as = "-Dtest.seed=" + SEED + ", " + a.toString(16) + ", " + b.toString(16);
        var result = new ScalarP256();
        result.multiply(of(a), of(b));
        assertThat(value(result).multiply(R).mod(N))
                .as(as)
                .isEqualTo(a.multiply(b).mod(N));
        result.toMontgomery();
        assertThat(value(result)).as(as).isEqualTo(a.multiply(b).mod(N));
        result.add(of(a), of(b));
        assertThat(value(result)).as(as).isEqualTo(a.add(b).mod(N));
        result = of(a);
        result.invert();
        assertThat(value(result)).as(as).isEqualTo(a.signum() == 0 ? a : a.modInverse(N));
        assertThat(of(a).isZero()).isEqualTo(a.signum() == 0);
        digits(a);
    }

    private static void digits(BigInteger number) {
        var digits = new byte[ScalarP256.DIGITS];
        of(number).digits(digits);
        var sum = BigInteger.ZERO;
        for (int i = digits.length - 1; i >= 0; i--) {
            assertThat(digits[i] & 1).isEqualTo(1);
            assertThat((int) digits[i]).isBetween(-31, 31);
            sum = sum.shiftLeft(5).add(BigInteger.valueOf(digits[i]));
        }
        assertThat(sum).isEqualTo(number.testBit(0) ? number : number.add(N));
    }

    private static ScalarP256 of(BigInteger number) {
        var scalar = new ScalarP256();
        scalar.load(EcdsaCase.bytes(number), 0);
        return scalar;
    }

    private static BigInteger value(ScalarP256 scalar) {
        var bytes = new byte[32];
        scalar.store(bytes, 0);
        return new BigInteger(1, bytes);
    }
}
