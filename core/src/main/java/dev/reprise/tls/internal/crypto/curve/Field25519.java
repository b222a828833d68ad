package dev.reprise.tls.internal.crypto.curve;

/**
 * A number modulo p = 2^255 - 19, mutable, in five signed limbs of 51 bits: l0 + 2^51 l1 + 2^102 l2 + 2^153 l3 + 2^204 l4.
 *
 * <p>How this works: limbs may leave their 51 bits, so that adding and subtracting carry nothing. A number is
 * <ul>
 *   <li><em>tight</em> when every limb is from -2^13 to 2^51 + 2^13: what products, squares and {@link #load} leave;
 *   <li><em>loose</em> when every limb is below 2^53 in size: what products and squares take. Sums and differences of up to
 *       three tight numbers are loose.
 * </ul>
 * Each method says what it takes and leaves; nothing checks it at run time, Field25519Test holds the methods to it at the
 * ends of these ranges.
 *
 * <p>A column of a product is the sum C of five products of limbs, of up to 77 * 2^106 in size (one factor and four times
 * 19), which is more than a long holds. It is kept as C = 2^54 q + r. q is the sum of the high halves, each of an operand
 * shifted left by 10 beforehand: a high half is then the floor of a limb product by 2^54. r is the sum of the low halves
 * less 2^54 q, modulo 2^64, which is exact, as r is what five floors left, so from 0 to 5 * 2^54. So no carry has to pass
 * from low halves to high ones. 2^54 q counts as 2^3 q in the next column.
 *
 * <p>No method but {@link #load} and {@link #store} has a loop, and none has a branch or an index: the time taken does
 * not depend on the number. Not thread-safe.
 */
final class Field25519 {
    private static final int LIMB_BITS = 51;
    private static final long LIMB_MASK = (1L << LIMB_BITS) - 1;
    /** RFC 7748 section 5: (486662 - 2) / 4. */
    private static final long A24 = 121_665;

    private long l0;
    private long l1;
    private long l2;
    private long l3;
    private long l4;

    /** Become a small number, 0 to 2^51. Leaves a tight one. */
    void assign(long value) {
        l0 = value;
        l1 = 0;
        l2 = 0;
        l3 = 0;
        l4 = 0;
    }

    /** Become another number, tight or loose as that is. */
    void assign(Field25519 other) {
        l0 = other.l0;
        l1 = other.l1;
        l2 = other.l2;
        l3 = other.l3;
        l4 = other.l4;
    }

    /** Become what five limbs of an array say, the lowest first; tight or loose as they are. */
    void assign(long[] limbs, int at) {
        l0 = limbs[at];
        l1 = limbs[at + 1];
        l2 = limbs[at + 2];
        l3 = limbs[at + 3];
        l4 = limbs[at + 4];
    }

    /** Become a + b. Two tight numbers make a loose one. */
    void add(Field25519 a, Field25519 b) {
        l0 = a.l0 + b.l0;
        l1 = a.l1 + b.l1;
        l2 = a.l2 + b.l2;
        l3 = a.l3 + b.l3;
        l4 = a.l4 + b.l4;
    }

    /** Become a - b. Two tight numbers make a loose one. */
    void subtract(Field25519 a, Field25519 b) {
        l0 = a.l0 - b.l0;
        l1 = a.l1 - b.l1;
        l2 = a.l2 - b.l2;
        l3 = a.l3 - b.l3;
        l4 = a.l4 - b.l4;
    }

    /** Become a where the mask is 0, b where it is -1; no branch tells which. */
    void select(Field25519 a, Field25519 b, long mask) {
        l0 = a.l0 ^ (mask & (a.l0 ^ b.l0));
        l1 = a.l1 ^ (mask & (a.l1 ^ b.l1));
        l2 = a.l2 ^ (mask & (a.l2 ^ b.l2));
        l3 = a.l3 ^ (mask & (a.l3 ^ b.l3));
        l4 = a.l4 ^ (mask & (a.l4 ^ b.l4));
    }

