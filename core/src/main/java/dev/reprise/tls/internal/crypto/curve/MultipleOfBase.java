package dev.reprise.tls.internal.crypto.curve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A multiple of edwards25519's base point out of a table, as y + x, y - x and 2 d x y: what an addition takes of it. Mutable,
 * not thread-safe.
 */
final class MultipleOfBase {
    /** Row i has 1 to 8 times 256^i times the base point. */
    static final int ROWS = 32;

    static final int COLUMNS = 8;
    private static final int LIMBS = 5;
    private static final int STRIDE = 3 * LIMBS;

    private static final int Y_PLUS_X = 0;
    private static final int Y_MINUS_X = LIMBS;
    private static final int XY2D = 2 * LIMBS;

    private final long[] picked = new long[STRIDE];
    private final Field25519 yPlusX = new Field25519();
    private final Field25519 yMinusX = new Field25519();
    private final Field25519 xy2d = new Field25519();

    /** Read when the first key is made, not before: 30 KB. Limbs of canonical numbers, by row, column, coordinate. */
    private static final class Table {
        static final long[][] ROW = read();

        private static long[][] read() {
            try (var stream = MultipleOfBase.class.getResourceAsStream("base-point-multiples.bin")) {
                if (stream == null) {
                    throw new IllegalStateException("the table of the base point's multiples is missing from the jar");
                }
                var values = ByteBuffer.wrap(stream.readAllBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asLongBuffer();
                var rows = new long[ROWS][COLUMNS * STRIDE];
                for (var row : rows) {
                    values.get(row);
                }
                return rows;
            } catch (IOException e) {
                throw new UncheckedIOException("the table of the base point's multiples cannot be read", e);
            }
        }
    }

    /**
     * Become digit * 256^row times the base point. The row is no secret; the digit is, so all columns of the row are read,
     * whichever it is, and masks take one of them and its sign. No branch or address depends on the digit.
     *
     * @param digit -8 to 8
     */
    void pick(int row, long digit) {
        long sign = digit >> 63;
        long size = (digit ^ sign) - sign;
        long mask1 = equal(size, 1);
        long mask2 = equal(size, 2);
        long mask3 = equal(size, 3);
        long mask4 = equal(size, 4);
        long mask5 = equal(size, 5);
        long mask6 = equal(size, 6);
        long mask7 = equal(size, 7);
        long mask8 = equal(size, 8);
        var multiples = Table.ROW[row];
        for (int i = 0; i < STRIDE; i++) {
            picked[i] = (multiples[i] & mask1)
                    | (multiples[i + STRIDE] & mask2)
                    | (multiples[i + 2 * STRIDE] & mask3)
                    | (multiples[i + 3 * STRIDE] & mask4)
                    | (multiples[i + 4 * STRIDE] & mask5)
                    | (multiples[i + 5 * STRIDE] & mask6)
                    | (multiples[i + 6 * STRIDE] & mask7)
                    | (multiples[i + 7 * STRIDE] & mask8);
        }
        // 0 times the base point is (0, 1): y + x and y - x are 1.
        long one = equal(size, 0) & 1;
        picked[Y_PLUS_X] |= one;
        picked[Y_MINUS_X] |= one;
        // -(x, y) is (-x, y): y + x and y - x change places, x y changes its sign.
        for (int i = 0; i < LIMBS; i++) {
            long change = sign & (picked[Y_PLUS_X + i] ^ picked[Y_MINUS_X + i]);
            picked[Y_PLUS_X + i] ^= change;
            picked[Y_MINUS_X + i] ^= change;
            picked[XY2D + i] = (picked[XY2D + i] ^ sign) - sign;
        }
        yPlusX.assign(picked, Y_PLUS_X);
        yMinusX.assign(picked, Y_MINUS_X);
        xy2d.assign(picked, XY2D);
    }

    /** Return -1 when two small numbers, not negative, are equal, else 0: only the difference 0 borrows. */
    private static long equal(long a, long b) {
        return ((a ^ b) - 1) >> 63;
    }

    /** Return y + x, tight. */
    Field25519 yPlusX() {
        return yPlusX;
    }

    /** Return y - x, tight. */
    Field25519 yMinusX() {
        return yMinusX;
    }

    /** Return 2 d x y, loose. */
    Field25519 xy2d() {
        return xy2d;
    }

    /** Overwrite with zeros. */
    void wipe() {
        Arrays.fill(picked, 0);
        yPlusX.wipe();
        yMinusX.wipe();
        xy2d.wipe();
    }
}
