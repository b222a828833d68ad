package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import java.util.Arrays;

/** A record key with its iv (RFC 9846 section 7.3). Not thread-safe. */
public final class TrafficKeys implements AutoCloseable {
    private final Secret key;
    private final byte[] iv;
    private boolean closed;

    /** Take a key and an iv of 12 bytes over; both are wiped when this closes. */
    public TrafficKeys(Secret key, byte[] iv) {
        if (iv.length != AeadAlgorithm.NONCE_LENGTH) {
            throw new IllegalArgumentException("an iv of " + iv.length + " bytes");
        }
        this.key = key;
        this.iv = iv;
    }

    /** Return the key, which stays this object's. */
    public Secret key() {
        return key;
    }

    /** Return a copy of the iv, 12 bytes: a nonce made of wiped bytes would repeat between keys. */
    public byte[] iv() {
        if (closed) {
            throw new IllegalStateException("the traffic keys are closed");
        }
        return iv.clone();
    }

    /** Wipe both. */
    @Override
    public void close() {
        closed = true;
        key.close();
        Arrays.fill(iv, (byte) 0);
    }
}
