package dev.reprise.tls.internal.crypto.curve;

/**
 * Signs by ECDSA on P-256 (FIPS 186-5 section 6.4.1). Thread-safe. What is computed on the way is wiped; the caller wipes
 * private key and nonce. Time and memory accesses of {@link #sign} do not depend on them, but for the one bit that it
 * answers.
 */
public final class EcdsaP256Signer {
    /** Bytes of a signature before its encoding. */
    public static final int BYTES = 2 * P256.BYTES;

    private EcdsaP256Signer() {}

    /**
     * Sign.
     *
     * @param privateKey what {@link P256#isScalar} is true of; only read
     * @param nonce the same, never used for another digest; only read
     * @param digest of the message, by a hash function of 32 bytes or more, of which 32 count; only read
     * @param target where r and s go, {@link #BYTES} bytes
     * @return whether they are a signature; false if the nonce cannot serve, which no one has seen yet
     */
    public static boolean sign(byte[] privateKey, byte[] nonce, byte[] digest, byte[] target) {
        var k = new ScalarP256();
        k.load(nonce, 0);
        var multiplication = new MultiplicationP256();
        multiplication.multiplyBase(k);
        var x = new FieldP256();
        multiplication.toAffine(x, new FieldP256());
        var r = new ScalarP256();
        r.load(x);
        // s = (digest + r privateKey) / nonce
        var s = new ScalarP256();
        s.load(privateKey, 0);
        s.toMontgomery();
        s.multiply(s, r);
        var e = new ScalarP256();
        e.load(EcdsaP256.leftmost(digest), 0);
        s.add(s, e);
        k.invert();
        k.toMontgomery();
        s.multiply(s, k);
        r.store(target, 0);
        s.store(target, P256.BYTES);
        multiplication.wipe();
        x.wipe();
        k.wipe();
        return !r.isZero() && !s.isZero();
    }

    /** Encode a signature as DER (RFC 3279 section 2.2.3). */
    public static byte[] der(byte[] signature) {
        return EcdsaSignature.encode(signature);
    }

    /** Write a digest's 32 bytes that count as a number modulo the order (RFC 6979 section 2.3.4, bits2octets). */
    public static void reduce(byte[] digest, byte[] target) {
        var number = new ScalarP256();
        number.load(EcdsaP256.leftmost(digest), 0);
        number.store(target, 0);
    }
}
