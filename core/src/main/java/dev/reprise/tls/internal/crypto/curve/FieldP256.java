package dev.reprise.tls.internal.crypto.curve;

/**
 * A number modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, mutable, in five signed limbs of 52 bits, in Montgomery's form: what
 * stands for x is the number 2^260 x. For public data alone, as floating point is not promised to take the same time for
 * all operands, and some methods branch.
 *
 * <p>How this works: limbs may leave their 52 bits and numbers the range of 0 to p - 1, so that adding and subtracting
 * carry nothing. Limbs must stay within 2^54 in size; products leave them within 2^52, but the top one, which is as large as
 * the number is. Of numbers of up to u p and v p in size a product leaves one of up to (u v / 16 + 1) p, as p / 2^260 is less
 * than 1/16; {@link PointP256} counts what its formulas make of that, and calls {@link #fold} where it would grow.
 *
 * <p>A column of a product is the sum C of up to five products of limbs, below 5 * 2^108 in size, which is more than a long
 * holds. It is kept as C = 2^60 q + r. q is found in doubles, whose 53 bits are enough: C is computed to within 2^60, so r,
 * which is what 2^60 q leaves of C modulo 2^64, is below 2^61 in size and exact. Doubles are multiplied beside the integer
 * units, and need no pair of fixed registers as high halves of integer products do. Adding 1.5 * 2^52 to q, which is below
 * 5 * 2^48, makes the low bits of a double an integer. 2^60 q counts as 2^8 q in the next column.
 *
 * <p>Montgomery's reduction takes the lowest limb m away and adds m (p + 1) / 2^52 in its place, five times: p is -1 modulo
 * 2^52, so m itself is the factor that makes the limb vanish, and p + 1 has so few bits that shifts multiply by it.
 *
 * <p>Not thread-safe.
 */
final class FieldP256 {
    /** Limbs of a number, and their bits. */
    static final int LIMBS = 5;

    private static final int LIMB_BITS = 52;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;
    private static final long[] P = {0xfffffffffffffL, 0xfffffffffffL, 0, 0x1000000000L, 0xffffffff0000L};
    /** 1 in Montgomery's form: 2^260 mod p. */
    private static final long[] ONE = {0x10, 0xf000000000000L, 0xfffffffffffffL, 0xffeffffffffffL, 0xfffff};
    /** 2^520 mod p: a product with it is a number in Montgomery's form. */
    private static final long[] R_SQUARED = {0x300, 0xffffffff00000L, 0xffffefffffffbL, 0xfdfffffffffffL, 0x4ffffff};
    /** The curve's b in Montgomery's form. */
    private static final long[] B = {
        0xdf6229c4bddfdL, 0xca8843090d89cL, 0x212ed6acf005cL, 0x83415a220abf7L, 0xc30061dd4874L
    };

    private static final double SCALE = 0x1p-60;
    private static final double MAGIC = 0x1.8p52;
    /** The bits of MAGIC, shifted as q is. */
    private static final long MAGIC_SHIFTED = Double.doubleToRawLongBits(MAGIC) << 8;

    private long l0;
    private long l1;
    private long l2;
    private long l3;
    private long l4;

    /** Become 1. */
    void assignOne() {
        assign(ONE, 0);
    }

    /** Become the curve's coefficient b. */
    void assignB() {
        assign(B, 0);
    }

    /** Become another number. */
    void assign(FieldP256 other) {
        l0 = other.l0;
        l1 = other.l1;
        l2 = other.l2;
        l3 = other.l3;
        l4 = other.l4;
    }

    /** Become what five limbs of an array say, the lowest first. */
    void assign(long[] limbs, int at) {
        l0 = limbs[at];
        l1 = limbs[at + 1];
        l2 = limbs[at + 2];
        l3 = limbs[at + 3];
        l4 = limbs[at + 4];
    }

