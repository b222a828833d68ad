package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** Opens the records of one direction under one key (RFC 9846 section 5.2). Not thread-safe. */
public final class Opener implements AutoCloseable {
    private final Aead aead;
    private long sequence;
    private ContentType type = ContentType.APPLICATION_DATA;

    private Opener(Aead aead, long sequence) {
        this.aead = aead;
        this.sequence = sequence;
    }

    /** Take over an AEAD; the first record has the sequence number 0 (RFC 9846 section 5.3). */
    public static Opener of(Aead aead) {
        return of(aead, 0);
    }

    static Opener of(Aead aead, long sequence) {
        return new Opener(aead, sequence);
    }

    /** Return how much room {@link #open} needs for a body of this length. */
    public static int room(int bodyLength) {
        return Math.max(0, bodyLength - AeadAlgorithm.TAG_LENGTH);
    }

    /**
     * Open one record. A record that fails leaves the sequence number as it was, so that skipped early data does not
     * count.
     *
     * @param record an array with header and body
     * @param offset where the header begins
     * @param out has {@link #room} at {@code outOffset}; what follows the content in it is the inner type and padding
     * @return the length of the content, whose type {@link #type} tells; or -1 when the record is not authentic
     * @throws ProtocolException RECORD_TOO_LONG, RECORD_WITHOUT_CONTENT_TYPE, UNKNOWN_CONTENT_TYPE, KEY_USAGE_LIMIT
     */
    public int open(byte[] record, int offset, byte[] out, int outOffset) throws ProtocolException {
        int body = RecordHeader.length(record, offset);
        // RFC 9846 section 5.4: the full TLSInnerPlaintext MUST NOT exceed 2^14 + 1; the ciphertext tells already.
        if (room(body) > RecordHeader.MAX_CONTENT + 1) {
            throw new ProtocolException(Reason.RECORD_TOO_LONG, "a record of " + room(body) + " bytes of plaintext");
        }
        if (sequence == -1L) {
            // RFC 9846 section 5.3: the sequence number must not wrap.
            throw new ProtocolException(Reason.KEY_USAGE_LIMIT, "the sequence number is used up");
        }
        int header = RecordHeader.LENGTH;
        int length = aead.open(sequence, record, offset, header, record, offset + header, body, out, outOffset);
        if (length < 0) {
            return -1;
        }
        sequence++;
        // RFC 9846 section 5.4: scan from the end, within the cleartext, for the type; none is unexpected_message.
        int end = outOffset + length - 1;
        while (end >= outOffset && out[end] == 0) {
            end--;
        }
        if (end < outOffset) {
            throw new ProtocolException(Reason.RECORD_WITHOUT_CONTENT_TYPE, "a protected record of nothing but zeros");
        }
        var found = ContentType.find(out[end] & 0xff);
        if (found == null) {
            throw new ProtocolException(
                    Reason.UNKNOWN_CONTENT_TYPE, "a protected record of content type " + (out[end] & 0xff));
        }
        type = found;
        return end - outOffset;
    }

    /** Return the content type of the record opened last. */
    public ContentType type() {
        return type;
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
