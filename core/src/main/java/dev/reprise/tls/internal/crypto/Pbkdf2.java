package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * Derives keys from passwords by PBKDF2 (RFC 8018 section 5.2). Own code over the platform's Mac, because the JDK's
 * factory keeps a copy of the password that nobody can wipe, and takes no empty salt, which scrypt may have.
 */
public final class Pbkdf2 {
    private Pbkdf2() {}

    /**
     * Derive a key.
     *
     * @param hmac the platform's name of the pseudorandom function, such as HmacSHA256
     * @param password its bytes, maybe none; stays the caller's
     * @param iterations 1 or more
     * @param length of the key in bytes
     * @throws GeneralSecurityException when the platform lacks the function
     */
    public static Secret derive(String hmac, Secret password, Bytes salt, int iterations, int length)
            throws GeneralSecurityException {
        var mac = Mac.getInstance(hmac);
        mac.init(password.key(hmac));
        var key = new byte[length];
        var block = new byte[mac.getMacLength()];
        var sum = new byte[block.length];
        try {
            for (int at = 0, index = 1; at < length; at += block.length, index++) {
                salt.update(mac);
                mac.update(ByteBuffer.allocate(4).putInt(index).flip());
                mac.doFinal(block, 0);
                System.arraycopy(block, 0, sum, 0, block.length);
                for (int i = 1; i < iterations; i++) {
                    mac.update(block);
                    mac.doFinal(block, 0);
                    for (int j = 0; j < block.length; j++) {
                        sum[j] ^= block[j];
                    }
                }
                System.arraycopy(sum, 0, key, at, Math.min(block.length, length - at));
            }
            return Secret.take(key);
        } finally {
            Arrays.fill(block, (byte) 0);
            Arrays.fill(sum, (byte) 0);
            clear(mac, hmac);
        }
    }

    /** Key it with zeros, for which the JDK's overwrites what it made of the password. */
    private static void clear(Mac mac, String hmac) throws GeneralSecurityException {
        try (var zeros = Secret.take(new byte[1])) {
            mac.init(zeros.key(hmac));
        }
    }
}
