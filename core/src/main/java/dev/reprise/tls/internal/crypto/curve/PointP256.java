package dev.reprise.tls.internal.crypto.curve;

/**
 * A point of P-256, y^2 = x^3 - 3x + b, in Jacobian coordinates: x = X/Z^2, y = Y/Z^3. For public data alone: it branches.
 * Mutable, not thread-safe.
 *
 * <p>In units of p, X is at most 1.1 in size, Y 3 and Z 4, before and after each method. The numbers beside the lines are
 * such sizes, by the rule of {@link FieldP256}. Limbs are sums and differences of at most four products', within 2^54.
 */
final class PointP256 {
    private final FieldP256 x = new FieldP256();
    private final FieldP256 y = new FieldP256();
    private final FieldP256 z = new FieldP256();
    private final FieldP256 a = new FieldP256();
    private final FieldP256 b = new FieldP256();
    private final FieldP256 c = new FieldP256();
    private final FieldP256 d = new FieldP256();
    private boolean infinite = true;

    /** Become an affine point. */
    void assign(FieldP256 affineX, FieldP256 affineY) {
        x.assign(affineX);
        y.assign(affineY);
        z.assignOne();
        infinite = false;
    }

    /** Become another point. */
    void assign(PointP256 other) {
        x.assign(other.x);
        y.assign(other.y);
        z.assign(other.z);
        infinite = other.infinite;
    }

    /** Become an affine point of an isomorphic curve: another, with its coordinates taken to the Z of its double, and Z = 1. */
    void assignWithZOfTwice(PointP256 other) {
        // That Z is 2 Y Z.
        a.add(other.y, other.y); // 6
        b.squarePublic(a); // 3.3
        x.multiplyPublic(other.x, b);
        x.fold();
        b.multiplyPublic(b, a); // 2.3
        y.multiplyPublic(other.y, b);
        y.fold();
        z.assignOne();
        infinite = false;
    }

    /** Become twice this: with M = 3 (X - Z^2)(X + Z^2) and S = 4 X Y^2, X' = M^2 - 2 S, Y' = M (S - X') - 8 Y^4, Z' = 2 Y Z. */
    void twice() {
        a.squarePublic(z); // 2
        b.subtract(x, a); // 3.1
        a.add(x, a); // 3.1
        b.multiplyPublic(b, a); // 1.7
        a.add(b, b);
        a.add(a, b); // M, 5.1
        z.multiplyPublic(z, y); // 1.8
        z.add(z, z); // 3.6
        b.squarePublic(y);
        b.add(b, b); // 2 Y^2, 3.2
        c.multiplyPublic(x, b); // S / 2, 1.3
        c.add(c, c); // 2.6
        b.squarePublic(b); // 1.7
        b.add(b, b); // 8 Y^4, 3.4
        x.squarePublic(a); // 2.7
        x.subtract(x, c);
        x.subtract(x, c); // 7.9
        x.fold();
        c.subtract(c, x); // 3.7
        y.multiplyPublic(a, c); // 2.2
        y.subtract(y, b); // 5.6
        y.fold();
    }

    /**
     * Become this and an affine point: with H = x Z^2 - X and R = y Z^3 - Y, X' = R^2 - H^3 - 2 X H^2, Y' = R (X H^2 - X') -
     * Y H^3, Z' = Z H. Coordinates up to 1.1 p in size.
     */
    void add(FieldP256 affineX, FieldP256 affineY) {
        if (infinite) {
            assign(affineX, affineY);
            return;
        }
        a.squarePublic(z); // 2
        b.multiplyPublic(a, z);
        b.multiplyPublic(b, affineY); // 1.2
        b.subtract(b, y); // R, 4.2
        a.multiplyPublic(a, affineX);
        a.subtract(a, x); // H, 2.3
        if (a.isZero()) {
            if (b.isZero()) {
                twice();
            } else {
                infinite = true;
            }
            return;
        }
        z.multiplyPublic(z, a); // 1.6
        c.squarePublic(a);
        d.multiplyPublic(c, x); // X H^2, 1.1
        c.multiplyPublic(c, a); // H^3, 1.1
        x.squarePublic(b); // 2.2
        x.subtract(x, c);
        x.subtract(x, d);
        x.subtract(x, d); // 5.5
        x.fold();
        d.subtract(d, x); // 2.2
        c.multiplyPublic(c, y); // 1.3
        y.multiplyPublic(b, d); // 1.6
        y.subtract(y, c); // 2.9
    }

    /** Tell whether affine coordinates are a point's of the curve. */
    static boolean onCurve(FieldP256 x, FieldP256 y) {
        var right = new FieldP256();
        right.squarePublic(x);
        right.multiplyPublic(right, x);
        right.subtract(right, x);
        right.subtract(right, x);
        right.subtract(right, x);
        var left = new FieldP256();
        left.squarePublic(y);
        left.subtract(left, right);
        right.assignB();
        left.subtract(left, right);
        return left.isZero();
    }

    /** Tell whether this is the point at infinity. */
    boolean infinite() {
        return infinite;
    }

    /** Tell whether the affine x of this, which is not infinite, is a number up to 1.1 p in size. */
    boolean hasX(FieldP256 number) {
        a.squarePublic(z);
        a.multiplyPublic(a, number);
        a.subtract(a, x);
        return a.isZero();
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
}
