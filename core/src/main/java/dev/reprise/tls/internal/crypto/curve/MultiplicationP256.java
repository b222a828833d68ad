package dev.reprise.tls.internal.crypto.curve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Multiplies a point of P-256 by a secret scalar, which is written in 52 odd digits of -31 to 31 times 32^i. What is done and
 * what is read is the same for all scalars and points. Holds what one multiplication works on; not thread-safe.
 */
final class MultiplicationP256 {
    private static final int DIGITS = ScalarP256.DIGITS;
    private static final int AFFINE = 2 * FieldP256.LIMBS;
    private static final int PROJECTIVE = 3 * FieldP256.LIMBS;

    private final ProjectiveP256 product = new ProjectiveP256();
    private final PickedMultipleP256 multiple = new PickedMultipleP256();
    private final byte[] digits = new byte[DIGITS];

    /** Read when the first product with the base point is wanted, not before: 33 KB. Row i is of 1024^i times that point. */
    static final class Base {
        static final int ROWS = DIGITS / 2;
        static final int ROW = PickedMultipleP256.POINTS * AFFINE;
        static final long[] TABLE = read();

        private Base() {}

        private static long[] read() {
            try (var stream = MultiplicationP256.class.getResourceAsStream("p256-comb.bin")) {
                if (stream == null) {
                    throw new IllegalStateException("the table of P-256's odd multiples is missing from the jar");
                }
                var table = new long[ROWS * ROW];
                ByteBuffer.wrap(stream.readAllBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asLongBuffer()
                        .get(table);
                return table;
            } catch (IOException e) {
                throw new UncheckedIOException("the table of P-256's odd multiples cannot be read", e);
            }
        }
    }

    /**
     * Multiply the base point. A row of the table serves two digits: those of odd place are added first, taken 32 times, and
     * those of even place follow. The sum of the former is odd and below the order in size, so that it is not infinite.
     */
    void multiplyBase(ScalarP256 scalar) {
        scalar.digits(digits);
        for (int i = 1; i < DIGITS; i += 2) {
            addMultipleOfBase(i);
        }
        product.times32();
        for (int i = 0; i < DIGITS; i += 2) {
            addMultipleOfBase(i);
        }
    }

    private void addMultipleOfBase(int place) {
        multiple.pick(Base.TABLE, (place >> 1) * Base.ROW, AFFINE, digits[place]);
        product.add(multiple.x(), multiple.y());
    }

    /**
     * Multiply a point of the curve. The digits from a place on make an odd number that is below the order until the last one,
     * so what is taken 32 times is not infinite.
     *
     * @param x up to 1.1 p in size, as y
     */
    void multiply(FieldP256 x, FieldP256 y, ScalarP256 scalar) {
        var table = multiples(x, y);
        scalar.digits(digits);
        for (int i = DIGITS - 1; i >= 0; i--) {
            if (i < DIGITS - 1) {
                product.times32();
            }
            multiple.pick(table, 0, PROJECTIVE, digits[i]);
            product.add(multiple.x(), multiple.y(), multiple.z());
        }
    }

    private static long[] multiples(FieldP256 x, FieldP256 y) {
        var table = new long[PickedMultipleP256.POINTS * PROJECTIVE];
        var multiple = new ProjectiveP256();
        multiple.assign(x, y);
        var twice = new ProjectiveP256();
        twice.assign(x, y);
        twice.twice();
        twice.fold();
        for (int i = 0; i < PickedMultipleP256.POINTS; i++) {
            multiple.fold();
            multiple.copyTo(table, i * PROJECTIVE);
            multiple.add(twice.x(), twice.y(), twice.z());
        }
        return table;
    }

    /** Tell the product's coordinates; it is infinite, and they 0, for the scalar 0 alone. */
    void toAffine(FieldP256 x, FieldP256 y) {
        var inverse = new FieldP256();
        inverse.invert(product.z());
        x.multiply(product.x(), inverse);
        y.multiply(product.y(), inverse);
        inverse.wipe();
    }

    /** Overwrite with zeros. */
    void wipe() {
        product.wipe();
        multiple.wipe();
        Arrays.fill(digits, (byte) 0);
    }
}
