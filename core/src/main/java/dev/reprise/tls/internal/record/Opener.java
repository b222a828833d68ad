package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;

/** Opens the records of one direction under one key. Not thread-safe. */
public sealed interface Opener extends AutoCloseable permits Tls13Opener, Tls12Opener {
    /** Take over an AEAD for TLS 1.3; the first record has the sequence number 0 (RFC 9846 section 5.3). */
    static Opener of(Aead aead) {
        return of(aead, 0);
    }

    /** Take over an AEAD for TLS 1.3 that begins at a sequence number. */
    static Opener of(Aead aead, long sequence) {
        return new Tls13Opener(aead, sequence);
    }

    /** Begin TLS 1.2's protection with a key and the fixed part of the nonce, which are copied. */
    static Opener ofTls12(AeadAlgorithm algorithm, Secret key, byte[] fixedIv) {
        var aead = Aead.opening(algorithm, key, Tls12Nonce.base(fixedIv));
        return new Tls12Opener(aead, Tls12Nonce.explicitLength(algorithm), 0);
    }

    /** Return how much room {@link #open} needs at most for a body of this length. */
    static int room(int bodyLength) {
        return Math.max(0, bodyLength - AeadAlgorithm.TAG_LENGTH);
    }

    /** Return how many bytes of content a body of this length can hold, if it is legal. */
    int maxContent(int bodyLength);

    /** Tell whether records of this outer type are protected: only application_data in TLS 1.3, all in TLS 1.2. */
    boolean covers(ContentType outer);

    /**
     * Open one record. A record that fails leaves the sequence number as it was, so that skipped early data does not
     * count.
     *
     * @param record an array with header and body
     * @param offset where the header begins
     * @param out has {@link #room} at {@code outOffset}; what follows the content in it is undefined
     * @return the length of the content, whose type {@link #type} tells; or -1 when the record is not authentic
     * @throws ProtocolException RECORD_TOO_LONG, RECORD_WITHOUT_CONTENT_TYPE, UNKNOWN_CONTENT_TYPE, KEY_USAGE_LIMIT
     */
    int open(byte[] record, int offset, byte[] out, int outOffset) throws ProtocolException;

    /** Return the content type of the record opened last. */
    ContentType type();

    /** Return what opens, so that the next key's can take over what it has. */
    Aead aead();

    /** Give back what the next record can get again. */
    default void idle() {
        aead().idle();
    }

    /** Wipe the key. */
    @Override
    default void close() {
        aead().close();
    }
}
