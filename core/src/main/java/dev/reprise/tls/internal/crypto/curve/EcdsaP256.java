package dev.reprise.tls.internal.crypto.curve;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies ECDSA signatures on P-256 (FIPS 186-5 section 6.4.2, SEC 1 section 4.1.4). Works on public data alone, so time and
 * memory accesses depend on it. Remembers tables for keys seen before, the last used ones. Thread-safe.
 */
public final class EcdsaP256 {
    static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    static final BigInteger PRIME =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);

    private static final int BYTES = 32;
    /** 5 KB each. */
    private static final int KEYS = 64;

    private final Map<Key, MultiplesP256> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, MultiplesP256> eldest) {
            return size() > KEYS;
        }
    };

    private record Key(BigInteger x, BigInteger y) {}

    /**
     * Verify. Answers false for anything malformed, whatever the key and the bytes.
     *
     * @param x of the public key
     * @param y of the public key
     * @param digest of the message, by any hash function of 20 bytes or more; of longer ones 32 bytes count
     * @param signature its DER
     */
    public boolean verify(BigInteger x, BigInteger y, byte[] digest, byte[] signature) {
        var parsed = EcdsaSignature.parse(signature);
        if (parsed == null) {
            return false;
        }
        var multiples = multiples(new Key(x, y));
        if (multiples == null) {
            return false;
        }
        var inverse = scalar(parsed.s());
        inverse.invert();
        inverse.toMontgomery();
        var ofBase = new ScalarP256();
        ofBase.load(leftmost(digest), 0);
        ofBase.multiply(ofBase, inverse);
        var ofKey = scalar(parsed.r());
        ofKey.multiply(ofKey, inverse);
        var product = sum(MultiplesP256.ofBase(), ofBase, multiples, ofKey);
        return !product.infinite() && hasX(product, parsed.r());
    }

    /** Return how many keys are remembered. For tests. */
    int keys() {
        synchronized (known) {
            return known.size();
        }
    }

    /** The point's x, a number below the prime, must be r modulo the order, which is a little less. */
    private static boolean hasX(PointP256 point, BigInteger r) {
        if (point.hasX(number(r))) {
            return true;
        }
        var other = r.add(ORDER);
        return other.compareTo(PRIME) < 0 && point.hasX(number(other));
    }

    /** Return a key's table, or null for no point of the curve. A large one is computed for whom is met twice. */
    private @Nullable MultiplesP256 multiples(Key key) {
        MultiplesP256 found;
        synchronized (known) {
            found = known.get(key);
        }
        if (found != null && found.large()) {
            return found;
        }
        if (found == null && !(inField(key.x) && inField(key.y))) {
            return null;
        }
        // The point at infinity has no affine form, and all others are of the one prime order.
        var x = number(key.x);
        var y = number(key.y);
        if (found == null && !PointP256.onCurve(x, y)) {
            return null;
        }
        var computed = found == null ? MultiplesP256.small(x, y) : MultiplesP256.large(x, y);
        synchronized (known) {
            known.put(key, computed);
        }
        return computed;
    }

    private static boolean inField(BigInteger coordinate) {
        return coordinate.signum() >= 0 && coordinate.compareTo(PRIME) < 0;
    }

    /** Add m times one point to n times another. */
    private static PointP256 sum(MultiplesP256 one, ScalarP256 m, MultiplesP256 other, ScalarP256 n) {
        var bytes = new byte[BYTES];
        m.store(bytes, 0);
        var mDigits = one.digits(bytes);
        n.store(bytes, 0);
        var nDigits = other.digits(bytes);
        var sum = new PointP256();
        var x = new FieldP256();
        var y = new FieldP256();
        for (int bit = Math.max(one.wordBits(), other.wordBits()); bit >= 0; bit--) {
            if (!sum.infinite()) {
                sum.twice();
            }
            one.add(mDigits, bit, sum, x, y);
            other.add(nDigits, bit, sum, x, y);
        }
        return sum;
    }

    private static FieldP256 number(BigInteger value) {
        var number = new FieldP256();
        number.load(bytes(value), 0);
        return number;
    }

    private static ScalarP256 scalar(BigInteger value) {
        var scalar = new ScalarP256();
        scalar.load(bytes(value), 0);
        return scalar;
    }

    /** Return the leftmost 32 bytes of a digest; of a shorter one the number is the same. */
    static byte[] leftmost(byte[] digest) {
        var leftmost = new byte[BYTES];
        int count = Math.min(digest.length, BYTES);
        System.arraycopy(digest, 0, leftmost, BYTES - count, count);
        return leftmost;
    }

    private static byte[] bytes(BigInteger value) {
        var minimal = value.toByteArray();
        var bytes = new byte[BYTES];
        // There may be a zero byte in front, for the sign, or leading zeros missing.
        int count = Math.min(minimal.length, BYTES);
        System.arraycopy(minimal, minimal.length - count, bytes, BYTES - count, count);
        return bytes;
    }
}