    /** Become f g. Takes loose numbers, leaves a tight one. */
    void multiply(Field25519 f, Field25519 g) {
        long f0 = f.l0;
        long f1 = f.l1;
        long f2 = f.l2;
        long f3 = f.l3;
        long f4 = f.l4;
        long g0 = g.l0;
        long g1 = g.l1;
        long g2 = g.l2;
        long g3 = g.l3;
        long g4 = g.l4;
        // 2^255 = 19 modulo p, so what would stand in columns 5 to 8 counts 19 times in 0 to 3. Below 2^58 in size.
        long n1 = 19 * g1;
        long n2 = 19 * g2;
        long n3 = 19 * g3;
        long n4 = 19 * g4;
        // Below 2^63 in size, as loose limbs are below 2^53.
        long s0 = f0 << 10;
        long s1 = f1 << 10;
        long s2 = f2 << 10;
        long s3 = f3 << 10;
        long s4 = f4 << 10;
        long q0 = high(s0, g0) + high(s1, n4) + high(s2, n3) + high(s3, n2) + high(s4, n1);
        long q1 = high(s0, g1) + high(s1, g0) + high(s2, n4) + high(s3, n3) + high(s4, n2);
        long q2 = high(s0, g2) + high(s1, g1) + high(s2, g0) + high(s3, n4) + high(s4, n3);
        long q3 = high(s0, g3) + high(s1, g2) + high(s2, g1) + high(s3, g0) + high(s4, n4);
        long q4 = high(s0, g4) + high(s1, g3) + high(s2, g2) + high(s3, g1) + high(s4, g0);
        long r0 = f0 * g0 + f1 * n4 + f2 * n3 + f3 * n2 + f4 * n1 - (q0 << 54);
        long r1 = f0 * g1 + f1 * g0 + f2 * n4 + f3 * n3 + f4 * n2 - (q1 << 54);
        long r2 = f0 * g2 + f1 * g1 + f2 * g0 + f3 * n4 + f4 * n3 - (q2 << 54);
        long r3 = f0 * g3 + f1 * g2 + f2 * g1 + f3 * g0 + f4 * n4 - (q3 << 54);
        long r4 = f0 * g4 + f1 * g3 + f2 * g2 + f3 * g1 + f4 * g0 - (q4 << 54);
        carry(r0 + 152 * q4, r1 + (q0 << 3), r2 + (q1 << 3), r3 + (q2 << 3), r4 + (q3 << 3));
    }

    /** Become f squared: {@link #multiply}'s columns with equal products taken once. Takes a loose number, leaves a tight one. */
    void square(Field25519 f) {
        long f0 = f.l0;
        long f1 = f.l1;
        long f2 = f.l2;
        long f3 = f.l3;
        long f4 = f.l4;
        long d1 = 2 * f1;
        long d2 = 2 * f2;
        long d3 = 2 * f3;
        long d4 = 2 * f4;
        // Below 2^59 in size.
        long n3 = 19 * f3;
        long n4 = 19 * f4;
        long m3 = 38 * f3;
        long m4 = 38 * f4;
        long s0 = f0 << 10;
        long s1 = f1 << 10;
        long s2 = f2 << 10;
        long s3 = f3 << 10;
        long s4 = f4 << 10;
        // Three floors in each, so r is from 0 to 3 * 2^54.
        long q0 = high(s0, f0) + high(s1, m4) + high(s2, m3);
        long q1 = high(s0, d1) + high(s2, m4) + high(s3, n3);
        long q2 = high(s0, d2) + high(s1, f1) + high(s3, m4);
        long q3 = high(s0, d3) + high(s1, d2) + high(s4, n4);
        long q4 = high(s0, d4) + high(s1, d3) + high(s2, f2);
        long r0 = f0 * f0 + f1 * m4 + f2 * m3 - (q0 << 54);
        long r1 = f0 * d1 + f2 * m4 + f3 * n3 - (q1 << 54);
        long r2 = f0 * d2 + f1 * f1 + f3 * m4 - (q2 << 54);
        long r3 = f0 * d3 + f1 * d2 + f4 * n4 - (q3 << 54);
        long r4 = f0 * d4 + f1 * d3 + f2 * f2 - (q4 << 54);
        carry(r0 + 152 * q4, r1 + (q0 << 3), r2 + (q1 << 3), r3 + (q2 << 3), r4 + (q3 << 3));
    }

    /** Become this squared, so many times; the count is no secret. */
    void square(int times) {
        for (int i = 0; i < times; i++) {
            square(this);
        }
    }

    /** Become a + 121665 f. Takes loose numbers, leaves a tight one. */
    void addA24Times(Field25519 a, Field25519 f) {
        // Below 2^17 in size; what is left, with a's limb, is below 2^55.
        long q0 = high(f.l0 << 10, A24);
        long q1 = high(f.l1 << 10, A24);
        long q2 = high(f.l2 << 10, A24);
        long q3 = high(f.l3 << 10, A24);
        long q4 = high(f.l4 << 10, A24);
        long r0 = a.l0 + f.l0 * A24 - (q0 << 54);
        long r1 = a.l1 + f.l1 * A24 - (q1 << 54);
        long r2 = a.l2 + f.l2 * A24 - (q2 << 54);
        long r3 = a.l3 + f.l3 * A24 - (q3 << 54);
        long r4 = a.l4 + f.l4 * A24 - (q4 << 54);
        carry(r0 + 152 * q4, r1 + (q0 << 3), r2 + (q1 << 3), r3 + (q2 << 3), r4 + (q3 << 3));
    }

    /**
     * Become what five columns say, carries taken out once. Of loose factors they are at most, in units of 2^52: 20 + 152 * 5
     * = 780, 20 + 8 * 77 = 636, 20 + 8 * 59 = 492, 20 + 8 * 41 = 348, 20 + 8 * 23 = 204; all below 2^62. So a carry is at
     * most 2 * 780 in size, and 19 times the last one at most 38 * 204 = 7,752, which is below 2^13: the limbs are tight.
     * There are five arguments, as five values cannot be returned without an object.
     */
    private void carry(long h0, long h1, long h2, long h3, long h4) {
        l0 = (h0 & LIMB_MASK) + 19 * (h4 >> LIMB_BITS);
        l1 = (h1 & LIMB_MASK) + (h0 >> LIMB_BITS);
        l2 = (h2 & LIMB_MASK) + (h1 >> LIMB_BITS);
        l3 = (h3 & LIMB_MASK) + (h2 >> LIMB_BITS);
        l4 = (h4 & LIMB_MASK) + (h3 >> LIMB_BITS);
    }

