package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.HashAlgorithm;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ArrayBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lends out HMAC objects, so that a connection holds one only while it derives something. What lies in the pool was
 * re-initialised with zeros and so holds no secret. Thread-safe.
 */
final class MacPool {
    // More handshakes than this run at once only where making a Mac (0.2 us) is the least of the costs.
    private static final int CAPACITY = 64;

    private static final MacPool SHA256 = new MacPool(HashAlgorithm.SHA256);
    private static final MacPool SHA384 = new MacPool(HashAlgorithm.SHA384);

    private final HashAlgorithm hash;
    private final SecretKeySpec zeros;
    private final ArrayBlockingQueue<Mac> idle = new ArrayBlockingQueue<>(CAPACITY);

    private MacPool(HashAlgorithm hash) {
        this.hash = hash;
        zeros = new SecretKeySpec(new byte[hash.length()], hash.hmacName());
    }

    static MacPool of(HashAlgorithm hash) {
        return switch (hash) {
            case SHA256 -> SHA256;
            case SHA384 -> SHA384;
        };
    }

    /** Return the key of hash-length zeros, the RFC's "0". */
    SecretKeySpec zeros() {
        return zeros;
    }

    /** Lend a Mac, keyed with zeros or not at all. */
    Mac take() {
        var mac = idle.poll();
        if (mac != null) {
            return mac;
        }
        try {
            return Mac.getInstance(hash.hmacName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + hash.hmacName(), e);
        }
    }

    /** Take a Mac back; a full pool drops it. */
    void give(Mac mac) {
        try {
            // Overwrites the pads made of the last secret.
            mac.init(zeros);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(hash.hmacName() + " refused a key of zeros", e);
        }
        idle.offer(mac);
    }
}
