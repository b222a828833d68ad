package dev.reprise.tls.internal.crypto.curve;

import java.math.BigInteger;

/**
 * A prime of 256 bits with its highest bit set, and what is done to numbers modulo it in nine limbs of 30 bits, lowest first.
 * A number that is not reduced has its sign in the last limb. Immutable; loops run a fixed number of times, and no branch or
 * index depends on a number.
 */
final class Modulus {
    static final int BYTES = 32;
    static final int LIMBS = 9;
    static final int LIMB_BITS = 30;
    static final long LIMB_MASK = (1L << LIMB_BITS) - 1;

    static final Modulus ORDER = new Modulus(EcdsaP256.ORDER);
    static final Modulus PRIME = new Modulus(EcdsaP256.PRIME);

    private final long[] limbs = new long[LIMBS];
    /** 1 / the prime modulo 2^30. */
    private final long inverse;

    private Modulus(BigInteger prime) {
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = prime.shiftRight(LIMB_BITS * i).longValue() & LIMB_MASK;
        }
        inverse = prime.modInverse(BigInteger.ONE.shiftLeft(LIMB_BITS)).longValue();
    }

    /** Return a limb. */
    long limb(int i) {
        return limbs[i];
    }

    /** Return 1 / the prime modulo 2^30. */
    long inverse() {
        return inverse;
    }

    /** Write the prime's limbs. */
    void copyTo(long[] number) {
        System.arraycopy(limbs, 0, number, 0, LIMBS);
    }

    /** Read 32 bytes, big-endian, which may be a number above the prime. */
    static void split(byte[] source, int from, long[] number) {
        long bits = 0;
        int count = 0;
        int limb = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            bits |= (source[from + i] & 0xffL) << count;
            count += Byte.SIZE;
            if (count >= LIMB_BITS) {
                number[limb++] = bits & LIMB_MASK;
                bits >>>= LIMB_BITS;
                count -= LIMB_BITS;
            }
        }
        number[limb] = bits;
    }

    /** Write 32 bytes, big-endian. */
    static void join(long[] number, byte[] target, int at) {
        long bits = 0;
        int count = 0;
        int limb = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            if (count < Byte.SIZE) {
                bits |= number[limb++] << count;
                count += LIMB_BITS;
            }
            target[at + i] = (byte) bits;
            bits >>>= Byte.SIZE;
            count -= Byte.SIZE;
        }
    }

    /** Tell whether the prime is larger than a number that is not negative; no more than that shows in the time. */
    boolean exceeds(long[] number) {
        long borrow = 0;
        for (int i = 0; i < LIMBS; i++) {
            borrow = (number[i] - limbs[i] + borrow) >> LIMB_BITS;
        }
        return borrow < 0;
    }

    /** Add the prime where the mask is -1. */
    void add(long[] number, long mask) {
        long carry = 0;
        for (int i = 0; i < LIMBS - 1; i++) {
            carry += number[i] + (limbs[i] & mask);
            number[i] = carry & LIMB_MASK;
            carry >>= LIMB_BITS;
        }
        number[LIMBS - 1] += (limbs[LIMBS - 1] & mask) + carry;
    }

    /** Add the prime if the number is negative. */
    void addIfNegative(long[] number) {
        add(number, number[LIMBS - 1] >> 63);
    }

    /** From less than twice the prime to less than the prime. */
    void reduce(long[] number) {
        long carry = 0;
        for (int i = 0; i < LIMBS - 1; i++) {
            carry += number[i] - limbs[i];
            number[i] = carry & LIMB_MASK;
            carry >>= LIMB_BITS;
        }
        number[LIMBS - 1] += carry - limbs[LIMBS - 1];
        addIfNegative(number);
    }
}
