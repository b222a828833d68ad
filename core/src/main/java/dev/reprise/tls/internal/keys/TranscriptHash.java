package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The Transcript Hash (RFC 9846 section 4.1): a running hash over handshake messages. Not thread-safe. */
public final class TranscriptHash {
    private static final byte MESSAGE_HASH = (byte) 254;

    private final HashAlgorithm hash;
    private final MessageDigest digest;
    /** The hash of all messages up to now, once it was asked for. */
    private byte @Nullable [] current;

    /** Begin with no message. */
    public TranscriptHash(HashAlgorithm hash) {
        this.hash = hash;
        digest = Digests.of(hash);
    }

    private TranscriptHash(HashAlgorithm hash, MessageDigest digest) {
        this.hash = hash;
        this.digest = digest;
    }

    /** Append a message, header included, exactly as it was sent or received. */
    public void update(Bytes message) {
        message.update(digest);
        current = null;
    }

    /** Return the hash of all messages up to now; more may follow. Nobody may write to it. */
    public byte[] current() {
        var known = current;
        if (known == null) {
            known = Digests.copy(digest).digest();
            current = known;
        }
        return known;
    }

    /** Return the hash of all messages and begin anew, with none: cheaper than {@link #current}, as nothing is copied. */
    public byte[] last() {
        current = null;
        return digest.digest();
    }

    /**
     * Put message_hash in the place of ClientHello1, as a HelloRetryRequest demands (section 4.1). To be called while
     * ClientHello1 is the only message in.
     */
    public void replaceWithMessageHash() {
        var clientHello1 = last();
        digest.update(new byte[] {MESSAGE_HASH, 0, 0, (byte) hash.length()});
        digest.update(clientHello1);
    }

    /** Return an independent hash over the same messages. */
    public TranscriptHash copy() {
        return new TranscriptHash(hash, Digests.copy(digest));
    }
}
