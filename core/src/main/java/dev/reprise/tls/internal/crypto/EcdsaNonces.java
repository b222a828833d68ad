package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.EcdsaP256Signer;
import dev.reprise.tls.internal.crypto.curve.P256;
import dev.reprise.tls.spec.HashAlgorithm;
import java.util.Arrays;

/**
 * The nonces of an ECDSA signature on P-256, by RFC 6979 section 3.2 with HMAC-SHA256. With random bytes as additional data
 * (section 3.6) they are hedged: a generator that fails does not tell the key, as the nonce depends on key and digest all the
 * same, and nobody can provoke two signatures of one nonce and different faults. Not thread-safe; closing wipes it.
 */
final class EcdsaNonces implements AutoCloseable {
    private static final int LENGTH = HashAlgorithm.SHA256.length();

    private final Hmac hmac = Hmac.of(HashAlgorithm.SHA256);
    private final byte[] v = new byte[LENGTH];
    private Secret key = Secret.take(new byte[LENGTH]);
    private boolean used;

    /**
     * Begin.
     *
     * @param privateKey 32 bytes; only read
     * @param digest of the message; only read
     * @param additional none, or random bytes; only read
     */
    EcdsaNonces(byte[] privateKey, byte[] digest, byte[] additional) {
        var reduced = new byte[P256.BYTES];
        EcdsaP256Signer.reduce(digest, reduced);
        Arrays.fill(v, (byte) 1);
        for (byte round = 0; round < 2; round++) {
            rekey(round, privateKey, reduced, additional);
        }
    }

    /** K = HMAC_K(V || round || seeds); V = HMAC_K(V). */
    private void rekey(byte round, byte[]... seeds) {
        begin();
        hmac.update(new byte[] {round}, 0, 1);
        for (var seed : seeds) {
            hmac.update(seed, 0, seed.length);
        }
        var next = new byte[LENGTH];
        hmac.finish(next, 0);
        key.close();
        key = Secret.take(next);
        begin();
        hmac.finish(v, 0);
    }

    private void begin() {
        hmac.key(key);
        hmac.update(v, 0, v.length);
    }

    /** Write the next nonce, 32 bytes, from 1 to the order less 1. */
    void next(byte[] nonce) {
        do {
            if (used) {
                rekey((byte) 0);
            }
            used = true;
            begin();
            hmac.finish(v, 0);
            System.arraycopy(v, 0, nonce, 0, v.length);
        } while (!P256.isScalar(nonce));
    }

    @Override
    public void close() {
        hmac.close();
        Arrays.fill(v, (byte) 0);
        key.close();
    }
}
