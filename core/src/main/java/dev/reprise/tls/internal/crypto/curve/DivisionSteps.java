package dev.reprise.tls.internal.crypto.curve;

import java.util.Arrays;

/**
 * Inverts a number modulo a prime of 256 bits by the division steps of Bernstein and Yang ("Fast constant-time gcd computation
 * and modular inversion", 2019). Steps, and all that is done, are the same for all numbers. Not thread-safe.
 *
 * <p>For odd f and any g a step makes g smaller by a bit, adding or subtracting f first if g is odd, and swaps the two now and
 * then, as told by a counter. 30 steps need the lowest 30 bits alone; they make a matrix, by which f and g are multiplied
 * then, divided by 2^30. The same is done modulo the prime to d and e, so that always d g0 = f and e g0 = g, where g0 is the
 * number. In the end g is 0, f is 1 or -1, and d the inverse or its negative.
 */
final class DivisionSteps {
    private static final int LIMBS = Modulus.LIMBS;
    private static final int LIMB_BITS = Modulus.LIMB_BITS;
    private static final long LIMB_MASK = Modulus.LIMB_MASK;

    /** At least (49 * 256 + 57) / 17 steps, after which g is 0 for all numbers of 256 bits, says the paper's theorem 11.2. */
    private static final int ROUNDS = 25;

    private final Modulus modulus;
    private final long[] f = new long[LIMBS];
    private final long[] g;
    private final long[] d = new long[LIMBS];
    private final long[] e = new long[LIMBS];
    /** More than 0 when f is to be replaced by an odd g. */
    private long counter = 1;
    // 2^30 f' = ff f + fg g, 2^30 g' = gf f + gg g. Together |ff| + |fg| and |gf| + |gg| are at most 2^30.
    private long ff;
    private long fg;
    private long gf;
    private long gg;

    private DivisionSteps(long[] number, Modulus modulus) {
        this.modulus = modulus;
        modulus.copyTo(f);
        g = number.clone();
        e[0] = 1;
    }

    /** Turn a number into its inverse, and leave 0 as it is. */
    static void invert(long[] number, Modulus modulus) {
        var steps = new DivisionSteps(number, modulus);
        for (int i = 0; i < ROUNDS; i++) {
            steps.step();
            steps.multiplyNumbers();
            steps.multiplyCoefficients();
        }
        steps.quotient(number);
        steps.wipe();
    }

    /** Do 30 steps on the lowest bits. */
    private void step() {
        long lowF = f[0];
        long lowG = g[0];
        long count = counter;
        long a = 1;
        long b = 0;
        long c = 0;
        long d = 1;
        for (int i = 0; i < LIMB_BITS; i++) {
            long odd = -(lowG & 1);
            // Only a number up to 0 less 1 is negative.
            long swap = odd & ~((count - 1) >> 63);
            long kept = lowG;
            lowG += ((lowF ^ swap) - swap) & odd;
            lowF ^= swap & (lowF ^ kept);
            kept = c;
            c += ((a ^ swap) - swap) & odd;
            a ^= swap & (a ^ kept);
            kept = d;
            d += ((b ^ swap) - swap) & odd;
            b ^= swap & (b ^ kept);
            count = (count ^ swap) - swap + 1;
            lowG >>= 1;
            a <<= 1;
            b <<= 1;
        }
        counter = count;
        ff = a;
        fg = b;
        gf = c;
        gg = d;
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
     * The same with d and e, modulo the prime: multiples of it are added that make the lowest limb vanish. d and e stay
     * between -2 and 1 times it: a negative one gets it added first, then the matrix makes at most 2^30 times it of them in
     * size, and from 0 to 2^30 - 1 times it is taken away.
     */
    private void multiplyCoefficients() {
        long negativeD = d[LIMBS - 1] >> 63;
        long negativeE = e[LIMBS - 1] >> 63;
        long timesD = (ff & negativeD) + (fg & negativeE);
        long timesE = (gf & negativeD) + (gg & negativeE);
        long carryD = ff * d[0] + fg * e[0];
        long carryE = gf * d[0] + gg * e[0];
        timesD -= (modulus.inverse() * carryD + timesD) & LIMB_MASK;
        timesE -= (modulus.inverse() * carryE + timesE) & LIMB_MASK;
        carryD = (carryD + modulus.limb(0) * timesD) >> LIMB_BITS;
        carryE = (carryE + modulus.limb(0) * timesE) >> LIMB_BITS;
        for (int i = 1; i < LIMBS; i++) {
            carryD += ff * d[i] + fg * e[i] + modulus.limb(i) * timesD;
            carryE += gf * d[i] + gg * e[i] + modulus.limb(i) * timesE;
            d[i - 1] = carryD & LIMB_MASK;
            e[i - 1] = carryE & LIMB_MASK;
            carryD >>= LIMB_BITS;
            carryE >>= LIMB_BITS;
        }
        d[LIMBS - 1] = carryD;
        e[LIMBS - 1] = carryE;
    }

    /** Write d, negated where f is -1: then from -2 to 2 times the prime, and reduced. */
    private void quotient(long[] target) {
        long negative = f[LIMBS - 1] >> 63;
        long carry = 0;
        for (int i = 0; i < LIMBS - 1; i++) {
            carry += (d[i] ^ negative) - negative;
            target[i] = carry & LIMB_MASK;
            carry >>= LIMB_BITS;
        }
        target[LIMBS - 1] = (d[LIMBS - 1] ^ negative) - negative + carry;
        modulus.addIfNegative(target);
        modulus.addIfNegative(target);
        modulus.reduce(target);
    }

    private void wipe() {
        for (var number : new long[][] {f, g, d, e}) {
            Arrays.fill(number, 0);
        }
        ff = 0;
        fg = 0;
        gf = 0;
        gg = 0;
        counter = 0;
    }
}
