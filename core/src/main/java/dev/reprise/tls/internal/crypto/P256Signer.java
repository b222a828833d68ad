package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.EcdsaP256Signer;
import dev.reprise.tls.internal.crypto.curve.P256;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Signs by ECDSA with keys on P-256 that show their number. Opaque keys are left to who holds them. Thread-safe. */
final class P256Signer {
    private final SecureRandom random;

    P256Signer(SecureRandom random) {
        this.random = random;
    }

    /**
     * Sign.
     *
     * @param digest of the message, 32 bytes or more
     * @return the signature's DER; null for a key of another kind, or whose number is out of range
     */
    byte @Nullable [] sign(PrivateKey key, byte[] digest) {
        if (!(key instanceof ECPrivateKey ec) || key.getFormat() == null || !EcCurve.P256.holds(ec)) {
            return null;
        }
        var number = number(ec);
        if (number == null) {
            return null;
        }
        var scalar = scalar(number);
        if (!P256.isScalar(scalar)) {
            return null;
        }
        var additional = new byte[P256.BYTES];
        var nonce = new byte[P256.BYTES];
        random.nextBytes(additional);
        try (var nonces = new EcdsaNonces(scalar, digest, additional)) {
            var signature = new byte[EcdsaP256Signer.BYTES];
            do {
                nonces.next(nonce);
            } while (!EcdsaP256Signer.sign(scalar, nonce, digest, signature));
            return EcdsaP256Signer.der(signature);
        } finally {
            Arrays.fill(scalar, (byte) 0);
            Arrays.fill(additional, (byte) 0);
            Arrays.fill(nonce, (byte) 0);
        }
    }

    /** Return the number of a key, or null when it turns out to be opaque in spite of what it says of itself. */
    private static @Nullable BigInteger number(ECPrivateKey key) {
        try {
            return key.getS();
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Write a number in 32 bytes, or, if it has more, in that many. */
    private static byte[] scalar(BigInteger number) {
        // With a zero byte in front, for the sign, or fewer where there are zeros in front.
        var minimal = number.toByteArray();
        int first = minimal[0] == 0 ? 1 : 0;
        int count = minimal.length - first;
        var scalar = new byte[Math.max(count, P256.BYTES)];
        System.arraycopy(minimal, first, scalar, scalar.length - count, count);
        Arrays.fill(minimal, (byte) 0);
        return scalar;
    }
}
