package dev.reprise.tls.internal.record;

import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** Seals the records of TLS 1.3 (RFC 9846 section 5.2). */
final class Tls13Sealer implements Sealer {
    // RFC 9846 section 5.5: up to 2^24.5 full-size records under one AES-GCM key. Every record counts as a full one.
    private static final long AES_GCM_LIMIT = 23_726_566L;
    // RFC 9846 section 5.3: the sequence number must not wrap, which with ChaCha20-Poly1305 is the first limit.
    private static final long SEQUENCE_LIMIT = -1L;
    // How many records before the limit a KeyUpdate is due, at most.
    private static final long MARGIN = 1L << 16;

    // What follows the content of an unpadded record, by code point from change_cipher_spec on.
    private static final byte[][] TAILS = {{20}, {21}, {22}, {23}};

    private final Aead aead;
    private final long limit;
    private long sequence;

    Tls13Sealer(AeadAlgorithm algorithm, Aead aead, SealingRules rules, long sequence) {
        this.aead = aead;
        long cipherLimit = algorithm == AeadAlgorithm.CHACHA20_POLY1305 ? SEQUENCE_LIMIT : AES_GCM_LIMIT;
        boolean lower = Long.compareUnsigned(rules.recordsPerKey(), cipherLimit) < 0;
        this.limit = lower ? rules.recordsPerKey() : cipherLimit;
        this.sequence = sequence;
    }

    @Override
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

    @Override
    public boolean nearLimit() {
        return Long.compareUnsigned(sequence, limit - Math.min(MARGIN, limit >>> 2)) >= 0;
    }

    @Override
    public Aead aead() {
        return aead;
    }
}
