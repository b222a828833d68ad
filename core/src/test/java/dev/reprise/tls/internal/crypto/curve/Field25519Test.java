package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Holds each operation to BigInteger, with limbs at the ends of what it takes, and to the limbs that it may leave. */
class Field25519Test {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final long SEED = Long.getLong("test.seed", 25519);
    private static final int CASES = 20_000;
    private static final long TIGHT_MIN = -(1L << 13);
    private static final long TIGHT_MAX = (1L << 51) + (1L << 13);
    private static final long LOOSE_MAX = (1L << 53) - 1;
    private static final long[] LOOSE_ENDS = {
        LOOSE_MAX, -LOOSE_MAX, LOOSE_MAX - 1, 1 - LOOSE_MAX, 0, 1, -1, 1L << 51, (1L << 51) - 1, -(1L << 51), 1L << 52
    };
    private static final long[] TIGHT_ENDS = {TIGHT_MIN, TIGHT_MAX, 0, 1, -1, (1L << 51) - 1, (1L << 51) - 19, 1L << 51
    };

    private final Random random = new Random(SEED);
    private final Field25519 result = new Field25519();

    @Test
    void multipliesLooseNumbers() {
        each((f, g) -> {
            result.multiply(f, g);
            assertTight(value(f).multiply(value(g)));
        });
    }

    @Test
    void squaresLooseNumbers() {
        each((f, g) -> {
            result.square(f);
            assertTight(value(f).pow(2));
            result.assign(g);
            result.square(1);
            assertTight(value(g).pow(2));
        });
    }

    @Test
    void addsMultiplesOfA24() {
        each((a, f) -> {
            result.addA24Times(a, f);
            assertTight(value(a).add(BigInteger.valueOf(121665).multiply(value(f))));
        });
    }

    @Test
    void takesItsOwnOperandsForTheResult() {
        each((f, g) -> {
            var expected = value(f).multiply(value(g)).mod(P);
            var copy = new Field25519();
            copy.assign(f);
            copy.multiply(copy, g);
            assertThat(value(copy)).isEqualTo(expected);
            copy.assign(g);
            copy.multiply(f, copy);
            assertThat(value(copy)).isEqualTo(expected);
            copy.assign(f);
            copy.square(copy);
            assertThat(value(copy)).isEqualTo(value(f).pow(2).mod(P));
            copy.assign(f);
            copy.addA24Times(copy, copy);
            assertThat(value(copy))
                    .isEqualTo(value(f).multiply(BigInteger.valueOf(121666)).mod(P));
        });
    }

    @Test
    void addsSubtractsAndSelects() {
        for (int i = 0; i < CASES; i++) {
            var a = number(TIGHT_ENDS, TIGHT_MIN, TIGHT_MAX);
            var b = number(TIGHT_ENDS, TIGHT_MIN, TIGHT_MAX);
            var c = number(TIGHT_ENDS, TIGHT_MIN, TIGHT_MAX);
            result.add(a, b);
            assertThat(value(result))
                    .as(seed())
                    .isEqualTo(value(a).add(value(b)).mod(P));
            // Three tight numbers are what the package adds up at most.
            result.add(result, c);
            assertLoose(value(a).add(value(b)).add(value(c)));
            result.subtract(a, b);
            result.subtract(result, c);
            assertLoose(value(a).subtract(value(b)).subtract(value(c)));
            result.select(a, b, 0);
            assertThat(value(result)).as(seed()).isEqualTo(value(a));
            result.select(a, b, -1);
            assertThat(value(result)).as(seed()).isEqualTo(value(b));
        }
    }

    @Test
    void inverts() {
        for (int i = 0; i < 500; i++) {
            var z = number(LOOSE_ENDS, -LOOSE_MAX, LOOSE_MAX);
            result.invert(z);
            assertTight(value(z).modPow(P.subtract(BigInteger.TWO), P));
        }
        result.assign(0);
        result.invert(result);
        assertThat(value(result)).isZero();
    }

