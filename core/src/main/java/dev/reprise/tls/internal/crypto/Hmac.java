package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.HashAlgorithm;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * HMAC (RFC 2104) over the JDK's digests, which compute it at the speed of the JDK's Mac but allocate nothing: a handshake
 * computes some fifty of one block. Pooled, so that a connection holds one only while it derives something; what lies in the
 * pool holds no secret. The pool is thread-safe, what it lends is not.
 */
final class Hmac implements AutoCloseable {
    // More handshakes than this run at once only where making an HMAC is the least of the costs.
    private static final int CAPACITY = 64;
    private static final ArrayBlockingQueue<Hmac> SHA256 = new ArrayBlockingQueue<>(CAPACITY);
    private static final ArrayBlockingQueue<Hmac> SHA384 = new ArrayBlockingQueue<>(CAPACITY);

    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private final HashAlgorithm hash;
    private final MessageDigest digest;
    /** The key with each of its bytes xored with the pad, and the pad alone behind it: one block. */
    private final byte[] innerKey;

    private final byte[] outerKey;
    private final byte[] inner;
    private boolean begun;

    private Hmac(HashAlgorithm hash) {
        this.hash = hash;
        digest = Digests.of(hash);
        int block = switch (hash) {
            case SHA256 -> 64;
            case SHA384 -> 128;
        };
        innerKey = new byte[block];
        outerKey = new byte[block];
        inner = new byte[hash.length()];
        clear();
    }

    /** Lend one that is keyed with zeros. */
    static Hmac of(HashAlgorithm hash) {
        var pooled = pool(hash).poll();
        return pooled != null ? pooled : new Hmac(hash);
    }

    private static ArrayBlockingQueue<Hmac> pool(HashAlgorithm hash) {
        return switch (hash) {
            case SHA256 -> SHA256;
            case SHA384 -> SHA384;
        };
    }

    /** Key it with zeros, in whatever number: the key is filled up with them. What it was keyed with is wiped. */
    void clear() {
        if (begun) {
            digest.reset();
            begun = false;
        }
        Arrays.fill(innerKey, INNER_PAD);
        Arrays.fill(outerKey, OUTER_PAD);
        Arrays.fill(inner, (byte) 0);
    }

    /** Key it with a secret, which is copied. */
    void key(Secret secret) {
        clear();
        int length = secret.length();
        if (length <= innerKey.length) {
            secret.copyTo(innerKey, 0);
        } else {
            // RFC 2104 section 2: a key longer than a block is hashed first.
            secret.update(digest);
            length = hash.length();
            digestTo(innerKey, 0);
        }
        for (int i = 0; i < length; i++) {
            outerKey[i] = (byte) (innerKey[i] ^ OUTER_PAD);
            innerKey[i] ^= INNER_PAD;
        }
    }

    /** Add data. */
    void update(byte[] data, int offset, int length) {
        if (!begun) {
            digest.update(innerKey, 0, innerKey.length);
            begun = true;
        }
        digest.update(data, offset, length);
    }

    /** Write the HMAC of the data added, and begin anew with the same key. */
    void finish(byte[] out, int offset) {
        update(inner, 0, 0);
        digestTo(inner, 0);
        digest.update(outerKey, 0, outerKey.length);
        digest.update(inner, 0, inner.length);
        digestTo(out, offset);
        begun = false;
    }

    /** Return the HMAC of the data added and of this, and begin anew with the same key. */
    byte[] finish(byte[] data) {
        update(data, 0, data.length);
        var out = new byte[hash.length()];
        finish(out, 0);
        return out;
    }

    private void digestTo(byte[] out, int offset) {
        try {
            digest.digest(out, offset, hash.length());
        } catch (DigestException e) {
            throw new IllegalStateException(hash.digestName() + " gives more bytes than its length", e);
        }
    }

    /** Give it back, cleared; a full pool drops it. */
    @Override
    public void close() {
        clear();
        pool(hash).offer(this);
    }
}
