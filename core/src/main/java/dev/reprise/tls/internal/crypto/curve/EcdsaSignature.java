package dev.reprise.tls.internal.crypto.curve;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The two numbers of an ECDSA signature for P-256 (RFC 3279 section 2.2.3), each from 1 to the order less 1.
 *
 * @param r from the ephemeral point
 * @param s the other
 */
record EcdsaSignature(BigInteger r, BigInteger s) {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    /**
     * Parse the DER; null for whatever is not exactly one encoding of two such numbers. Two integers of 33 bytes make a short
     * length, so a long form is never the shortest one that DER demands.
     */
    static @Nullable EcdsaSignature parse(byte[] der) {
        if (der.length < 2 || der[0] != SEQUENCE || der[1] != der.length - 2) {
            return null;
        }
        int first = 2;
        int second = end(der, first);
        if (second < 0 || end(der, second) != der.length) {
            return null;
        }
        var r = number(der, first, second);
        var s = number(der, second, der.length);
        return r == null || s == null ? null : new EcdsaSignature(r, s);
    }

    /** Return where an INTEGER ends, -1 if there is none. */
    private static int end(byte[] der, int at) {
        if (at + 2 > der.length || der[at] != INTEGER || der[at + 1] <= 0) {
            return -1;
        }
        int end = at + 2 + der[at + 1];
        return end > der.length ? -1 : end;
    }

    /** Return the DER of two numbers of 32 bytes, big-endian, above 0. */
    static byte[] encode(byte[] numbers) {
        int rLength = length(numbers, 0);
        int sLength = length(numbers, P256.BYTES);
        var der = new byte[6 + rLength + sLength];
        der[0] = SEQUENCE;
        der[1] = (byte) (der.length - 2);
        put(numbers, 0, rLength, der, 2);
        put(numbers, P256.BYTES, sLength, der, 4 + rLength);
        return der;
    }

    /** Return how many bytes an INTEGER has: as few as there can be, with a zero byte in front for the sign. */
    private static int length(byte[] numbers, int from) {
        int zeros = 0;
        while (numbers[from + zeros] == 0) {
            zeros++;
        }
        return P256.BYTES - zeros + (numbers[from + zeros] < 0 ? 1 : 0);
    }

    private static void put(byte[] numbers, int from, int length, byte[] der, int at) {
        der[at] = INTEGER;
        der[at + 1] = (byte) length;
        int count = Math.min(length, P256.BYTES);
        System.arraycopy(numbers, from + P256.BYTES - count, der, at + 2 + length - count, count);
    }

    private static @Nullable BigInteger number(byte[] der, int from, int to) {
        int first = from + 2;
        // DER: no leading zero byte but for the sign. Negative numbers and zero are out of range.
        boolean padded = der[first] == 0;
        if (der[first] < 0 || (padded && (first + 1 == to || der[first + 1] >= 0))) {
            return null;
        }
        var number = new BigInteger(Arrays.copyOfRange(der, first, to));
        return number.compareTo(EcdsaP256.ORDER) < 0 ? number : null;
    }
}
