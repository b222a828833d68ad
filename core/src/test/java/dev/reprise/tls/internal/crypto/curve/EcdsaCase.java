package dev.reprise.tls.internal.crypto.curve;

import java.math.BigInteger;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A signature with the key and digest that it is for, made by the equations alone, so that each number can be chosen.
 *
 * @param key the public point
 * @param digest of the message
 * @param r of the signature
 * @param s of the signature
 */
record EcdsaCase(ECPoint key, byte[] digest, BigInteger r, BigInteger s) {
    static final BigInteger N = EcdsaP256.ORDER;
    static final ECPoint BASE = CustomNamedCurves.getByName("P-256").getG();

    /** Sign with a private key and an ephemeral one. */
    static EcdsaCase signed(BigInteger privateKey, BigInteger ephemeral, byte[] digest) {
        var r = x(BASE.multiply(ephemeral)).mod(N);
        var s = ephemeral
                .modInverse(N)
                .multiply(hash(digest).add(r.multiply(privateKey)))
                .mod(N);
        return new EcdsaCase(BASE.multiply(privateKey).normalize(), digest, r, s);
    }

    /** Find the key for which the verifier's two factors, of the base point and of the key, are these; r and s follow. */
    static EcdsaCase withFactors(BigInteger ofBase, BigInteger ofKey, ECPoint key) {
        var r = x(BASE.multiply(ofBase).add(key.multiply(ofKey))).mod(N);
        var s = r.multiply(ofKey.modInverse(N)).mod(N);
        var digest = bytes(ofBase.multiply(s).mod(N));
        return new EcdsaCase(key.normalize(), digest, r, s);
    }

    /** Find the key under which a point is the result, with any hash and s. */
    static EcdsaCase withResult(ECPoint result, BigInteger s, byte[] digest) {
        var r = x(result).mod(N);
        // R = (hash G + r Q) / s
        var key = result.multiply(s).subtract(BASE.multiply(hash(digest))).multiply(r.modInverse(N));
        return new EcdsaCase(key.normalize(), digest, r, s);
    }

    EcdsaCase with(BigInteger otherR, BigInteger otherS) {
        return new EcdsaCase(key, digest, otherR, otherS);
    }

    boolean verifiedBy(EcdsaP256 verifier) {
        return verifiedBy(verifier, der(r, s));
    }

    boolean verifiedBy(EcdsaP256 verifier, byte[] der) {
        return verifier.verify(
                key.getAffineXCoord().toBigInteger(), key.getAffineYCoord().toBigInteger(), digest, der);
    }

    /** Encode any two numbers as DER, whether they are legal or not. */
    static byte[] der(BigInteger r, BigInteger s) {
        return tlv(0x30, joined(tlv(0x02, r.toByteArray()), tlv(0x02, s.toByteArray())));
    }

    /** Encode with a tag and the shortest length. */
    static byte[] tlv(int tag, byte[] content) {
        var head = content.length < 128
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x81, (byte) content.length};
        return joined(head, content);
    }

    static byte[] joined(byte[]... parts) {
        int length = 0;
        for (var part : parts) {
            length += part.length;
        }
        var joined = new byte[length];
        int at = 0;
        for (var part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    static BigInteger x(ECPoint point) {
        return point.normalize().getAffineXCoord().toBigInteger();
    }

    private static BigInteger hash(byte[] digest) {
        var hash = new BigInteger(1, digest);
        return digest.length <= 32 ? hash : hash.shiftRight(8 * (digest.length - 32));
    }

    /** Write 32 bytes, big-endian. */
    static byte[] bytes(BigInteger value) {
        var bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * (31 - i)).byteValue();
        }
        return bytes;
    }
}
