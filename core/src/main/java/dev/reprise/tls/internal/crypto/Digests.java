package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.HashAlgorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Makes digests by copying one that was looked up once, which costs a fraction of a look-up. Thread-safe. */
public final class Digests {
    private static final MessageDigest SHA256 = lookedUp(HashAlgorithm.SHA256);
    private static final MessageDigest SHA384 = lookedUp(HashAlgorithm.SHA384);

    private Digests() {}

    /** Make a digest that has seen nothing yet. */
    public static MessageDigest of(HashAlgorithm hash) {
        return copy(
                switch (hash) {
                    case SHA256 -> SHA256;
                    case SHA384 -> SHA384;
                });
    }

    /** Make a digest that has seen the same, and leave the given one as it is. */
    public static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java runtime's " + digest.getAlgorithm() + " cannot be cloned", e);
        }
    }

    private static MessageDigest lookedUp(HashAlgorithm hash) {
        try {
            return MessageDigest.getInstance(hash.digestName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + hash.digestName(), e);
        }
    }
}
