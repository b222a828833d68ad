package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * A BIT STRING (ITU-T X.690 sections 8.6 and 11.2).
 *
 * @param bytes the bits, the first of each byte its highest; the unused ones at the end are zero
 * @param count how many bits there are
 */
record BitString(Bytes bytes, int count) {
    static final int TAG = 0x03;

    /** Read one with this tag; {@link Reason#MALFORMED_CERTIFICATE} when its content is not legal. */
    static BitString parse(DerReader reader, int tag) throws ProtocolException {
        var content = reader.content(tag);
        int unused = content.isEmpty() ? 8 : content.at(0);
        int last = content.length() < 2 ? 0 : content.at(content.length() - 1);
        if (unused > 7 || (content.length() == 1 && unused > 0) || (last & ((1 << unused) - 1)) != 0) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a BIT STRING that is none");
        }
        int length = content.length() - 1;
        return new BitString(content.slice(1, length), 8 * length - unused);
    }

    /** Read one of whole bytes, as keys and signatures are. */
    static Bytes parseBytes(DerReader reader) throws ProtocolException {
        var bits = parse(reader, TAG);
        if (bits.count % 8 != 0) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a BIT STRING that is not of whole bytes");
        }
        return bits.bytes;
    }

    /** Tell whether a bit is set; one beyond the end is not. */
    boolean has(int bit) {
        return bit < count && (bytes.at(bit / 8) & (0x80 >>> (bit % 8))) != 0;
    }

    /** Return the bits as flags, at least so many. */
    boolean[] flags(int least) {
        var flags = new boolean[Math.max(least, count)];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = has(i);
        }
        return flags;
    }
}