    /** Become 1/z, which is z^(p - 2), and 0 of 0. Takes a loose number, leaves a tight one. The steps are the same for all. */
    void invert(Field25519 z) {
        var z11 = new Field25519();
        var run10 = new Field25519();
        var run50 = new Field25519();
        var a = new Field25519();
        var b = new Field25519();
        a.square(z); // z^2
        b.square(a);
        b.square(1);
        b.multiply(b, z); // z^9
        z11.multiply(b, a);
        a.square(z11);
        a.multiply(a, b); // z^(2^5 - 1)
        run10.lengthen(a, 5); // z^(2^10 - 1)
        a.lengthen(run10, 10); // 20
        b.lengthen(a, 20); // 40
        b.square(10);
        run50.multiply(b, run10);
        a.lengthen(run50, 50); // 100
        b.lengthen(a, 100); // 200
        b.square(50);
        b.multiply(b, run50); // 250
        // p - 2 = 2^5 (2^250 - 1) + 11
        b.square(5);
        multiply(b, z11);
        z11.wipe();
        run10.wipe();
        run50.wipe();
        a.wipe();
        b.wipe();
    }

    /** Become z^(2^2n - 1) of another's z^(2^n - 1). */
    private void lengthen(Field25519 run, int n) {
        square(run);
        square(n - 1);
        multiply(this, run);
    }

    /**
     * Become what 32 bytes say, little-endian. The top bit is masked, and values of p and above are taken modulo p (RFC 7748
     * section 5). Leaves a tight number.
     */
    void load(byte[] source) {
        long b0 = word(source, 0);
        long b1 = word(source, 8);
        long b2 = word(source, 16);
        long b3 = word(source, 24);
        l0 = b0 & LIMB_MASK;
        l1 = ((b0 >>> 51) | (b1 << 13)) & LIMB_MASK;
        l2 = (b1 >>> 38 | b2 << 26) & LIMB_MASK;
        l3 = (b2 >>> 25 | b3 << 39) & LIMB_MASK;
        l4 = b3 >>> 12 & LIMB_MASK;
    }

    /** Write the one representative from 0 to p - 1, 32 bytes, little-endian. Takes a loose number and changes its limbs. */
    void store(byte[] target) {
        // The first pass leaves -95 .. 2^51 + 75 in limb 0 and 0 .. 2^51 - 1 in the others, the second one that in all:
        // it carries around 19 to a limb 0 below 76, or -19 to one of 2^51 - 95 or more.
        carryAround();
        carryAround();
        // 1 when this is p or more: then adding 19 carries out of 255 bits.
        long over = (l0 + 19) >> LIMB_BITS;
        over = (l1 + over) >> LIMB_BITS;
        over = (l2 + over) >> LIMB_BITS;
        over = (l3 + over) >> LIMB_BITS;
        over = (l4 + over) >> LIMB_BITS;
        // Less p is plus 19 less 2^255, which the last mask takes away.
        l0 += 19 * over;
        l1 += l0 >> LIMB_BITS;
        l2 += l1 >> LIMB_BITS;
        l3 += l2 >> LIMB_BITS;
        l4 += l3 >> LIMB_BITS;
        l0 &= LIMB_MASK;
        l1 &= LIMB_MASK;
        l2 &= LIMB_MASK;
        l3 &= LIMB_MASK;
        l4 &= LIMB_MASK;
        write(l0 | l1 << 51, target, 0);
        write(l1 >>> 13 | l2 << 38, target, 8);
        write(l2 >>> 26 | l3 << 25, target, 16);
        write(l3 >>> 39 | l4 << 12, target, 24);
    }

    private void carryAround() {
        l1 += l0 >> LIMB_BITS;
        l2 += l1 >> LIMB_BITS;
        l3 += l2 >> LIMB_BITS;
        l4 += l3 >> LIMB_BITS;
        l0 = (l0 & LIMB_MASK) + 19 * (l4 >> LIMB_BITS);
        l1 &= LIMB_MASK;
        l2 &= LIMB_MASK;
        l3 &= LIMB_MASK;
        l4 &= LIMB_MASK;
    }

    /** Return the limbs, lowest first. For tests. */
    long[] limbs() {
        return new long[] {l0, l1, l2, l3, l4};
    }

    /** Overwrite with zeros. */
    void wipe() {
        assign(0);
    }

    private static long high(long a, long b) {
        return Math.multiplyHigh(a, b);
    }

    private static long word(byte[] source, int offset) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | (source[offset + i] & 0xff);
        }
        return word;
    }

    private static void write(long word, byte[] target, int offset) {
        for (int i = 0; i < 8; i++) {
            target[offset + i] = (byte) (word >>> (8 * i));
        }
    }
}
