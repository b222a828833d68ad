package dev.reprise.tls.hostile;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Pair.Wire;
import java.util.List;

/** Changes one byte of one record, and passes everything else as it is. */
final class Flip implements Wire {
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
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
     * that was made longer, or of the record that some bytes begin, or seem to begin, which a shorter one leaves over.
     */
    boolean leavesIncomplete() {
        return leavesIncomplete;
    }

    @Override
    public List<byte[]> pass(Direction towards, byte[] bytes) {
        if (towards == direction && passed++ == record && offset < bytes.length) {
            boolean raised = (bytes[offset] & mask) == 0;
            bytes[offset] ^= (byte) mask;
            leavesIncomplete = raised ? isLength(bytes) : beginsAnother(bytes);
            done = true;
        }
        return List.of(bytes);
    }

    /** What a shorter record leaves over is less than a header, or by chance has a content type in front. */
    private boolean beginsAnother(byte[] bytes) {
        int next = HEADER + ((bytes[3] & 0xff) << 8 | (bytes[4] & 0xff));
        return (offset == 3 || offset == 4)
                && (bytes.length - next < HEADER
                        || bytes[next] >= CHANGE_CIPHER_SPEC && bytes[next] <= APPLICATION_DATA);
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
