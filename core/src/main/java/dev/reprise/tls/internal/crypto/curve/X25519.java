package dev.reprise.tls.internal.crypto.curve;

import java.util.Arrays;

/**
 * X25519 (RFC 7748 section 5). Thread-safe. What is computed on the way is wiped; the caller wipes scalars and secrets.
 * Time and memory accesses do not depend on scalars or points, but for the one bit that {@link #multiply} answers.
 */
public final class X25519 {
    /** Bytes of a scalar, of a u-coordinate and of a shared secret. */
    public static final int BYTES = 32;

    private X25519() {}

    /**
     * Compute the public value of a private key: its product with the base point.
     *
     * @param scalar any 32 bytes; only read
     * @param target where the 32 bytes go
     */
    public static void publicValue(byte[] scalar, byte[] target) {
        var clamped = clamped(scalar);
        var comb = new BasePointComb();
        comb.run(clamped);
        store(comb.numerator(), comb.denominator(), target);
        comb.wipe();
        wipe(clamped);
    }

    /**
     * Multiply a point by a scalar. Every u-coordinate is taken: of the twist, with the top bit set, or not below the prime.
     *
     * @param scalar any 32 bytes; only read
     * @param point the 32 bytes of a u-coordinate; only read
     * @param target where the 32 bytes of the product go
     * @return whether the product is other than zero; a point of small order leads to zero (RFC 7748 section 6.1)
     */
    public static boolean multiply(byte[] scalar, byte[] point, byte[] target) {
        if (point.length != BYTES) {
            throw new IllegalArgumentException("a u-coordinate of " + point.length + " bytes, expected " + BYTES);
        }
        var clamped = clamped(scalar);
        var ladder = new MontgomeryLadder();
        ladder.run(clamped, point);
        store(ladder.numerator(), ladder.denominator(), target);
        ladder.wipe();
        wipe(clamped);
        // Every byte is looked at, whatever stands in it.
        int bits = 0;
        for (int i = 0; i < BYTES; i++) {
            bits |= target[i];
        }
        return bits != 0;
    }

    /** Store x/z, which is 0 where z is. */
    private static void store(Field25519 x, Field25519 z, byte[] target) {
        var quotient = new Field25519();
        quotient.invert(z);
        quotient.multiply(quotient, x);
        quotient.store(target);
        quotient.wipe();
    }

    /** RFC 7748 section 5, decodeScalar25519. */
    private static byte[] clamped(byte[] scalar) {
        if (scalar.length != BYTES) {
            throw new IllegalArgumentException("a scalar of " + scalar.length + " bytes, expected " + BYTES);
        }
        var clamped = scalar.clone();
        clamped[0] &= (byte) 0xf8;
        clamped[31] &= 0x7f;
        clamped[31] |= 0x40;
        return clamped;
    }

    private static void wipe(byte[] secret) {
        Arrays.fill(secret, (byte) 0);
    }
}
