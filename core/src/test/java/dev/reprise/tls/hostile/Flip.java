package dev.reprise.tls.hostile;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Pair.Wire;
import java.util.List;

/** Changes one byte of one record, and passes everything else as it is. */
final class Flip implements Wire {
    private static final int HANDSHAKE = 22;
    private static final int HEADER = 5;

    private final Direction direction;
    private final int record;
    private final int offset;
    private final int mask;
    private int passed;
    private boolean done;
    private boolean leavesIncomplete;

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

    /**
     * Tell whether its receiver has to wait for more than there is: for the rest of a record or of a message in the clear
     * that was made longer, or of the header that some bytes begin which a shorter record leaves over.
     */
    boolean leavesIncomplete() {
        return leavesIncomplete;
    }

    @Override
    public List<byte[]> pass(Direction towards, byte[] bytes) {
        if (towards == direction && passed++ == record && offset < bytes.length) {
            boolean raised = (bytes[offset] & mask) == 0;
            leavesIncomplete = raised ? isLength(bytes) : offset == HEADER - 1 && mask < HEADER;
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
        for (int at = HEADER; at + 4 <= bytes.length; ) {
            if (offset > at && offset < at + 4) {
                return true;
            }
            at += 4 + ((bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | (bytes[at + 3] & 0xff));
        }
        return false;
    }
}
