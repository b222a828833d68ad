package dev.reprise.tls.internal.record;

import dev.reprise.tls.spec.AeadAlgorithm;
import java.util.Arrays;

/**
 * Nonce and additional data of TLS 1.2's AEAD records. With AES-GCM the nonce is a salt of 4 bytes and 8 bytes that the
 * record carries (RFC 5288 section 3); with ChaCha20-Poly1305 it is the iv XOR the sequence number, and the record carries
 * nothing (RFC 7905 section 2). Both are a base of 12 bytes XOR a number of 64 bits, which is what Aead takes.
 */
final class Tls12Nonce {
    /** Bytes of nonce in a record with AES-GCM. */
    static final int EXPLICIT_LENGTH = 8;
    /** RFC 5246 section 6.2.3.3: sequence number, type, version and length of the plaintext. */
    static final int AAD_LENGTH = 13;

    private Tls12Nonce() {}

    static int explicitLength(AeadAlgorithm algorithm) {
        return algorithm == AeadAlgorithm.CHACHA20_POLY1305 ? 0 : EXPLICIT_LENGTH;
    }

    /** Return the fixed part with zeros where the record's own part goes. */
    static byte[] base(byte[] fixedIv) {
        return Arrays.copyOf(fixedIv, AeadAlgorithm.NONCE_LENGTH);
    }

    static void putLong(long value, byte[] target, int offset) {
        for (int i = 0; i < Long.BYTES; i++) {
            target[offset + i] = (byte) (value >>> (8 * (Long.BYTES - 1 - i)));
        }
    }

    static long longAt(byte[] source, int offset) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (source[offset + i] & 0xff);
        }
        return value;
    }

    /** Fill the additional data: type and version are the first three bytes of the record's header. */
    static void additionalData(byte[] aad, long sequence, byte[] record, int offset, int plaintextLength) {
        putLong(sequence, aad, 0);
        aad[8] = record[offset];
        aad[9] = record[offset + 1];
        aad[10] = record[offset + 2];
        aad[11] = (byte) (plaintextLength >>> 8);
        aad[12] = (byte) plaintextLength;
    }
}
