package dev.reprise.tls.internal.crypto.curve;

import java.math.BigInteger;

/**
 * Inverts modulo P-256's order, several times as fast as BigInteger. For public data alone: its steps depend on the number.
 *
 * <p>The division steps of Bernstein and Yang ("Fast constant-time gcd computation and modular inversion", 2019): for odd f and
 * any g a step makes g smaller by a bit, adding or subtracting f first if g is odd, and swaps the two now and then, as told by
 * a counter. 30 steps need the lowest 30 bits alone; they make a matrix, by which f and g are multiplied then, divided by
 * 2^30. The same is done modulo the order to d and e, so that always d g0 = f and e g0 = g, where g0 is the number. In the end
 * g is 0, f is 1 or -1, and d the inverse or its negative. Numbers are nine limbs of 30 bits, the last one with the sign.
 */
final class InverseModuloOrder {
    private static final int LIMBS = 9;
    private static final int LIMB_BITS = 30;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;
    private static final long[] ORDER = split(EcdsaP256.ORDER);
    /** 1 / order modulo 2^30. */
    private static final long ORDER_INVERSE =
            EcdsaP256.ORDER.modInverse(BigInteger.ONE.shiftLeft(LIMB_BITS)).longValue();

    private static final int JOINED_BYTES = LIMBS * LIMB_BITS / Byte.SIZE + 1;

    private final long[] f = ORDER.clone();
    private final long[] g;
    private final long[] d = new long[LIMBS];
    private final long[] e = new long[LIMBS];
    /** More than 0 when f is to be replaced by an odd g. */
    private int counter = 1;
    // 2^30 f' = ff f + fg g, 2^30 g' = gf f + gg g. Together |ff| + |fg| and |gf| + |gg| are at most 2^30.
    private long ff;
    private long fg;
    private long gf;
    private long gg;

    private InverseModuloOrder(BigInteger number) {
        g = split(number);
        e[0] = 1;
    }

    /** Invert a number from 1 to the order less 1. */
    static BigInteger of(BigInteger number) {
        var inversion = new InverseModuloOrder(number);
        while (!isZero(inversion.g)) {
            inversion.step();
            inversion.multiplyNumbers();
            inversion.multiplyCoefficients();
        }
        var inverse = join(inversion.d);
        // f is 1 or -1.
        return (inversion.f[LIMBS - 1] < 0 ? inverse.negate() : inverse).mod(EcdsaP256.ORDER);
    }

    /** Do 30 steps on the lowest bits. */
    private void step() {
        long lowF = f[0];
        long lowG = g[0];
        ff = 1;
        fg = 0;
        gf = 0;
        gg = 1;
        int left = LIMB_BITS;
        while (true) {
            int zeros = Math.min(left, Long.numberOfTrailingZeros(lowG));
            lowG >>= zeros;
            ff <<= zeros;
            fg <<= zeros;
            counter += zeros;
            left -= zeros;
            if (left == 0) {
                return;
            }
            if (counter > 0) {
                counter = -counter;
                long kept = lowF;
                lowF = lowG;
                lowG -= kept;
                kept = ff;
                ff = gf;
                gf -= kept;
                kept = fg;
                fg = gg;
                gg -= kept;
            } else {
                lowG += lowF;
                gf += ff;
                gg += fg;
            }
        }
    }

    /** Multiply f and g by the matrix and divide by 2^30, which leaves nothing. Sums are below 2^61 in size. */
    private void multiplyNumbers() {
        long carryF = (ff * f[0] + fg * g[0]) >> LIMB_BITS;
        long carryG = (gf * f[0] + gg * g[0]) >> LIMB_BITS;
        for (int i = 1; i < LIMBS; i++) {
            carryF += ff * f[i] + fg * g[i];
            carryG += gf * f[i] + gg * g[i];
            f[i - 1] = carryF & LIMB_MASK;
            g[i - 1] = carryG & LIMB_MASK;
            carryF >>= LIMB_BITS;
            carryG >>= LIMB_BITS;
        }
        f[LIMBS - 1] = carryF;
        g[LIMBS - 1] = carryG;
    }

    /**
     * The same with d and e, modulo the order: multiples of it are added that make the lowest limb vanish. d and e stay between
     * -2 and 1 times the order: a negative one gets the order added first, then the matrix makes at most 2^30 times the order
     * of them in size, and from 0 to 2^30 - 1 times the order is taken away.
     */
    private void multiplyCoefficients() {
        long negativeD = d[LIMBS - 1] >> 63;
        long negativeE = e[LIMBS - 1] >> 63;
        long timesD = (ff & negativeD) + (fg & negativeE);
        long timesE = (gf & negativeD) + (gg & negativeE);
        long carryD = ff * d[0] + fg * e[0];
        long carryE = gf * d[0] + gg * e[0];
        timesD -= (ORDER_INVERSE * carryD + timesD) & LIMB_MASK;
        timesE -= (ORDER_INVERSE * carryE + timesE) & LIMB_MASK;
        carryD = (carryD + ORDER[0] * timesD) >> LIMB_BITS;
        carryE = (carryE + ORDER[0] * timesE) >> LIMB_BITS;
        for (int i = 1; i < LIMBS; i++) {
            carryD += ff * d[i] + fg * e[i] + ORDER[i] * timesD;
            carryE += gf * d[i] + gg * e[i] + ORDER[i] * timesE;
            d[i - 1] = carryD & LIMB_MASK;
            e[i - 1] = carryE & LIMB_MASK;
            carryD >>= LIMB_BITS;
            carryE >>= LIMB_BITS;
        }
        d[LIMBS - 1] = carryD;
        e[LIMBS - 1] = carryE;
    }

    private static boolean isZero(long[] number) {
        long bits = 0;
        for (long limb : number) {
            bits |= limb;
        }
        return bits == 0;
    }

    private static long[] split(BigInteger number) {
        var limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = number.shiftRight(LIMB_BITS * i).longValue() & LIMB_MASK;
        }
        return limbs;
    }

    /** Join limbs from 0 to 2^30 - 1 under a last one of either sign. */
    private static BigInteger join(long[] limbs) {
        var bytes = new byte[JOINED_BYTES];
        int at = bytes.length;
        long bits = 0;
        int count = 0;
        for (long limb : limbs) {
            bits |= limb << count;
            count += LIMB_BITS;
            while (count >= Byte.SIZE) {
                bytes[--at] = (byte) bits;
                bits >>= Byte.SIZE;
                count -= Byte.SIZE;
            }
        }
        bytes[--at] = (byte) bits;
        return new BigInteger(bytes);
    }
}
