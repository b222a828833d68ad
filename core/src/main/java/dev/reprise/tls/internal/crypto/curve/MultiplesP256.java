package dev.reprise.tls.internal.crypto.curve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A table of a point's multiples. A scalar of 256 bits is cut into words, which are walked side by side: with words of 32
 * bits a product takes 32 doublings instead of 256. Each word is written in odd digits, far apart; the table has the
 * multiples by 1, 3, 5 … for each word as affine points. For public data alone. Immutable and thread-safe.
 */
final class MultiplesP256 {
    private static final int SCALAR_BITS = 256;
    /** Of the eight words of 32 bits. */
    private static final int MANY_WORDS = 8;
    /** Bits of a signed digit: digits are less than half of 2^width in size. 8 points a word, 640 bytes. */
    private static final int WIDTH = 5;
    /** The same for the base point's table, which is read, not computed: 8 * 32 points, 20 KB. */
    private static final int BASE_WIDTH = 7;

    private static final int POINT_LIMBS = 2 * FieldP256.LIMBS;

    private final int words;
    private final int width;
    /** Per word and digit, x and y. */
    private final long[] limbs;

    private MultiplesP256(int words, int width, long[] limbs) {
        this.words = words;
        this.width = width;
        this.limbs = limbs;
    }

    /** Read when the first signature is verified, not before. */
    private static final class Base {
        static final MultiplesP256 TABLE = read();

        private static MultiplesP256 read() {
            try (var stream = MultiplesP256.class.getResourceAsStream("p256-multiples.bin")) {
                if (stream == null) {
                    throw new IllegalStateException("the table of P-256's multiples is missing from the jar");
                }
                var limbs = new long[MANY_WORDS * multiplesPerWord(BASE_WIDTH) * POINT_LIMBS];
                ByteBuffer.wrap(stream.readAllBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asLongBuffer()
                        .get(limbs);
                return new MultiplesP256(MANY_WORDS, BASE_WIDTH, limbs);
            } catch (IOException e) {
                throw new UncheckedIOException("the table of P-256's multiples cannot be read", e);
            }
        }
    }

    /** Return the base point's. */
    static MultiplesP256 ofBase() {
        return Base.TABLE;
    }

    /** Compute a small table of a point of the curve, which pays with its first use. */
    static MultiplesP256 small(FieldP256 x, FieldP256 y) {
        return of(x, y, 1);
    }

    /** Compute a large table, which takes as long as three verifications with it. */
    static MultiplesP256 large(FieldP256 x, FieldP256 y) {
        return of(x, y, MANY_WORDS);
    }

    private static MultiplesP256 of(FieldP256 x, FieldP256 y, int words) {
        int count = multiplesPerWord(WIDTH);
        var multiples = new PointP256[words * count];
        var power = new PointP256();
        power.assign(x, y);
        var multiple = new PointP256();
        var stepX = new FieldP256();
        var stepY = new FieldP256();
        var stepZ = new FieldP256();
        for (int word = 0; word < words; word++) {
            // With the Z of its double, the power and that step are affine points of an isomorphic curve, and so are
            // their sums: addition does not look at the curve's coefficients.
            multiple.assignWithZOfTwice(power);
            power.twice();
            stepX.assign(power.x());
            stepY.assign(power.y());
            stepY.fold();
            stepZ.assign(power.z());
            for (int i = 0; i < count; i++) {
                var copy = new PointP256();
                copy.assign(multiple);
                copy.z().multiply(copy.z(), stepZ);
                multiples[word * count + i] = copy;
                multiple.add(stepX, stepY);
            }
            for (int i = 1; i < SCALAR_BITS / words && word < words - 1; i++) {
                power.twice();
            }
        }
        return new MultiplesP256(words, WIDTH, affine(multiples));
    }

    /** Make points affine with one inversion for all: that of the product of all Z. No point is infinite. */
    private static long[] affine(PointP256[] points) {
        var products = new FieldP256[points.length];
        var product = new FieldP256();
        product.assignOne();
        for (int i = 0; i < points.length; i++) {
            // Of those before.
            products[i] = new FieldP256();
            products[i].assign(product);
            product.multiply(product, points[i].z());
        }
        var inverse = new FieldP256();
        inverse.invert(product);
        var power = new FieldP256();
        var z = new FieldP256();
        var coordinate = new FieldP256();
        var limbs = new long[points.length * POINT_LIMBS];
        for (int i = points.length - 1; i >= 0; i--) {
            z.multiply(inverse, products[i]);
            inverse.multiply(inverse, points[i].z());
            power.square(z);
            coordinate.multiply(points[i].x(), power);
            coordinate.fold();
            coordinate.copyTo(limbs, i * POINT_LIMBS);
            power.multiply(power, z);
            coordinate.multiply(points[i].y(), power);
            coordinate.fold();
            coordinate.copyTo(limbs, i * POINT_LIMBS + FieldP256.LIMBS);
        }
        return limbs;
    }

    private static int multiplesPerWord(int width) {
        return 1 << (width - 2);
    }

    /** Tell whether this is a large table. */
    boolean large() {
        return words == MANY_WORDS;
    }

    /** Return the bits of a word. */
    int wordBits() {
        return SCALAR_BITS / words;
    }

    /**
     * Write a number as the sum of digits, each odd and less than half of 2^width in size or zero, times powers of two.
     *
     * @param number 32 bytes, big-endian
     * @return a digit for each power up to 2^256
     */
    byte[] digits(byte[] number) {
        var digits = new byte[SCALAR_BITS + 1];
        int carry = 0;
        int at = 0;
        while (at < digits.length) {
            int window = bits(number, at, width) + carry;
            if ((window & 1) == 0) {
                at++;
                continue;
            }
            carry = window >> (width - 1) & 1;
            digits[at] = (byte) (window - (carry << width));
            at += width;
        }
        return digits;
    }

    private static int bits(byte[] bigEndian, int from, int count) {
        int at = bigEndian.length - 1 - (from >> 3);
        int low = at < 0 ? 0 : bigEndian[at] & 0xff;
        int high = at < 1 ? 0 : bigEndian[at - 1] & 0xff;
        return ((high << 8 | low) >> (from & 7)) & ((1 << count) - 1);
    }

    /**
     * Add to a sum what the digits at one bit of all words say; the sum is doubled from bit to bit, down to 0.
     *
     * @param x for use in between, as y
     */
    void add(byte[] digits, int bit, PointP256 sum, FieldP256 x, FieldP256 y) {
        int wordBits = wordBits();
        if (bit > wordBits) {
            return;
        }
        // The last word alone has a digit behind its bits.
        for (int word = bit == wordBits ? words - 1 : 0; word < words; word++) {
            int digit = digits[word * wordBits + bit];
            if (digit != 0) {
                load(word, digit, x, y);
                sum.add(x, y);
            }
        }
    }

    /**
     * Load digit * 2^(wordBits * word) times the point.
     *
     * @param digit odd
     */
    void load(int word, int digit, FieldP256 x, FieldP256 y) {
        int at = (word * multiplesPerWord(width) + (Math.abs(digit) >> 1)) * POINT_LIMBS;
        x.assign(limbs, at);
        y.assign(limbs, at + FieldP256.LIMBS);
        if (digit < 0) {
            y.negate();
        }
    }
}
