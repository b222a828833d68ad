package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;

/** Seals the records of one direction under one key, counting them. Not thread-safe. */
public sealed interface Sealer extends AutoCloseable permits Tls13Sealer, Tls12Sealer {
    /** Bytes a record of TLS 1.3 has beside content and padding: header, inner content type, tag. */
    int OVERHEAD = RecordHeader.LENGTH + 1 + AeadAlgorithm.TAG_LENGTH;
    /** Most bytes a record of either version has beside content and padding. */
    int MAX_OVERHEAD = RecordHeader.LENGTH + Tls12Nonce.EXPLICIT_LENGTH + AeadAlgorithm.TAG_LENGTH;

    /**
     * Take over an AEAD for TLS 1.3; its rules may have a lower limit than its own.
     *
     * @param sequence the sequence number of the first record: 0 for new keys (RFC 9846 section 5.3)
     */
    static Sealer of(AeadAlgorithm algorithm, Aead aead, SealingRules rules, long sequence) {
        return new Tls13Sealer(algorithm, aead, rules, sequence);
    }

    /** Begin TLS 1.2's protection with a key and the fixed part of the nonce, which are copied. */
    static Sealer ofTls12(AeadAlgorithm algorithm, Secret key, byte[] fixedIv) {
        var aead = Aead.sealing(algorithm, key, Tls12Nonce.base(fixedIv));
        return new Tls12Sealer(aead, Tls12Nonce.explicitLength(algorithm), 0);
    }

    /**
     * Seal one record, header included.
     *
     * @param length bytes of content, 0 to 2^14 with the padding; 0 only for application data
     * @param padding zeros to add inside (RFC 9846 section 5.4); TLS 1.2 has no such thing and adds none
     * @param out has room for {@code length + padding + MAX_OVERHEAD} at {@code outOffset}
     * @return the number of bytes written
     * @throws ProtocolException KEY_USAGE_LIMIT, INTERNAL_ERROR
     */
    int seal(ContentType type, byte[] in, int offset, int length, int padding, byte[] out, int outOffset)
            throws ProtocolException;

    /**
     * Tell whether a KeyUpdate is due, as the key is about to have sealed what it may (RFC 9846 section 5.5); never in
     * TLS 1.2, which has none.
     */
    boolean nearLimit();

    /** Return what seals, so that the next key's can take over what it has. */
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
