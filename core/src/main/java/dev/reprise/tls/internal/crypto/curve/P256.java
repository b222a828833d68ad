package dev.reprise.tls.internal.crypto.curve;

/**
 * Diffie-Hellman on P-256 (SEC 1 section 3.3.1, RFC 9846 section 7.4.2). Thread-safe. What is computed on the way is wiped; the
 * caller wipes scalars and secrets. Time and memory accesses do not depend on scalars, nor on points of the curve.
 */
public final class P256 {
    /** Bytes of a scalar and of a shared secret. */
    public static final int BYTES = ScalarP256.BYTES;
    /** Bytes of an uncompressed point. */
    public static final int POINT_BYTES = 1 + 2 * BYTES;

    /** SEC 1 section 2.3.3. */
    private static final byte UNCOMPRESSED = 4;

    private P256() {}

    /** Tell whether 32 bytes, big-endian, are a private key: a number from 1 to the order less 1. Only that shows in the time. */
    public static boolean isScalar(byte[] scalar) {
        return scalar.length == BYTES && ScalarP256.isInRange(scalar, 0);
    }

    /**
     * Compute the public value of a private key: its product with the base point.
     *
     * @param scalar what {@link #isScalar} is true of; only read
     * @param target where the {@link #POINT_BYTES} of the uncompressed point go
     */
    public static void publicValue(byte[] scalar, byte[] target) {
        var number = number(scalar);
        var multiplication = new MultiplicationP256();
        multiplication.multiplyBase(number);
        var x = new FieldP256();
        var y = new FieldP256();
        multiplication.toAffine(x, y);
        target[0] = UNCOMPRESSED;
        x.store(target, 1);
        y.store(target, 1 + BYTES);
        multiplication.wipe();
        number.wipe();
    }

    /**
     * Multiply a point by a scalar.
     *
     * @param scalar what {@link #isScalar} is true of; only read
     * @param point a peer's bytes; only read
     * @param target where the 32 bytes of the product's x-coordinate go
     * @return whether the bytes are an uncompressed point of the curve; nothing is written where they are not
     */
    public static boolean multiply(byte[] scalar, byte[] point, byte[] target) {
        if (point.length != POINT_BYTES || point[0] != UNCOMPRESSED) {
            return false;
        }
        var x = new FieldP256();
        var y = new FieldP256();
        // The point at infinity has no such form, and all others are of the one prime order.
        if (!x.loadBelowP(point, 1) || !y.loadBelowP(point, 1 + BYTES) || !PointP256.onCurve(x, y)) {
            return false;
        }
        var number = number(scalar);
        var multiplication = new MultiplicationP256();
        multiplication.multiply(x, y, number);
        multiplication.toAffine(x, y);
        x.store(target, 0);
        multiplication.wipe();
        number.wipe();
        x.wipe();
        y.wipe();
        return true;
    }

    private static ScalarP256 number(byte[] scalar) {
        if (!isScalar(scalar)) {
            throw new IllegalArgumentException("no private key of P-256");
        }
        var number = new ScalarP256();
        number.load(scalar, 0);
        return number;
    }
}
