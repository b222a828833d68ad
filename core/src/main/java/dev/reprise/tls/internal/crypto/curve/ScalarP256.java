package dev.reprise.tls.internal.crypto.curve;

import java.util.Arrays;

/**
 * A number modulo P-256's order n, from 0 to n - 1, mutable, in nine limbs of 30 bits. No method but those that say so takes a
 * time that depends on the number; loops run a fixed number of times. Not thread-safe.
 *
 * <p>Products are Montgomery's, of R = 2^270: {@link #multiply} leaves a b / R. {@link #toMontgomery} makes a factor R a, whose
 * product with another number is the plain one.
 */
final class ScalarP256 {
    static final int BYTES = 32;

    private static final int LIMBS = Modulus.LIMBS;
    private static final int LIMB_BITS = Modulus.LIMB_BITS;
    private static final long LIMB_MASK = Modulus.LIMB_MASK;
    private static final Modulus ORDER = Modulus.ORDER;
    /** R^2 modulo n. */
    private static final long[] R_SQUARED = {
        0x887ac57, 0x5d911a5, 0x130785e0, 0x2a328ab8, 0x19076a9e, 0x1afb1658, 0x2484a92b, 0x2a0ebf05, 0x55ab
    };

    private static final int DIGIT_BITS = 5;
    /** Digits of 5 bits, for 260. */
    static final int DIGITS = 52;

    private final long[] limbs = new long[LIMBS];
    private final long[] scratch = new long[LIMBS];

    /**
     * Become what 32 bytes say, big-endian, modulo n: less than 2 n, so that n is taken away once at most.
     *
     * @param from where they begin
     */
    void load(byte[] source, int from) {
        Modulus.split(source, from, limbs);
        ORDER.reduce(limbs);
    }

    /** Become a field's number modulo n, which the prime is less than twice of. The number is not kept. */
    void load(FieldP256 number) {
        var bytes = new byte[BYTES];
        number.store(bytes, 0);
        load(bytes, 0);
        Arrays.fill(bytes, (byte) 0);
    }

    /** Write 32 bytes, big-endian. */
    void store(byte[] target, int at) {
        Modulus.join(limbs, target, at);
    }

    /** Tell whether 32 bytes, big-endian, are a number from 1 to n - 1; no more than that shows in the time. */
    static boolean isInRange(byte[] source, int from) {
        var number = new ScalarP256();
        Modulus.split(source, from, number.limbs);
        boolean inRange = ORDER.exceeds(number.limbs) && !number.isZero();
        number.wipe();
        return inRange;
    }

    /** Tell whether this is 0. */
    boolean isZero() {
        long any = 0;
        for (long limb : limbs) {
            any |= limb;
        }
        return any == 0;
    }

    /** Become R times this. */
    void toMontgomery() {
        multiply(limbs, R_SQUARED);
    }

    /** Become a b / R. */
    void multiply(ScalarP256 a, ScalarP256 b) {
        multiply(a.limbs, b.limbs);
    }

    /**
     * A limb of b after the other, with the multiple of n that makes the lowest limb vanish: sums are below 2^62, and what is
     * left below 2 n.
     */
    private void multiply(long[] a, long[] b) {
        var sum = scratch;
        Arrays.fill(sum, 0);
        for (int i = 0; i < LIMBS; i++) {
            long factor = b[i];
            long carry = sum[0] + a[0] * factor;
            long m = -carry * ORDER.inverse() & LIMB_MASK;
            carry = (carry + m * ORDER.limb(0)) >> LIMB_BITS;
            for (int j = 1; j < LIMBS; j++) {
                carry += sum[j] + a[j] * factor + m * ORDER.limb(j);
                sum[j - 1] = carry & LIMB_MASK;
                carry >>= LIMB_BITS;
            }
            sum[LIMBS - 1] = carry;
        }
        System.arraycopy(sum, 0, limbs, 0, LIMBS);
        ORDER.reduce(limbs);
    }

    /** Become a + b. */
    void add(ScalarP256 a, ScalarP256 b) {
        long carry = 0;
        for (int i = 0; i < LIMBS; i++) {
            carry += a.limbs[i] + b.limbs[i];
            limbs[i] = carry & LIMB_MASK;
            carry >>= LIMB_BITS;
        }
        ORDER.reduce(limbs);
    }

    /** Become 1 / this, and stay 0. */
    void invert() {
        DivisionSteps.invert(limbs, ORDER);
    }

    /**
     * Write this, or this + n if it is even, as the sum of odd digits of -31 to 31 times 32^i: no digit is 0, so none is
     * special. A digit and all above it make a number that is odd; so the digit is six bits of it, the lowest one set, less 32,
     * and the rest is odd again.
     *
     * @param digits room for {@link #DIGITS}
     */
    void digits(byte[] digits) {
        var odd = new ScalarP256();
        System.arraycopy(limbs, 0, odd.limbs, 0, LIMBS);
        ORDER.add(odd.limbs, (limbs[0] & 1) - 1);
        int perLimb = LIMB_BITS / DIGIT_BITS;
        for (int i = 0; i < DIGITS - 1; i++) {
            int limb = i / perLimb;
            int shift = i % perLimb * DIGIT_BITS;
            long next = limb + 1 < LIMBS ? odd.limbs[limb + 1] : 0;
            long bits = odd.limbs[limb] >> shift | next << (LIMB_BITS - shift);
            digits[i] = (byte) (((bits & 63) | 1) - 32);
        }
        int lastShift = (DIGITS - 1) % perLimb * DIGIT_BITS;
        digits[DIGITS - 1] = (byte) ((odd.limbs[(DIGITS - 1) / perLimb] >> lastShift) | 1);
        odd.wipe();
    }

    /** Overwrite with zeros. */
    void wipe() {
        Arrays.fill(limbs, 0);
        Arrays.fill(scratch, 0);
    }
}
