package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** Opens the records of TLS 1.2 (RFC 5246 section 6.2.3.3). The explicit nonce is whatever the peer has chosen. */
final class Tls12Opener implements Opener {
    private final Aead aead;
    private final int explicitLength;
    private final byte[] aad = new byte[Tls12Nonce.AAD_LENGTH];
    private long sequence;
    private ContentType type = ContentType.APPLICATION_DATA;

    Tls12Opener(Aead aead, int explicitLength, long sequence) {
        this.aead = aead;
        this.explicitLength = explicitLength;
        this.sequence = sequence;
    }

    @Override
    public int maxContent(int bodyLength) {
        return Math.clamp(Opener.room(bodyLength) - explicitLength, 0, RecordHeader.MAX_CONTENT);
    }

    @Override
    public boolean covers(ContentType outer) {
        return true;
    }

    @Override
    public int open(byte[] record, int offset, byte[] out, int outOffset) throws ProtocolException {
        int body = RecordHeader.length(record, offset) - explicitLength;
        int plaintext = body - AeadAlgorithm.TAG_LENGTH;
        // RFC 5246 section 6.2.1: TLSPlaintext.length MUST NOT exceed 2^14; AEADs tell it by the ciphertext.
        if (plaintext > RecordHeader.MAX_CONTENT) {
            throw new ProtocolException(Reason.RECORD_TOO_LONG, "a record of " + plaintext + " bytes of plaintext");
        }
        if (sequence == -1L) {
            // RFC 5246 section 6.1: sequence numbers do not wrap.
            throw new ProtocolException(Reason.KEY_USAGE_LIMIT, "the sequence number is used up");
        }
        if (plaintext < 0) {
            return -1;
        }
        var outer = ContentType.find(RecordHeader.type(record, offset));
        if (outer == null) {
            throw new ProtocolException(Reason.UNKNOWN_CONTENT_TYPE, "a protected record of an unknown type");
        }
        Tls12Nonce.additionalData(aad, sequence, record, offset, plaintext);
        int at = offset + RecordHeader.LENGTH;
        long nonce = explicitLength > 0 ? Tls12Nonce.longAt(record, at) : sequence;
        int length = aead.open(nonce, aad, 0, aad.length, record, at + explicitLength, body, out, outOffset);
        if (length < 0) {
            return -1;
        }
        sequence++;
        type = outer;
        return length;
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