    /** Write the limbs into an array, the lowest first. */
    void copyTo(long[] limbs, int at) {
        limbs[at] = l0;
        limbs[at + 1] = l1;
        limbs[at + 2] = l2;
        limbs[at + 3] = l3;
        limbs[at + 4] = l4;
    }

    /** Become what 32 bytes say, big-endian, in Montgomery's form. */
    void load(byte[] source) {
        l0 = bits(source, 0, LIMB_BITS);
        l1 = bits(source, 52, LIMB_BITS);
        l2 = bits(source, 104, LIMB_BITS);
        l3 = bits(source, 156, LIMB_BITS);
        l4 = bits(source, 208, 48);
        var factor = new FieldP256();
        factor.assign(R_SQUARED, 0);
        multiply(this, factor);
    }

    private static long bits(byte[] bigEndian, int from, int count) {
        long bits = 0;
        for (int i = 0; i < count; i += 4) {
            int at = from + i;
            long four = bigEndian[bigEndian.length - 1 - (at >> 3)] >> (at & 4) & 15;
            bits |= four << i;
        }
        return bits;
    }

    /** Become a + b. */
    void add(FieldP256 a, FieldP256 b) {
        l0 = a.l0 + b.l0;
        l1 = a.l1 + b.l1;
        l2 = a.l2 + b.l2;
        l3 = a.l3 + b.l3;
        l4 = a.l4 + b.l4;
    }

    /** Become a - b. */
    void subtract(FieldP256 a, FieldP256 b) {
        l0 = a.l0 - b.l0;
        l1 = a.l1 - b.l1;
        l2 = a.l2 - b.l2;
        l3 = a.l3 - b.l3;
        l4 = a.l4 - b.l4;
    }

    /** Become -this. */
    void negate() {
        l0 = -l0;
        l1 = -l1;
        l2 = -l2;
        l3 = -l3;
        l4 = -l4;
    }

