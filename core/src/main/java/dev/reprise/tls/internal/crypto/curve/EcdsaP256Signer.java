package dev.reprise.tls.internal.crypto.curve;

import org.jspecify.annotations.Nullable;

/**
 * Signs by ECDSA on P-256 (FIPS 186-5 section 6.4.1). Thread-safe. What is computed on the way is wiped; the caller wipes private
 * key and nonce. Time and memory accesses do not depend on them; they may depend on the signature.
 */
public final class EcdsaP256Signer {
    private EcdsaP256Signer() {}

    /**
     * Sign.
     *
     * @param privateKey what {@link P256#isScalar} is true of; only read
     * @param nonce the same, never used for another digest; only read
     * @param digest of the message, by a hash function of 32 bytes or more, of which 32 count; only read
     * @return the signature's DER; null if the nonce cannot serve, which no one has seen yet
     */
    public static byte @Nullable [] sign(byte[] privateKey, byte[] nonce, byte[] digest) {
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
        var rBytes = new byte[P256.BYTES];
        var sBytes = new byte[P256.BYTES];
        r.store(rBytes, 0);
        s.store(sBytes, 0);
        multiplication.wipe();
        x.wipe();
        k.wipe();
        return r.isZero() || s.isZero() ? null : EcdsaSignature.encode(rBytes, sBytes);
    }

    /** Write a digest's 32 bytes that count as a number modulo the order (RFC 6979 section 2.3.4, bits2octets). */
    public static void reduce(byte[] digest, byte[] target) {
        var number = new ScalarP256();
        number.load(EcdsaP256.leftmost(digest), 0);
        number.store(target, 0);
    }
}
