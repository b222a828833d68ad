package dev.reprise.tls.internal.crypto.curve;

/**
 * Multiplies a point of Curve25519 by a scalar, on u-coordinates alone (RFC 7748 section 5). Holds what one multiplication
 * works on; not thread-safe.
 *
 * <p>R0 and R1 are multiples of the point, R1 the next one after R0, as x/z; (x2 : z2) is what was doubled last and (x3 : z3)
 * the sum. A bit of the scalar says which of R0 and R1 is doubled. The RFC swaps the two by masks before and after a step.
 * Here only the sum and difference that are to be squared are selected, by a mask, too: the products of the step are the
 * same, one with another sign, whichever way round R0 and R1 stand, and it is squared at once.
 */
final class MontgomeryLadder {
    private final Field25519 u = new Field25519();
    private final Field25519 x2 = new Field25519();
    private final Field25519 z2 = new Field25519();
    private final Field25519 x3 = new Field25519();
    private final Field25519 z3 = new Field25519();
    private final Field25519 sum2 = new Field25519();
    private final Field25519 difference2 = new Field25519();
    private final Field25519 sum3 = new Field25519();
    private final Field25519 difference3 = new Field25519();
    private final Field25519 square = new Field25519();
    private final Field25519 other = new Field25519();

    /**
     * Multiply: afterwards {@link #numerator} by {@link #denominator} is the u-coordinate.
     *
     * @param scalar clamped (RFC 7748 section 5), so that bits 0 to 2 are zero and 254 is the highest
     * @param point the u-coordinate
     */
    void run(byte[] scalar, byte[] point) {
        u.load(point);
        x2.assign(1);
        z2.assign(0);
        x3.assign(u);
        z3.assign(1);
        long previous = 0;
        // 255 steps whatever the scalar; the index into it depends on the step alone.
        for (int i = 254; i >= 0; i--) {
            long bit = scalar[i >> 3] >> (i & 7) & 1;
            // -1 when R1 stands in (x2 : z2) and is not wanted there, or the other way round. No branch on a bit.
            step(-(bit ^ previous));
            previous = bit;
        }
        // The last bit is 0 by clamping, so R0 stands in (x2 : z2), and no selection is left to do.
    }

    /** Double one of both and add them (RFC 7748 section 5, with its names A to E in brackets); -1 doubles (x3 : z3). */
    private void step(long mask) {
        // All loose, as sums and differences of two tight numbers.
        sum2.add(x2, z2); // A
        difference2.subtract(x2, z2); // B
        sum3.add(x3, z3); // C
        difference3.subtract(x3, z3); // D
        square.select(sum2, sum3, mask);
        other.select(difference2, difference3, mask);
        difference3.multiply(difference3, sum2); // DA
        sum3.multiply(sum3, difference2); // CB
        square.square(square); // AA
        other.square(other); // BB
        x2.multiply(square, other);
        other.subtract(square, other); // E
        z2.addA24Times(square, other);
        z2.multiply(z2, other);
        x3.add(difference3, sum3);
        x3.square(x3);
        z3.subtract(difference3, sum3);
        z3.square(z3);
        z3.multiply(z3, u);
    }

    /** Return x of the product, tight. */
    Field25519 numerator() {
        return x2;
    }

    /** Return z of the product, tight; 0 when the point was of small order. */
    Field25519 denominator() {
        return z2;
    }

    /** Overwrite all of it with zeros. */
    void wipe() {
        u.wipe();
        x2.wipe();
        z2.wipe();
        x3.wipe();
        z3.wipe();
        sum2.wipe();
        difference2.wipe();
        sum3.wipe();
        difference3.wipe();
        square.wipe();
        other.wipe();
    }
}
