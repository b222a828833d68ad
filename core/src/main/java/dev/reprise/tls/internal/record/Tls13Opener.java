package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** Opens the records of TLS 1.3 (RFC 9846 section 5.2). */
final class Tls13Opener implements Opener {
    private final Aead aead;
    private long sequence;
    private ContentType type = ContentType.APPLICATION_DATA;

    Tls13Opener(Aead aead, long sequence) {
        this.aead = aead;
        this.sequence = sequence;
    }

    @Override
    public int open(byte[] record, int offset, byte[] out, int outOffset) throws ProtocolException {
        int body = RecordHeader.length(record, offset);
        // RFC 9846 section 5.4: the full TLSInnerPlaintext MUST NOT exceed 2^14 + 1; the ciphertext tells already.
        int plaintext = Opener.room(body);
        if (plaintext > RecordHeader.MAX_CONTENT + 1) {
            throw new ProtocolException(Reason.RECORD_TOO_LONG, "a record of " + plaintext + " bytes of plaintext");
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

    @Override
    public int maxContent(int bodyLength) {
        return Math.clamp(Opener.room(bodyLength) - 1, 0, RecordHeader.MAX_CONTENT); // One byte is the content's type.
    }

    @Override
    public boolean covers(ContentType outer) {
        return outer == ContentType.APPLICATION_DATA;
    }

    @Override
    public ContentType type() {
        return type;
    }

    @Override
    public Aead aead() {
        return aead;
    }
}
