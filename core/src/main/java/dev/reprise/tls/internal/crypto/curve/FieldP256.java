package dev.reprise.tls.internal.crypto.curve;

import java.util.Arrays;

/**
 * A number modulo p = 2^256 - 2^224 + 2^192 + 2^96 - 1, mutable, in five signed limbs of 52 bits, in Montgomery's form: what
 * stands for x is the number 2^260 x.
 *
 * <p>How this works: limbs may leave their 52 bits and numbers the range of 0 to p - 1, so that adding and subtracting
 * carry nothing. Limbs must stay within 2^54 in size; products leave them within 2^52, but the top one, which is as large as
 * the number is. Of numbers of up to u p and v p in size a product leaves one of up to (u v / 16 + 1) p, as p / 2^260 is less
 * than 1/16; {@link PointP256} and {@link ProjectiveP256} count what their formulas make of that, and call {@link #fold} where
 * it would grow.
 *
 * <p>A column of a product is the sum C of up to five products of limbs, below 5 * 2^108 in size, which is more than a long
 * holds. It is kept as C = 2^60 q + r. q is the sum of the high halves, each with one limb shifted left by 4
 * beforehand: a high half is then the floor of a limb product by 2^60. r is the sum of the low halves less 2^60 q, modulo 2^64,
 * which is exact, as r is what five floors left, so from 0 to 5 * 2^60. 2^60 q counts as 2^8 q in the next column.
 *
 * <p>For public data there are {@link #multiplyPublic} and {@link #squarePublic}, which find q in doubles, a third faster: they
 * are multiplied beside the integer units, and need no pair of fixed registers as high halves do. 53 bits are enough: C is
 * computed to within 2^60, so r is below 2^61 in size. Adding 1.5 * 2^52 to q, which is below 5 * 2^48, makes the low bits of a
 * double an integer. Nobody promises that floating point takes the same time for all operands, so secrets must not go there.
 *
 * <p>Montgomery's reduction takes the lowest limb m away and adds m (p + 1) / 2^52 in its place, five times: p is -1 modulo
 * 2^52, so m itself is the factor that makes the limb vanish, and p + 1 has so few bits that shifts multiply by it.
 *
 * <p>No other method but {@link #isZero} has a branch or takes a time that depends on the number. Not thread-safe.
 */
final class FieldP256 {
    /** Limbs of a number, and their bits. */
    static final int LIMBS = 5;

    private static final int BYTES = 32;
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

    /** Become what 32 bytes say from an offset on, big-endian, in Montgomery's form. */
    void load(byte[] source, int from) {
        long w0 = word(source, from + 24);
        long w1 = word(source, from + 16);
        long w2 = word(source, from + 8);
        long w3 = word(source, from);
        l0 = w0 & LIMB_MASK;
        l1 = (w0 >>> 52 | w1 << 12) & LIMB_MASK;
        l2 = (w1 >>> 40 | w2 << 24) & LIMB_MASK;
        l3 = (w2 >>> 28 | w3 << 36) & LIMB_MASK;
        l4 = w3 >>> 16;
        var factor = new FieldP256();
        factor.assign(R_SQUARED, 0);
        multiply(this, factor);
    }

    /** Load 32 bytes, and tell whether they are a number below p. For public data alone. */
    boolean loadBelowP(byte[] source, int from) {
        load(source, from);
        var canonical = new byte[BYTES];
        store(canonical, 0);
        return Arrays.equals(canonical, 0, BYTES, source, from, from + BYTES);
    }

    /** Write the number from 0 to p - 1 that this stands for, 32 bytes, big-endian. Takes up to 64 p in size. */
    void store(byte[] target, int at) {
        var number = new FieldP256();
        number.l0 = 1;
        number.multiply(number, this);
        number.fold();
        number.carry();
        // From -0.1 p to 1.1 p.
        number.addP(number.l4 >> 63);
        number.subtractP();
        number.addP(number.l4 >> 63);
        write(number.l3 >>> 36 | number.l4 << 16, target, at);
        write(number.l2 >>> 24 | number.l3 << 28, target, at + 8);
        write(number.l1 >>> 12 | number.l2 << 40, target, at + 16);
        write(number.l0 | number.l1 << 52, target, at + 24);
        number.wipe();
    }

    /** Add p where the mask is -1. */
    private void addP(long mask) {
        l0 += P[0] & mask;
        l1 += P[1] & mask;
        l3 += P[3] & mask;
        l4 += P[4] & mask;
        carry();
    }

    private void subtractP() {
        l0 -= P[0];
        l1 -= P[1];
        l3 -= P[3];
        l4 -= P[4];
        carry();
    }

