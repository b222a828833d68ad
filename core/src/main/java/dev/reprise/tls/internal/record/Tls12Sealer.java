package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * Seals the records of TLS 1.2 (RFC 5246 section 6.2.3.3). The explicit nonce is the sequence number, so none comes twice
 * (RFC 5288 section 3, RFC 9325 section 7.2.1).
 */
final class Tls12Sealer implements Sealer {
    // RFC 9325 section 4.4: the limit of 2^24.5 full-size records holds in TLS 1.2, too. It bounds the blocks under one
    // key, 1,025 in a full record, and as no KeyUpdate can renew the key here, blocks are what is counted.
    private static final long GCM_BLOCK_LIMIT = 23_726_566L * 1_025;
    private static final int BLOCK_LENGTH = 16;
    private static final byte[] NO_TAIL = {};

    private final Aead aead;
    private final int explicitLength;
    private final byte[] aad = new byte[Tls12Nonce.AAD_LENGTH];
    private long sequence;
    private long blocks;

    Tls12Sealer(Aead aead, int explicitLength, long sequence) {
        this(aead, explicitLength, sequence, 0);
    }

    Tls12Sealer(Aead aead, int explicitLength, long sequence, long blocks) {
        this.aead = aead;
        this.explicitLength = explicitLength;
        this.sequence = sequence;
        this.blocks = blocks;
    }

    @Override
    public int seal(ContentType type, byte[] in, int offset, int length, int padding, byte[] out, int outOffset)
            throws ProtocolException {
        if (length > RecordHeader.MAX_CONTENT) {
            throw new IllegalArgumentException(length + " bytes in one record");
        }
        if (length == 0 && type != ContentType.APPLICATION_DATA) {
            // RFC 5246 section 6.2.1: fragments of handshake, alert and change_cipher_spec MUST NOT be empty.
            throw new IllegalArgumentException("an empty record of type " + type);
        }
        long count = blocks + (length + BLOCK_LENGTH - 1) / BLOCK_LENGTH + 1;
        // RFC 5246 section 6.1: sequence numbers do not wrap.
        if (sequence == -1L || (explicitLength > 0 && count > GCM_BLOCK_LIMIT)) {
            throw new ProtocolException(Reason.KEY_USAGE_LIMIT, "the key has sealed as much as it may");
        }
        RecordHeader.write(type, explicitLength + length + AeadAlgorithm.TAG_LENGTH, out, outOffset);
        Tls12Nonce.additionalData(aad, sequence, out, outOffset, length);
        int at = outOffset + RecordHeader.LENGTH;
        if (explicitLength > 0) {
            Tls12Nonce.putLong(sequence, out, at);
            at += explicitLength;
        }
        int sealed = aead.seal(sequence, aad, 0, aad.length, in, offset, length, NO_TAIL, out, at);
        sequence++;
        blocks = count;
        return RecordHeader.LENGTH + explicitLength + sealed;
    }

    @Override
    public boolean nearLimit() {
        return false;
    }

    @Override
    public Aead aead() {
        return aead;
    }
}
