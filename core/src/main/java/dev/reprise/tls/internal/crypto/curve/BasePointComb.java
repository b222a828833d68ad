package dev.reprise.tls.internal.crypto.curve;

import java.util.Arrays;

/**
 * Multiplies the base point by a scalar. The points of Curve25519 and edwards25519 correspond (RFC 7748 section 4.1), and on
 * the latter multiples of a fixed point come out of a table. Holds what one multiplication works on; not thread-safe.
 *
 * <p>The scalar is written as the sum of 64 digits of -8 to 8 times 16^i. Table row i is for 256^i, so it serves the digits
 * 2i and 2i + 1: those of odd place are added first, four doublings make them 16 times as much, and those of even place
 * follow. 64 additions and four doublings, whatever the scalar.
 */
final class BasePointComb {
    private static final int DIGITS = 64;

    private final EdwardsPoint sum = new EdwardsPoint();
    private final MultipleOfBase multiple = new MultipleOfBase();
    private final byte[] digits = new byte[DIGITS];
    private final Field25519 numerator = new Field25519();
    private final Field25519 denominator = new Field25519();

    /**
     * Multiply: afterwards {@link #numerator} by {@link #denominator} is the u-coordinate of Curve25519.
     *
     * @param scalar clamped (RFC 7748 section 5): below 2^255, so that the last digit is 8 at most
     */
    void run(byte[] scalar) {
        split(scalar);
        sum.assignNeutral();
        for (int i = 1; i < DIGITS; i += 2) {
            multiple.pick(i >> 1, digits[i]);
            sum.add(multiple);
        }
        sum.twice();
        sum.twice();
        sum.twice();
        sum.twice();
        for (int i = 0; i < DIGITS; i += 2) {
            multiple.pick(i >> 1, digits[i]);
            sum.add(multiple);
        }
        // RFC 7748 section 4.1: u = (1 + y) / (1 - y). No clamped scalar is a multiple of the base point's order, as it
        // is 8
        // times a number below it, so y is not 1.
        numerator.add(sum.z(), sum.y());
        denominator.subtract(sum.z(), sum.y());
    }

    /** From digits of 0 to 15 to such of -8 to 7, whose carry goes up; by arithmetic alone, no branch on a digit. */
    private void split(byte[] scalar) {
        for (int i = 0; i < scalar.length; i++) {
            digits[2 * i] = (byte) (scalar[i] & 15);
            digits[2 * i + 1] = (byte) (scalar[i] >> 4 & 15);
        }
        int carry = 0;
        for (int i = 0; i < DIGITS - 1; i++) {
            int digit = digits[i] + carry;
            carry = (digit + 8) >> 4;
            digits[i] = (byte) (digit - (carry << 4));
        }
        digits[DIGITS - 1] += (byte) carry;
    }

    /** Return the numerator, loose. */
    Field25519 numerator() {
        return numerator;
    }

    /** Return the denominator, loose and not 0. */
    Field25519 denominator() {
        return denominator;
    }

    /** Overwrite all of it with zeros. */
    void wipe() {
        sum.wipe();
        multiple.wipe();
        numerator.wipe();
        denominator.wipe();
        Arrays.fill(digits, (byte) 0);
    }
}
