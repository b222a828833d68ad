package dev.reprise.tls.internal.crypto.curve;

import java.util.Arrays;

/**
 * An odd multiple of a point of P-256, picked out of a table of those by 1, 3 … 31 without telling which. Mutable, not
 * thread-safe.
 */
final class PickedMultipleP256 {
    /** Points of a table. */
    static final int POINTS = 16;

    private static final int LIMBS = FieldP256.LIMBS;

    private final long[] picked = new long[3 * LIMBS];
    private final FieldP256 x = new FieldP256();
    private final FieldP256 y = new FieldP256();
    private final FieldP256 z = new FieldP256();

    /**
     * Become a multiple. The digit is secret, so all points of the table are read, whichever it is, and masks take one of
     * them and its sign. No branch or address depends on the digit.
     *
     * @param table the multiples' coordinates, each in five limbs
     * @param from where the table's point begins
     * @param stride limbs of a point: of two coordinates or three
     * @param digit odd, -31 to 31
     */
    void pick(long[] table, int from, int stride, long digit) {
        long sign = digit >> 63;
        long index = ((digit ^ sign) - sign) >> 1;
        for (int i = 0; i < stride; i++) {
            picked[i] = 0;
        }
        for (int point = 0; point < POINTS; point++) {
            // Only the difference 0 borrows.
            long mask = ((point ^ index) - 1) >> 63;
            int at = from + point * stride;
            for (int i = 0; i < stride; i++) {
                picked[i] |= table[at + i] & mask;
            }
        }
        // -(x, y) is (x, -y).
        for (int i = LIMBS; i < 2 * LIMBS; i++) {
            picked[i] = (picked[i] ^ sign) - sign;
        }
        x.assign(picked, 0);
        y.assign(picked, LIMBS);
        z.assign(picked, 2 * LIMBS);
    }

    /** Return the x-coordinate, or X. */
    FieldP256 x() {
        return x;
    }

    /** Return the y-coordinate, or Y. */
    FieldP256 y() {
        return y;
    }

    /** Return Z; of no meaning where the table has two coordinates. */
    FieldP256 z() {
        return z;
    }

    /** Overwrite with zeros. */
    void wipe() {
        Arrays.fill(picked, 0);
        x.wipe();
        y.wipe();
        z.wipe();
    }
}
