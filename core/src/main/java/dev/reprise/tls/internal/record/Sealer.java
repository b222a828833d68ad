package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** Seals the records of one direction under one key (RFC 9846 section 5.2), counting them. Not thread-safe. */
public final class Sealer implements AutoCloseable {
    /** Bytes a record has beside content and padding: header, inner content type, tag. */
    public static final int OVERHEAD = RecordHeader.LENGTH + 1 + AeadAlgorithm.TAG_LENGTH;

    // RFC 9846 section 5.5: up to 2^24.5 full-size records under one AES-GCM key. Every record counts as a full one.
    private static final long AES_GCM_LIMIT = 23_726_566L;
    // RFC 9846 section 5.3: the sequence number must not wrap; with ChaCha20-Poly1305 that comes before any other
    // limit.
    private static final long SEQUENCE_LIMIT = -1L;
    // How many records before the limit a KeyUpdate is due.
    private static final long MARGIN = 1L << 16;

    // What follows the content of an unpadded record, by code point from change_cipher_spec on.
    private static final byte[][] TAILS = {{20}, {21}, {22}, {23}};

    private final Aead aead;
    private final long limit;
    private long sequence;

    private Sealer(Aead aead, long limit, long sequence) {
        this.aead = aead;
        this.limit = limit;
        this.sequence = sequence;
    }

    /** Take over an AEAD; the first record has the sequence number 0 (RFC 9846 section 5.3). */
    public static Sealer of(AeadAlgorithm algorithm, Aead aead) {
        return of(algorithm, aead, 0);
    }

    static Sealer of(AeadAlgorithm algorithm, Aead aead, long sequence) {
        boolean chacha = algorithm == AeadAlgorithm.CHACHA20_POLY1305;
        return new Sealer(aead, chacha ? SEQUENCE_LIMIT : AES_GCM_LIMIT, sequence);
    }

    /**
     * Seal one record, header included.
     *
     * @param length bytes of content, 0 to 2^14 with the padding; 0 only for application data
     * @param padding zeros to add inside (RFC 9846 section 5.4)
     * @param out has room for {@code length + padding + OVERHEAD} at {@code outOffset}
     * @return the number of bytes written
     * @throws ProtocolException KEY_USAGE_LIMIT, INTERNAL_ERROR
     */
    public int seal(ContentType type, byte[] in, int offset, int length, int padding, byte[] out, int outOffset)
            throws ProtocolException {
        if (length + padding > RecordHeader.MAX_CONTENT || padding < 0) {
            throw new IllegalArgumentException(length + " bytes and " + padding + " of padding in one record");
        }
        if (length == 0 && type != ContentType.APPLICATION_DATA) {
            // RFC 9846 section 5.4: handshake and alert records MUST NOT be empty.
            throw new IllegalArgumentException("an empty record of type " + type);
        }
        if (Long.compareUnsigned(sequence, limit) >= 0) {
            // RFC 9846 sections 5.3 and 5.5: MUST rekey or close before the limit is reached.
            throw new ProtocolException(Reason.KEY_USAGE_LIMIT, "the key has sealed as many records as it may");
        }
        var tail = TAILS[type.code() - ContentType.CHANGE_CIPHER_SPEC.code()];
        if (padding > 0) {
            tail = new byte[1 + padding];
            tail[0] = (byte) type.code();
        }
        int body = length + tail.length + AeadAlgorithm.TAG_LENGTH;
        RecordHeader.write(ContentType.APPLICATION_DATA, body, out, outOffset);
        int header = RecordHeader.LENGTH;
        int sealed = aead.seal(sequence, out, outOffset, header, in, offset, length, tail, out, outOffset + header);
        sequence++;
        return header + sealed;
    }

    /** Tell whether a KeyUpdate is due, as the key is about to have sealed what it may (RFC 9846 section 5.5). */
    public boolean nearLimit() {
        return Long.compareUnsigned(sequence, limit - MARGIN) >= 0;
    }

    /** Give back what the next record can get again. */
    public void idle() {
        aead.idle();
    }

    /** Wipe the key. */
    @Override
    public void close() {
        aead.close();
    }
}
