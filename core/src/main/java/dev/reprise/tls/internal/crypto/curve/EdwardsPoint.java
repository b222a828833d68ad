package dev.reprise.tls.internal.crypto.curve;

/**
 * A point of edwards25519, the curve -x^2 + y^2 = 1 + d x^2 y^2 to which Curve25519 is birationally equivalent (RFC 7748
 * section 4.1), in extended coordinates: x = X/Z, y = Y/Z, x y = T/Z. Its formulas are complete: no sum or double is an
 * exception that a branch would have to tell (RFC 8032 section 5.1.4). Coordinates are tight. Mutable, not thread-safe.
 */
final class EdwardsPoint {
    private final Field25519 x = new Field25519();
    private final Field25519 y = new Field25519();
    private final Field25519 z = new Field25519();
    private final Field25519 t = new Field25519();
    private final Field25519 a = new Field25519();
    private final Field25519 b = new Field25519();
    private final Field25519 c = new Field25519();
    private final Field25519 d = new Field25519();

    /** Become the neutral element, (0, 1). */
    void assignNeutral() {
        x.assign(0);
        y.assign(1);
        z.assign(1);
        t.assign(0);
    }

    /** Become this + other (RFC 8032 section 5.1.4, with the other's Z being 1 and its part of the products at hand). */
    void add(MultipleOfBase other) {
        b.add(y, x);
        b.multiply(b, other.yPlusX()); // B of the RFC
        a.subtract(y, x);
        a.multiply(a, other.yMinusX()); // A
        c.multiply(t, other.xy2d()); // C
        d.add(z, z); // D, loose
        x.subtract(b, a); // E, loose
        y.add(b, a); // H, loose
        a.subtract(d, c); // F: three tight numbers, loose
        b.add(d, c); // G: the same
        finish(x, a, b, y);
    }

    /** Become 2 this (RFC 8032 section 5.1.4). */
    void twice() {
        a.square(x); // A
        b.square(y); // B
        c.square(z);
        d.add(x, y);
        d.square(d);
        t.add(a, b); // H, loose
        x.subtract(t, d); // E: three tight numbers, loose
        z.subtract(a, b); // G, loose
        c.add(c, c);
        // F. Four tight numbers, but of two signs: from -2^51 - 2^15 to 3 * 2^51 + 2^15, loose.
        a.add(c, z);
        finish(x, a, z, t);
    }

    /** X = EF, Y = GH, T = EH, Z = FG; all four may be fields of this. */
    private void finish(Field25519 e, Field25519 f, Field25519 g, Field25519 h) {
        c.multiply(e, f);
        d.multiply(e, h);
        y.multiply(g, h);
        z.multiply(f, g);
        x.assign(c);
        t.assign(d);
    }

    /** Return Y, tight. */
    Field25519 y() {
        return y;
    }

    /** Return Z, tight. */
    Field25519 z() {
        return z;
    }

    /** Overwrite all of it with zeros. */
    void wipe() {
        x.wipe();
        y.wipe();
        z.wipe();
        t.wipe();
        a.wipe();
        b.wipe();
        c.wipe();
        d.wipe();
    }
}