    private static long word(byte[] source, int from) {
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            word = word << Byte.SIZE | (source[from + i] & 0xff);
        }
        return word;
    }

    private static void write(long word, byte[] target, int at) {
        for (int i = 0; i < Long.BYTES; i++) {
            target[at + i] = (byte) (word >>> (56 - Byte.SIZE * i));
        }
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
        long s0 = a0 << 4;
        long s1 = a1 << 4;
        long s2 = a2 << 4;
        long s3 = a3 << 4;
        long s4 = a4 << 4;
        long q0 = high(s0, b0);
        long q1 = high(s0, b1) + high(s1, b0);
        long q2 = high(s0, b2) + high(s1, b1) + high(s2, b0);
        long q3 = high(s0, b3) + high(s1, b2) + high(s2, b1) + high(s3, b0);
        long q4 = high(s0, b4) + high(s1, b3) + high(s2, b2) + high(s3, b1) + high(s4, b0);
        long q5 = high(s1, b4) + high(s2, b3) + high(s3, b2) + high(s4, b1);
        long q6 = high(s2, b4) + high(s3, b3) + high(s4, b2);
        long q7 = high(s3, b4) + high(s4, b3);
        long q8 = high(s4, b4);
        reduce(
                a0 * b0 - (q0 << 60),
                a0 * b1 + a1 * b0 - (q1 << 60) + (q0 << 8),
                a0 * b2 + a1 * b1 + a2 * b0 - (q2 << 60) + (q1 << 8),
                a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - (q3 << 60) + (q2 << 8),
                a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - (q4 << 60) + (q3 << 8),
                a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 - (q5 << 60) + (q4 << 8),
                a2 * b4 + a3 * b3 + a4 * b2 - (q6 << 60) + (q5 << 8),
                a3 * b4 + a4 * b3 - (q7 << 60) + (q6 << 8),
                a4 * b4 - (q8 << 60) + (q7 << 8),
                (q8 << 8));
    }

    /** Become a squared. */
    void square(FieldP256 a) {
        long a0 = a.l0;
        long a1 = a.l1;
        long a2 = a.l2;
        long a3 = a.l3;
        long a4 = a.l4;
        long d1 = 2 * a1;
        long d2 = 2 * a2;
        long d3 = 2 * a3;
        long d4 = 2 * a4;
        long s0 = a0 << 4;
        long s1 = a1 << 4;
        long s2 = a2 << 4;
        long s3 = a3 << 4;
        long s4 = a4 << 4;
        long q0 = high(s0, a0);
        long q1 = high(s0, d1);
        long q2 = high(s0, d2) + high(s1, a1);
        long q3 = high(s0, d3) + high(s1, d2);
        long q4 = high(s0, d4) + high(s1, d3) + high(s2, a2);
        long q5 = high(s1, d4) + high(s2, d3);
        long q6 = high(s2, d4) + high(s3, a3);
        long q7 = high(s3, d4);
        long q8 = high(s4, a4);
        reduce(
                a0 * a0 - (q0 << 60),
                a0 * d1 - (q1 << 60) + (q0 << 8),
                a0 * d2 + a1 * a1 - (q2 << 60) + (q1 << 8),
                a0 * d3 + a1 * d2 - (q3 << 60) + (q2 << 8),
                a0 * d4 + a1 * d3 + a2 * a2 - (q4 << 60) + (q3 << 8),
                a1 * d4 + a2 * d3 - (q5 << 60) + (q4 << 8),
                a2 * d4 + a3 * a3 - (q6 << 60) + (q5 << 8),
                a3 * d4 - (q7 << 60) + (q6 << 8),
                a4 * a4 - (q8 << 60) + (q7 << 8),
                (q8 << 8));
    }

    private static long high(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    /** Become a b as {@link #multiply} does, faster, by doubles. For public data alone: see above. */
    void multiplyPublic(FieldP256 a, FieldP256 b) {
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

    /** Become a squared, as {@link #multiplyPublic} multiplies. */
    void squarePublic(FieldP256 a) {
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

    /** Become ten columns by 2^260, modulo p. All are below 2^62.5 in size, and stay below 2^63. */
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

    /** Become three times this, {@link #fold folded}. Takes up to 21 p in size. */
    void triple() {
        l0 *= 3;
        l1 *= 3;
        l2 *= 3;
        l3 *= 3;
        l4 *= 3;
        fold();
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

    /** Tell whether this is 0 modulo p, by way of {@link #fold}. More than that may show in the time. */
    boolean isZero() {
        fold();
        carry();
        // From -0.1 p to 1.1 p: there are two multiples of p.
        return (l0 | l1 | l2 | l3 | l4) == 0
                || ((l0 ^ P[0]) | (l1 ^ P[1]) | (l2 ^ P[2]) | (l3 ^ P[3]) | (l4 ^ P[4])) == 0;
    }

    /** Become 1/z, and 0 of 0. Takes up to 64 p in size. */
    void invert(FieldP256 z) {
        var bytes = new byte[BYTES];
        var number = new long[Modulus.LIMBS];
        z.store(bytes, 0);
        Modulus.split(bytes, 0, number);
        DivisionSteps.invert(number, Modulus.PRIME);
        Modulus.join(number, bytes, 0);
        load(bytes, 0);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(number, 0);
    }

    /** Overwrite with zeros. */
    void wipe() {
        l0 = 0;
        l1 = 0;
        l2 = 0;
        l3 = 0;
        l4 = 0;
    }

    /** Return the limbs, lowest first. For tests. */
    long[] limbs() {
        return new long[] {l0, l1, l2, l3, l4};
    }
}