    /** Become a b. */
    void multiply(FieldP256 a, FieldP256 b) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        long b0 = b.l0;
        long b1 = b.l1;
        long b2 = b.l2;
        long b3 = b.l3;
        long b4 = b.l4;
        double x0 = a0;
        double x1 = a1;
        double x2 = a2;
        double x3 = a3;
        double x4 = a4;
        double y0 = b0 * SCALE;
        double y1 = b1 * SCALE;
        double y2 = b2 * SCALE;
        double y3 = b3 * SCALE;
        double y4 = b4 * SCALE;
        long q0 = integer(x0 * y0);
        long q1 = integer(x0 * y1 + x1 * y0);
        long q2 = integer(x0 * y2 + x1 * y1 + x2 * y0);
        long q3 = integer(x0 * y3 + x1 * y2 + x2 * y1 + x3 * y0);
        long q4 = integer(x0 * y4 + x1 * y3 + x2 * y2 + x3 * y1 + x4 * y0);
        long q5 = integer(x1 * y4 + x2 * y3 + x3 * y2 + x4 * y1);
        long q6 = integer(x2 * y4 + x3 * y3 + x4 * y2);
        long q7 = integer(x3 * y4 + x4 * y3);
        long q8 = integer(x4 * y4);
        reduce(
                a0 * b0 - (q0 << 60),
                a0 * b1 + a1 * b0 - (q1 << 60) + carried(q0),
                a0 * b2 + a1 * b1 + a2 * b0 - (q2 << 60) + carried(q1),
                a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - (q3 << 60) + carried(q2),
                a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - (q4 << 60) + carried(q3),
                a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 - (q5 << 60) + carried(q4),
                a2 * b4 + a3 * b3 + a4 * b2 - (q6 << 60) + carried(q5),
                a3 * b4 + a4 * b3 - (q7 << 60) + carried(q6),
                a4 * b4 - (q8 << 60) + carried(q7),
                carried(q8));
    }

    /** Become a squared. */
    void square(FieldP256 a) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        long d0 = 2 * a0;
        long d1 = 2 * a1;
        long d2 = 2 * a2;
        long d3 = 2 * a3;
        double x0 = a0;
        double x1 = a1;
        double x2 = a2;
        double x3 = a3;
        double x4 = a4;
        double y0 = x0 * SCALE;
        double y1 = x1 * SCALE;
        double y2 = x2 * SCALE;
        double y3 = x3 * SCALE;
        double y4 = x4 * SCALE;
        double z1 = y1 + y1;
        double z2 = y2 + y2;
        double z3 = y3 + y3;
        double z4 = y4 + y4;
        long q0 = integer(x0 * y0);
        long q1 = integer(x0 * z1);
        long q2 = integer(x0 * z2 + x1 * y1);
        long q3 = integer(x0 * z3 + x1 * z2);
        long q4 = integer(x0 * z4 + x1 * z3 + x2 * y2);
        long q5 = integer(x1 * z4 + x2 * z3);
        long q6 = integer(x2 * z4 + x3 * y3);
        long q7 = integer(x3 * z4);
        long q8 = integer(x4 * y4);
        reduce(
                a0 * a0 - (q0 << 60),
                d0 * a1 - (q1 << 60) + carried(q0),
                d0 * a2 + a1 * a1 - (q2 << 60) + carried(q1),
                d0 * a3 + d1 * a2 - (q3 << 60) + carried(q2),
                d0 * a4 + d1 * a3 + a2 * a2 - (q4 << 60) + carried(q3),
                d1 * a4 + d2 * a3 - (q5 << 60) + carried(q4),
                d2 * a4 + a3 * a3 - (q6 << 60) + carried(q5),
                d3 * a4 - (q7 << 60) + carried(q6),
                a4 * a4 - (q8 << 60) + carried(q7),
                carried(q8));
    }

    /** Return a double's nearest integer in its low bits; of the bits above, which are MAGIC's, only low zeros get far. */
    private static long integer(double q) {
        return Double.doubleToRawLongBits(q + MAGIC);
    }

    /** Return 2^8 q. */
    private static long carried(long q) {
        return (q << 8) - MAGIC_SHIFTED;
    }

    /** Become ten columns by 2^260, modulo p. All are below 2^62 in size, and stay so. */
    private void reduce(long c0, long c1, long c2, long c3, long c4, long c5, long c6, long c7, long c8, long c9) {
        // (p + 1) / 2^52 is 2^44 + 2^140 - 2^172 + 2^204: in limbs from the next one on, 2^44, 0, 2^36, 2^48 - 2^16.
        long m = c0 & LIMB_MASK;
        c1 += (c0 >> LIMB_BITS) + (m << 44 & LIMB_MASK);
        c2 += m >> 8;
        c3 += m << 36 & LIMB_MASK;
        c4 += (m >> 16) + (m << 48 & LIMB_MASK) - (m << 16 & LIMB_MASK);
        c5 += (m >> 4) - (m >> 36);
        m = c1 & LIMB_MASK;
        c2 += (c1 >> LIMB_BITS) + (m << 44 & LIMB_MASK);
        c3 += m >> 8;
        c4 += m << 36 & LIMB_MASK;
        c5 += (m >> 16) + (m << 48 & LIMB_MASK) - (m << 16 & LIMB_MASK);
        c6 += (m >> 4) - (m >> 36);
        m = c2 & LIMB_MASK;
        c3 += (c2 >> LIMB_BITS) + (m << 44 & LIMB_MASK);
        c4 += m >> 8;
        c5 += m << 36 & LIMB_MASK;
        c6 += (m >> 16) + (m << 48 & LIMB_MASK) - (m << 16 & LIMB_MASK);
        c7 += (m >> 4) - (m >> 36);
        m = c3 & LIMB_MASK;
        c4 += (c3 >> LIMB_BITS) + (m << 44 & LIMB_MASK);
        c5 += m >> 8;
        c6 += m << 36 & LIMB_MASK;
        c7 += (m >> 16) + (m << 48 & LIMB_MASK) - (m << 16 & LIMB_MASK);
        c8 += (m >> 4) - (m >> 36);
        m = c4 & LIMB_MASK;
        c5 += (c4 >> LIMB_BITS) + (m << 44 & LIMB_MASK);
        c6 += m >> 8;
        c7 += m << 36 & LIMB_MASK;
        c8 += (m >> 16) + (m << 48 & LIMB_MASK) - (m << 16 & LIMB_MASK);
        c9 += (m >> 4) - (m >> 36);
        c6 += c5 >> LIMB_BITS;
        c7 += c6 >> LIMB_BITS;
        c8 += c7 >> LIMB_BITS;
        l0 = c5 & LIMB_MASK;
        l1 = c6 & LIMB_MASK;
        l2 = c7 & LIMB_MASK;
        l3 = c8 & LIMB_MASK;
        l4 = c9 + (c8 >> LIMB_BITS);
    }

    /** Become the same modulo p, but from -0.1 p to 1.1 p, with limbs within 2^52 + 2^51. Takes up to 64 p in size. */
    void fold() {
        carry();
        // 2^256 is 2^224 - 2^192 - 2^96 + 1 modulo p.
        long over = l4 >> 48;
        l4 -= over << 48;
        l0 += over;
        l1 -= over << 44;
        l3 -= over << 36;
        l4 += over << 16;
    }

    private void carry() {
        l1 += l0 >> LIMB_BITS;
        l2 += l1 >> LIMB_BITS;
        l3 += l2 >> LIMB_BITS;
        l4 += l3 >> LIMB_BITS;
        l0 &= LIMB_MASK;
        l1 &= LIMB_MASK;
        l2 &= LIMB_MASK;
        l3 &= LIMB_MASK;
    }

    /** Tell whether this is 0 modulo p, by way of {@link #fold}. */
    boolean isZero() {
        fold();
        carry();
        // From -0.1 p to 1.1 p: there are two multiples of p.
        return (l0 | l1 | l2 | l3 | l4) == 0
                || ((l0 ^ P[0]) | (l1 ^ P[1]) | (l2 ^ P[2]) | (l3 ^ P[3]) | (l4 ^ P[4])) == 0;
    }

    /** Become 1/z, which is z^(p - 2), and 0 of 0. Takes up to 4 p in size. */
    void invert(FieldP256 z) {
        var x2 = new FieldP256();
        var x4 = new FieldP256();
        var x30 = new FieldP256();
        var x32 = new FieldP256();
        var run = new FieldP256();
        // xN is z^(2^N - 1). p - 2 in words of 32 bits: ffffffff 00000001 0 0 0 ffffffff ffffffff fffffffd
        x2.square(z);
        x2.multiply(x2, z);
        x4.shift(x2, 2);
        x4.multiply(x4, x2);
        run.shift(x4, 4); // 8
        run.multiply(run, x4);
        x32.shift(run, 8); // 16
        x32.multiply(x32, run);
        x30.shift(x32, 8); // 24
        x30.multiply(x30, run);
        x30.shift(x30, 4); // 28
        x30.multiply(x30, x4);
        x30.shift(x30, 2);
        x30.multiply(x30, x2);
        x32.shift(x30, 2);
        x32.multiply(x32, x2);
        run.shift(x32, 32);
        run.multiply(run, z);
        run.shift(run, 128);
        run.multiply(run, x32);
        run.shift(run, 32);
        run.multiply(run, x32);
        run.shift(run, 30);
        run.multiply(run, x30);
        run.shift(run, 2);
        multiply(run, z);
    }

    /** Become z^(2^times). */
    private void shift(FieldP256 z, int times) {
        square(z);
        for (int i = 1; i < times; i++) {
            square(this);
        }
    }

    /** Return the limbs, lowest first. For tests. */
    long[] limbs() {
        return new long[] {l0, l1, l2, l3, l4};
    }
}
