package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.HashAlgorithm;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * HMAC (RFC 2104) over the JDK's digests, which compute it at the speed of the JDK's Mac but allocate nothing, or for several
 * results of one key faster: a handshake computes some fifty of one block. Pooled, so that a connection holds one only while
 * it derives something; what lies in the pool holds no secret. The pool is thread-safe, what it lends is not.
 */
final class Hmac implements AutoCloseable {
    // More handshakes than this run at once only where making an HMAC is the least of the costs.
    private static final int CAPACITY = 64;
    private static final ArrayBlockingQueue<Hmac> SHA256 = new ArrayBlockingQueue<>(CAPACITY);
    private static final ArrayBlockingQueue<Hmac> SHA384 = new ArrayBlockingQueue<>(CAPACITY);

    /** Bytes of HkdfLabel at most (RFC 9846 section 7.1), and of HKDF-Expand's counter. */
    private static final int LAYOUT_LENGTH = 2 + 1 + 255 + 1 + 255 + 1;

    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    private final HashAlgorithm hash;
    private final MessageDigest digest;
    /** The key with each of its bytes xored with the pad, and the pad alone behind it: one block. */
    private final byte[] innerKey;

    private final byte[] outerKey;
    private final byte[] inner;
    /** Where a caller lays out data that is not secret, for want of an array each time. */
    private final byte[] layout = new byte[LAYOUT_LENGTH];

    /** What the digest is after the inner key and after the outer one; null where they are hashed each time. */
    private @Nullable MessageDigest afterInnerKey;

    private @Nullable MessageDigest afterOuterKey;
    /** What is fed now; null before the first byte. */
    private @Nullable MessageDigest running;

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
        wipe(running);
        wipe(afterInnerKey);
        wipe(afterOuterKey);
        running = null;
        afterInnerKey = null;
        afterOuterKey = null;
        Arrays.fill(innerKey, INNER_PAD);
        Arrays.fill(outerKey, OUTER_PAD);
        Arrays.fill(inner, (byte) 0);
    }

    private static void wipe(@Nullable MessageDigest digest) {
        if (digest != null) {
            digest.reset();
        }
    }

    /**
     * Key it with a secret, which is copied, for several results. Two of the four blocks hashed are the key's: with SHA-384
     * they are hashed once here, as copies of the digest after them cost half as much. With SHA-256 copies cost more, for
     * their half a kilobyte.
     */
    void keyForSeveral(Secret secret) {
        key(secret);
        if (hash == HashAlgorithm.SHA384) {
            afterInnerKey = after(innerKey);
            afterOuterKey = after(outerKey);
        }
    }

    private MessageDigest after(byte[] block) {
        digest.update(block, 0, block.length);
        var state = Digests.copy(digest);
        digest.reset();
        return state;
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
            digest(digest, innerKey, 0);
        }
        for (int i = 0; i < length; i++) {
            outerKey[i] = (byte) (innerKey[i] ^ OUTER_PAD);
            innerKey[i] ^= INNER_PAD;
        }
    }

    /** Return an array of this object's for data that is not secret, the same each time. */
    byte[] layout() {
        return layout;
    }

    /** Add data. */
    void update(byte[] data, int offset, int length) {
        running().update(data, offset, length);
    }

    private MessageDigest running() {
        var fed = running;
        if (fed == null) {
            fed = begun(afterInnerKey, innerKey);
            running = fed;
        }
        return fed;
    }

    private MessageDigest begun(@Nullable MessageDigest afterKey, byte[] key) {
        if (afterKey != null) {
            return Digests.copy(afterKey);
        }
        digest.update(key, 0, key.length);
        return digest;
    }

    /** Write the HMAC of the data added, and begin anew with the same key. */
    void finish(byte[] out, int offset) {
        digest(running(), inner, 0);
        running = null;
        var outer = begun(afterOuterKey, outerKey);
        outer.update(inner, 0, inner.length);
        digest(outer, out, offset);
    }

    /** Write the first bytes of the HMAC of the data added, as many as there is room for, and begin anew. */
    void finish(byte[] out, int offset, int length) {
        if (length >= inner.length) {
            finish(out, offset);
            return;
        }
        finish(inner, 0);
        System.arraycopy(inner, 0, out, offset, length);
        Arrays.fill(inner, (byte) 0);
    }

    /** Return the HMAC of the data added and of this, and begin anew with the same key. */
    byte[] finish(byte[] data) {
        update(data, 0, data.length);
        var out = new byte[hash.length()];
        finish(out, 0);
        return out;
    }

    private void digest(MessageDigest digest, byte[] out, int offset) {
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
