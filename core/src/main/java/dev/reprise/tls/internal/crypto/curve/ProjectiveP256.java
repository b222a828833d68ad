package dev.reprise.tls.internal.crypto.curve;

/**
 * A point of P-256, y^2 = x^3 - 3x + b, in projective coordinates: x = X/Z, y = Y/Z; Z is 0 at infinity. Mutable, not
 * thread-safe.
 *
 * <p>The formulas are those of Renes, Costello and Batina ("Complete addition formulas for prime order elliptic curves", 2016,
 * section 3.2): they hold for all points of the curve, equal, opposite and infinite ones too, so that there is no case to tell
 * apart, and none that a secret could lead to. With A = X1 X2, B = Y1 Y2, C = Z1 Z2, D = X1 Y2 + X2 Y1, E = Y1 Z2 + Y2 Z1, F =
 * X1 Z2 + X2 Z1:
 *
 * <pre>{@code
 * G = 3 (F - b C)    H = 3 (b F - 3 C - A)    I = 3 (A - C)
 * X3 = D (B + G) - E H    Y3 = (B + G) (B - G) + I H    Z3 = E (B - G) + D I
 * }</pre>
 *
 * <p>In units of p, coordinates are at most 4 in size before and after each method, those of an added point 1.1. The numbers
 * beside the lines are such sizes, by the rule of {@link FieldP256}. Limbs are sums and differences of at most four
 * products', or folded, before they are multiplied.
 */
final class ProjectiveP256 {
    private final FieldP256 x = new FieldP256();
    private final FieldP256 y = new FieldP256();
    private final FieldP256 z = new FieldP256();
    private final FieldP256 a = new FieldP256();
    private final FieldP256 b = new FieldP256();
    private final FieldP256 c = new FieldP256();
    private final FieldP256 d = new FieldP256();
    private final FieldP256 e = new FieldP256();
    private final FieldP256 f = new FieldP256();
    private final FieldP256 g = new FieldP256();
    private final FieldP256 curveB = new FieldP256();

    /** Make the point at infinity. */
    ProjectiveP256() {
        curveB.assignB();
        y.assignOne();
    }

    /** Become an affine point, with coordinates up to 4 p in size. */
    void assign(FieldP256 affineX, FieldP256 affineY) {
        x.assign(affineX);
        y.assign(affineY);
        z.assignOne();
    }

    /** Become this and an affine point. */
    void add(FieldP256 affineX, FieldP256 affineY) {
        d.add(x, y); // 8
        e.add(affineX, affineY); // 2.2
        d.multiply(d, e); // 2.1
        a.multiply(x, affineX); // 1.3
        b.multiply(y, affineY); // 1.3
        e.multiply(z, affineY);
        e.add(e, y); // 5.3
        f.multiply(z, affineX);
        f.add(f, x); // 5.3
        c.assign(z); // 4
        d.subtract(d, a);
        d.subtract(d, b); // 4.7
        combine();
    }

    /** Become this and another point. */
    void add(FieldP256 otherX, FieldP256 otherY, FieldP256 otherZ) {
        d.add(x, y); // 8
        g.add(otherX, otherY); // 2.2
        d.multiply(d, g); // 2.1
        e.add(y, z);
        g.add(otherY, otherZ);
        e.multiply(e, g);
        f.add(x, z);
        g.add(otherX, otherZ);
        f.multiply(f, g);
        a.multiply(x, otherX); // 1.3
        b.multiply(y, otherY);
        c.multiply(z, otherZ);
        d.subtract(d, a);
        d.subtract(d, b); // 4.7
        e.subtract(e, b);
        e.subtract(e, c);
        f.subtract(f, a);
        f.subtract(f, c);
        combine();
    }

    /** Become twice this. */
    void twice() {
        a.square(x); // 2
        b.square(y);
        c.square(z);
        d.multiply(x, y);
        d.add(d, d); // 4
        e.multiply(y, z);
        e.add(e, e);
        f.multiply(x, z);
        f.add(f, f);
        combine();
    }

    /**
     * Become 32 times this, which is not infinite: five doublings in Jacobian coordinates, x = X/Z^2 and y = Y/Z^3, where they
     * cost little more than half. The point at infinity cannot be told from others on the way, nor does it come up by doubling,
     * as the order is odd.
     *
     * <p>With M = 3 (X - Z^2)(X + Z^2) and S = 4 X Y^2, X' = M^2 - 2 S, Y' = M (S - X') - 8 Y^4, Z' = 2 Y Z.
     */
    void times32() {
        x.multiply(x, z); // 2
        a.square(z); // 2
        y.multiply(y, a); // 1.5
        for (int i = 0; i < 5; i++) {
            a.square(z); // 2
            b.subtract(x, a); // 4
            a.add(x, a); // 4
            a.multiply(a, b); // 2
            b.add(a, a);
            a.add(a, b); // M, 6
            z.multiply(z, y); // 1.8
            z.add(z, z); // 3.6
            b.square(y);
            b.add(b, b); // 2 Y^2, 3.2
            c.multiply(x, b);
            c.add(c, c); // S, 2.8
            b.square(b);
            b.add(b, b); // 8 Y^4, 3.3
            x.square(a);
            x.subtract(x, c);
            x.subtract(x, c); // 8.9
            x.fold();
            c.subtract(c, x); // 3.9
            y.multiply(a, c); // 2.5
            y.subtract(y, b);
            y.fold();
        }
        x.multiply(x, z); // 1.3
        a.square(z); // 1.9
        z.multiply(z, a); // 1.5
    }

    /** Become what A to F make: A, B up to 2, C up to 4, D up to 4.7, E and F up to 5.3 in size. */
    private void combine() {
        g.multiply(c, curveB); // 1.3
        g.subtract(f, g); // 6.6
        g.triple(); // G
        f.multiply(f, curveB); // 1.4
        f.subtract(f, a); // 3.4
        a.subtract(a, c); // 6
        a.triple(); // I
        f.subtract(f, c);
        f.subtract(f, c);
        f.subtract(f, c); // 15.4
        f.triple(); // H
        c.subtract(b, g); // B - G, 3.1
        b.add(b, g); // B + G, 3.1
        x.multiply(d, b); // 2
        y.multiply(b, c); // 1.7
        z.multiply(e, c); // 2.1
        e.multiply(e, f); // 1.4
        f.multiply(f, a); // 1.1
        d.multiply(d, a); // 1.4
        x.subtract(x, e); // 3.4
        y.add(y, f); // 2.8
        z.add(z, d); // 3.5
    }

    /** Fold the coordinates, so that this can be added to another. */
    void fold() {
        x.fold();
        y.fold();
        z.fold();
    }

    /** Write the limbs of X, Y and Z. */
    void copyTo(long[] limbs, int at) {
        x.copyTo(limbs, at);
        y.copyTo(limbs, at + FieldP256.LIMBS);
        z.copyTo(limbs, at + 2 * FieldP256.LIMBS);
    }

    /** Return X. */
    FieldP256 x() {
        return x;
    }

    /** Return Y. */
    FieldP256 y() {
        return y;
    }

    /** Return Z. */
    FieldP256 z() {
        return z;
    }

    /** Overwrite with zeros. */
    void wipe() {
        x.wipe();
        y.wipe();
        z.wipe();
        a.wipe();
        b.wipe();
        c.wipe();
        d.wipe();
        e.wipe();
        f.wipe();
        g.wipe();
    }
}