    // RFC 7748 section 5: the top bit MUST be masked, values of p and above are taken.
    @Test
    void loadsWhateverTheBytesAre() {
        for (int i = 0; i < CASES; i++) {
            var bytes = new byte[32];
            random.nextBytes(bytes);
            if (i % 4 == 0) {
                // Around p, 2^255 and 2^256.
                bytes = little(
                        P.add(BigInteger.valueOf(random.nextInt(50) - 20)).setBit(255));
            }
            result.load(bytes);
            assertTight(big(bytes).clearBit(255));
        }
    }

    @Test
    void storesTheOneRepresentative() {
        for (int i = 0; i < CASES; i++) {
            var number = number(LOOSE_ENDS, -LOOSE_MAX, LOOSE_MAX);
            var expected = value(number);
            assertStored(number, expected);
        }
        // All that are within 100 of 0 or p, with limb 0 alone taking the difference, and borrowed from all limbs.
        for (long difference = -100; difference <= 100; difference++) {
            assertStored(
                    of(difference, 0, 0, 0, 0), BigInteger.valueOf(difference).mod(P));
            long full = (1L << 51) - 1;
            assertStored(
                    of(full + difference, full, full, full, full),
                    BigInteger.valueOf(difference + 18).mod(P));
        }
    }

    private interface Trial {
        void run(Field25519 f, Field25519 g);
    }

    private void each(Trial trial) {
        for (int i = 0; i < CASES; i++) {
            trial.run(number(LOOSE_ENDS, -LOOSE_MAX, LOOSE_MAX), number(LOOSE_ENDS, -LOOSE_MAX, LOOSE_MAX));
        }
        // All signs of the largest limbs there can be.
        for (int signs = 0; signs < 1 << 10; signs++) {
            trial.run(ofSigns(signs), ofSigns(signs >> 5));
        }
    }

    private static Field25519 ofSigns(int signs) {
        return of(
                (signs & 1) == 0 ? LOOSE_MAX : -LOOSE_MAX,
                (signs & 2) == 0 ? LOOSE_MAX : -LOOSE_MAX,
                (signs & 4) == 0 ? LOOSE_MAX : -LOOSE_MAX,
                (signs & 8) == 0 ? LOOSE_MAX : -LOOSE_MAX,
                (signs & 16) == 0 ? LOOSE_MAX : -LOOSE_MAX);
    }

    /** Half of them from the ends alone. */
    private Field25519 number(long[] ends, long least, long most) {
        boolean atEnds = random.nextBoolean();
        var limbs = new long[5];
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = atEnds ? ends[random.nextInt(ends.length)] : random.nextLong(least, most + 1);
        }
        return of(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4]);
    }

    static Field25519 of(long... limbs) {
        var number = new Field25519();
        number.assign(limbs, 0);
        return number;
    }

    /** Not by way of {@link Field25519#store}, which is under test itself. */
    static BigInteger value(Field25519 number) {
        var value = BigInteger.ZERO;
        var limbs = number.limbs();
        for (int i = limbs.length - 1; i >= 0; i--) {
            value = value.shiftLeft(51).add(BigInteger.valueOf(limbs[i]));
        }
        return value.mod(P);
    }

    private void assertTight(BigInteger expected) {
        assertThat(value(result)).as(seed()).isEqualTo(expected.mod(P));
        for (long limb : result.limbs()) {
            assertThat(limb).as(seed()).isBetween(TIGHT_MIN, TIGHT_MAX);
        }
    }

    private void assertLoose(BigInteger expected) {
        assertThat(value(result)).as(seed()).isEqualTo(expected.mod(P));
        for (long limb : result.limbs()) {
            assertThat(limb).as(seed()).isBetween(-LOOSE_MAX, LOOSE_MAX);
        }
    }

    private static void assertStored(Field25519 number, BigInteger expected) {
        var bytes = new byte[32];
        number.store(bytes);
        assertThat(big(bytes)).as(seed()).isEqualTo(expected);
    }

    private static String seed() {
        return "-Dtest.seed=" + SEED;
    }

    static BigInteger big(byte[] littleEndian) {
        var bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
        }
        return new BigInteger(1, bigEndian);
    }

    private static byte[] little(BigInteger value) {
        var bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
