package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Holds each operation to BigInteger, with limbs at the ends of what it takes, and to the size that it may leave. */
class FieldP256Test {
    static final BigInteger P = EcdsaP256.PRIME;
    private static final BigInteger R_INVERSE = BigInteger.TWO.pow(260).modInverse(P);
    private static final long SEED = Long.getLong("test.seed", 256);
    private static final int CASES = 20_000;
    private static final long MAX = 1L << 54;
    private static final long[] ENDS = {
        MAX, -MAX, MAX - 1, 1 - MAX, 0, 1, -1, 1L << 52, (1L << 52) - 1, -(1L << 52), 1L << 53
    };

    private final Random random = new Random(SEED);
    private final FieldP256 result = new FieldP256();

    @Test
    void multiplies() {
        each((a, b) -> {
            result.multiply(a, b);
            assertProduct(a, b);
            result.assign(a);
            result.multiply(result, b);
            assertProduct(a, b);
            result.assign(b);
            result.multiply(a, result);
            assertProduct(a, b);
        });
    }

    @Test
    void squares() {
        each((a, b) -> {
            result.square(a);
            assertProduct(a, a);
            result.assign(b);
            result.square(result);
            assertProduct(b, b);
        });
    }

    @Test
    void addsSubtractsAndNegates() {
        each((a, b) -> {
            result.add(a, b);
            assertThat(value(result)).as(seed()).isEqualTo(value(a).add(value(b)));
            result.subtract(a, b);
            assertThat(value(result)).as(seed()).isEqualTo(value(a).subtract(value(b)));
            result.negate();
            assertThat(value(result)).as(seed()).isEqualTo(value(b).subtract(value(a)));
        });
    }

    @Test
    void folds() {
        each((a, b) -> {
            var expected = value(a).mod(P);
            a.fold();
            assertFolded(a, expected);
        });
        // Numbers of up to 64 p, in other limbs than those of a product.
        for (int multiple = -64; multiple <= 64; multiple++) {
            for (int difference = -3; difference <= 3; difference++) {
                var number = P.multiply(BigInteger.valueOf(multiple)).add(BigInteger.valueOf(difference));
                var field = of(number);
                field.fold();
                assertFolded(field, number.mod(P));
            }
        }
    }

    @Test
    void knowsZero() {
        for (int multiple = -64; multiple <= 64; multiple++) {
            for (int difference = -3; difference <= 3; difference++) {
                var number = P.multiply(BigInteger.valueOf(multiple)).add(BigInteger.valueOf(difference));
                assertThat(of(number).isZero()).as(number.toString()).isEqualTo(difference == 0);
            }
        }
        each((a, b) -> {
            boolean expected = value(a).mod(P).signum() == 0;
            assertThat(a.isZero()).as(seed()).isEqualTo(expected);
        });
    }

    @Test
    void inverts() {
        for (int i = 0; i < 500; i++) {
            var z = number();
            z.fold();
            result.invert(z);
            // In Montgomery's form the inverse of 2^260 z is 2^260 / z.
            assertThat(value(result).multiply(value(z)).mod(P))
                    .as(seed())
                    .isEqualTo(
                            value(z).mod(P).signum() == 0
                                    ? BigInteger.ZERO
                                    : BigInteger.TWO.pow(520).mod(P));
        }
        result.assign(new long[5], 0);
        result.invert(result);
        assertThat(result.isZero()).isTrue();
    }

    @Test
    void loadsBytes() {
        for (int i = 0; i < CASES; i++) {
            var bytes = new byte[32];
            random.nextBytes(bytes);
            if (i == 0) {
                java.util.Arrays.fill(bytes, (byte) 0xff);
            }
            result.load(bytes, 0);
            assertThat(standard(result)).as(seed()).isEqualTo(new BigInteger(1, bytes).mod(P));
        }
        result.assignOne();
        assertThat(standard(result)).isEqualTo(BigInteger.ONE);
        result.assignB();
        // FIPS 186, curve P-256.
        assertThat(standard(result))
                .isEqualTo(new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16));
    }

    private interface Trial {
        void run(FieldP256 a, FieldP256 b);
    }

    private void each(Trial trial) {
        for (int i = 0; i < CASES; i++) {
            trial.run(number(), number());
        }
        // All signs of the largest limbs there can be.
        for (int signs = 0; signs < 1 << 10; signs++) {
            trial.run(ofSigns(signs), ofSigns(signs >> 5));
        }
    }

    private static FieldP256 ofSigns(int signs) {
        var limbs = new long[5];
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = (signs >> i & 1) == 0 ? MAX : -MAX;
        }
        return of(limbs);
    }

    /** Half of them from the ends alone. */
    private FieldP256 number() {
        boolean atEnds = random.nextBoolean();
        var limbs = new long[5];
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = atEnds ? ENDS[random.nextInt(ENDS.length)] : random.nextLong(-MAX, MAX + 1);
        }
        return of(limbs);
    }

    static FieldP256 of(long... limbs) {
        var number = new FieldP256();
        number.assign(limbs, 0);
        return number;
    }

    private static FieldP256 of(BigInteger value) {
        var limbs = new long[5];
        for (int i = 0; i < 4; i++) {
            limbs[i] = value.shiftRight(52 * i).longValue() & ((1L << 52) - 1);
        }
        limbs[4] = value.shiftRight(208).longValueExact();
        return of(limbs);
    }

    /** Return the number that the limbs make, as it is. */
    private static BigInteger value(FieldP256 number) {
        var value = BigInteger.ZERO;
        var limbs = number.limbs();
        for (int i = limbs.length - 1; i >= 0; i--) {
            value = value.shiftLeft(52).add(BigInteger.valueOf(limbs[i]));
        }
        return value;
    }

    /** Return the number that it stands for. */
    static BigInteger standard(FieldP256 number) {
        return value(number).multiply(R_INVERSE).mod(P);
    }

    private void assertProduct(FieldP256 a, FieldP256 b) {
        var product = value(a).multiply(value(b));
        assertThat(value(result).mod(P))
                .as(seed())
                .isEqualTo(product.multiply(R_INVERSE).mod(P));
        // u v / 16 + 1, in units of p.
        var most = product.abs().shiftRight(260).add(P).add(BigInteger.ONE);
        assertThat(value(result).abs()).as(seed()).isLessThanOrEqualTo(most);
        var limbs = result.limbs();
        for (int i = 0; i < 4; i++) {
            assertThat(limbs[i]).as(seed()).isBetween(0L, (1L << 52) - 1);
        }
    }

    private static void assertFolded(FieldP256 number, BigInteger expected) {
        assertThat(value(number).mod(P)).as(seed()).isEqualTo(expected);
        var tenth = P.divide(BigInteger.TEN);
        assertThat(value(number)).as(seed()).isBetween(tenth.negate(), P.add(tenth));
        for (long limb : number.limbs()) {
            assertThat(limb).as(seed()).isBetween(-(1L << 51), (1L << 52) + (1L << 51));
        }
    }

    private static String seed() {
        return "-Dtest.seed=" + SEED;
    }
}
