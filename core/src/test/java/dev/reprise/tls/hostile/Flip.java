package dev.reprise.tls.hostile;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Pair.Wire;
import java.util.List;

/** Changes one byte of one record, and passes everything else as it is. */
final class Flip implements Wire {
    private static final int HANDSHAKE = 22;

    private final Direction direction;
    private final int record;
    private final int offset;
    private final int mask;
    private int passed;
    private boolean done;
    private boolean raisedLength;

    /**
     * Make one.
     *
     * @param record which record of the direction, from 0
     * @param offset which byte of it, header included
     * @param mask the bits to change
     */
    Flip(Direction direction, int record, int offset, int mask) {
        this.direction = direction;
        this.record = record;
        this.offset = offset;
        this.mask = mask;
    }

    /** Tell whether the byte came by: signatures, and with them records, vary in length. */
    boolean done() {
        return done;
    }

    /** Return which byte of the record it changes. */
    int offset() {
        return offset;
    }

    /** Tell whether it made a record or a message in the clear longer, so that its receiver waits for the rest. */
    boolean raisedLength() {
        return raisedLength;
    }

    @Override
    public List<byte[]> pass(Direction towards, byte[] bytes) {
        if (towards == direction && passed++ == record && offset < bytes.length) {
            raisedLength = (bytes[offset] & mask) == 0 && isLength(bytes);
            bytes[offset] ^= (byte) mask;
            done = true;
        }
        return List.of(bytes);
    }

    /** The length of the record, or of one of the handshake messages in it. */
    private boolean isLength(byte[] bytes) {
        if (offset == 3 || offset == 4) {
            return true;
        }
        if (bytes[0] != HANDSHAKE) {
            return false;
        }
        for (int at = 5; at + 4 <= bytes.length; ) {
            if (offset > at && offset < at + 4) {
                return true;
            }
            at += 4 + ((bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff));
        }
        return false;
    }
}
