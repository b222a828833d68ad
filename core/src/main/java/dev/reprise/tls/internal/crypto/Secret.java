package dev.reprise.tls.internal.crypto;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Owns secret bytes: wiped on close, compared in constant time, never printed. Using a closed secret is an
 * IllegalStateException. Closing may run beside a use only if the caller's own locking forbids it.
 */
public final class Secret implements AutoCloseable {
    /** Null once closed. */
    private volatile byte @Nullable [] bytes;

    private Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copy an array; the caller wipes its own. */
    public static Secret copyOf(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /** Take an array over; the caller must not touch it again. */
    public static Secret take(byte[] bytes) {
        return new Secret(bytes);
    }

    /** Tell whether it is closed. */
    boolean closed() {
        return bytes == null;
    }

    /** Return the length in bytes. */
    public int length() {
        return open().length;
    }

    /** Return an independent copy. */
    public Secret copy() {
        return new Secret(open().clone());
    }

    /** Return a copy of the bytes, which the caller wipes. */
    public byte[] toArray() {
        return open().clone();
    }

    /** Copy the bytes into a target, which the caller wipes. */
    public void copyTo(byte[] target, int offset) {
        var own = open();
        System.arraycopy(own, 0, target, offset, own.length);
    }

    /** Return this as a JCA key, which is wiped with it; a SecretKeySpec would keep a copy that nobody can wipe. */
    public SecretKey key(String algorithm) {
        open();
        return new View(algorithm, this);
    }

    /** Feed the bytes to an HMAC, as the data of HKDF-Extract. */
    void update(Hmac hmac) {
        var own = open();
        hmac.update(own, 0, own.length);
    }

    /** Feed the bytes to a digest. */
    void update(MessageDigest digest) {
        digest.update(open());
    }

    /** Compare in constant time. */
    public boolean matches(byte[] other) {
        return MessageDigest.isEqual(open(), other);
    }

    /** Overwrite the bytes with zeros. */
    @Override
    public void close() {
        var own = bytes;
        if (own != null) {
            bytes = null;
            Arrays.fill(own, (byte) 0);
        }
    }

    /** Return the length only, or that it is closed. */
    @Override
    public String toString() {
        var own = bytes;
        return own == null ? "Secret[closed]" : "Secret[" + own.length + " bytes]";
    }

    private byte[] open() {
        var own = bytes;
        if (own == null) {
            throw new IllegalStateException("the secret is closed");
        }
        return own;
    }

    /** What JCA sees; the JDK's classes wipe the copies that they ask for. */
    private static final class View implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final String algorithm;
        private final transient Secret secret;

        View(String algorithm, Secret secret) {
            this.algorithm = algorithm;
            this.secret = secret;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return secret.toArray();
        }
    }
}
