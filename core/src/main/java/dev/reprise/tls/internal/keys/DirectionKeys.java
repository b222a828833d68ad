package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Secret;
import java.util.Arrays;

/**
 * One side's write key and write IV of TLS 1.2 (RFC 5246 section 6.3): the fixed part of the nonce, 4 bytes with AES-GCM
 * (RFC 5288 section 3) and 12 with ChaCha20-Poly1305 (RFC 7905 section 2). Not thread-safe.
 */
public final class DirectionKeys implements AutoCloseable {
    private final Secret key;
    private final byte[] fixedIv;
    private boolean closed;

    /** Take a key and a fixed iv over; both are wiped when this closes. */
    public DirectionKeys(Secret key, byte[] fixedIv) {
        this.key = key;
        this.fixedIv = fixedIv;
    }

    /** Return the key, which stays this object's. */
    public Secret key() {
        return key;
    }

    /** Return a copy of the fixed iv: a nonce made of wiped bytes would repeat between keys. */
    public byte[] fixedIv() {
        if (closed) {
            throw new IllegalStateException("the keys are closed");
        }
        return fixedIv.clone();
    }

    /** Wipe both. */
    @Override
    public void close() {
        closed = true;
        key.close();
        Arrays.fill(fixedIv, (byte) 0);
    }
}
