package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.EcdsaP256Signer;
import dev.reprise.tls.internal.crypto.curve.P256;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Signs by ECDSA with keys on P-256 that show their number. Opaque keys are left to the providers that hold them. Thread-safe. */
final class P256Signer {
    private final SecureRandom random;

    P256Signer(SecureRandom random) {
        this.random = random;
    }

    /**
     * Sign.
     *
     * @param digest of the message, 32 bytes or more
     * @return the signature's DER; null for a key of another kind
     */
    byte @Nullable [] sign(PrivateKey key, byte[] digest) {
        if (!(key instanceof ECPrivateKey ec) || key.getFormat() == null || !EcCurve.P256.holds(ec)) {
            return null;
        }
        var scalar = scalar(ec);
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

    private static byte[] scalar(ECPrivateKey key) {
        // 33 bytes where the highest bit is set; fewer where there are zeros in front.
        var minimal = key.getS().toByteArray();
        var scalar = new byte[P256.BYTES];
        int count = Math.min(minimal.length, P256.BYTES);
        System.arraycopy(minimal, minimal.length - count, scalar, P256.BYTES - count, count);
        Arrays.fill(minimal, (byte) 0);
        return scalar;
    }
}
