package dev.reprise.tls.internal.record;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Holds what has come and was not taken yet. Reads as much as there is, so that a small record costs one read and bulk data
 * one for four records; waits in a small array of its own, so that an idle connection keeps no more. One reader.
 *
 * <p>How this works. Nothing or little is held in {@link #own}, which is larger during the handshake and smallest after a
 * record of next to nothing, which is what keeps most of those alive that wait for long. The rest of a longer record is read
 * into a borrowed array of one record's size, and into one of four while reads show that so much comes at once: a peer that
 * sends drop by drop never holds more than one record. An array is given back as soon as all in it is taken.
 */
public final class ReadAhead {
    /** Holds a record of up to 42 bytes of data; what is longer costs a second read. */
    private static final int TINY = 64;
    /** Holds a request of a few hundred bytes. */
    private static final int SMALL = 512;
    /** Holds a ClientHello with a hybrid key share, and most of a server's first flight, while the handshake lasts. */
    private static final int FLIGHT = 2048;

    private static final byte[] NOTHING = {};

    private final Source source;
    private byte[] own = NOTHING;
    private byte @Nullable [] borrowed;
    private int start;
    private int end;
    /** How long an array is to wait in once the handshake is done: the last record tells. */
    private int usual = SMALL;

    private boolean flowing;

    /** Where bytes come from. */
    public interface Source {
        /** Wait for at least one byte and return how many came; an end is thrown. */
        int read(byte[] target, int offset, int length) throws IOException;
    }

    /** Read from a source. */
    public ReadAhead(Source source) {
        this.source = source;
    }

    /** Return the array that holds what has come. */
    public byte[] array() {
        var held = borrowed;
        return held != null ? held : own;
    }

    /** Return where in the array it begins. */
    public int offset() {
        return start;
    }

    /** Return how many bytes have come and were not taken. */
    public int length() {
        return end - start;
    }

    /**
     * Wait until so many bytes are there, in one piece at {@link #offset}. What the source throws loses nothing.
     *
     * @param count up to {@link RecordHeader#MAX_RECORD}
     * @param established whether the handshake is done: before, no more than one record is held, and later less while waiting
     */
    public void await(int count, boolean established) throws IOException {
        while (end - start < count) {
            moveTo(established ? sizeFor(count) : count <= FLIGHT ? FLIGHT : RecordHeader.MAX_RECORD);
            var target = array();
            int room = target.length - end;
            int read = source.read(target, end, room);
            end += read;
            if (target.length > FLIGHT) {
                flowing = read == room || read >= RecordHeader.MAX_RECORD;
            }
            if (end == TINY && target.length == TINY) {
                usual = SMALL; // There was more than was expected.
            }
        }
    }

    private int sizeFor(int count) {
        if (count <= usual) {
            return usual;
        }
        if (count <= SMALL) {
            return SMALL;
        }
        return flowing ? Scratch.FOUR_RECORDS : RecordHeader.MAX_RECORD;
    }

    /** Take so many bytes from the front. */
    public void take(int count) {
        start += count;
        if (start == end) {
            usual = count <= TINY ? TINY : SMALL;
            moveTo(own.length);
        }
    }

    /** Move what is held to the front of an array of a size that has room for it. */
    private void moveTo(int size) {
        var done = borrowed;
        var from = array();
        boolean moves = from.length != size;
        if (moves) {
            borrowed = size <= FLIGHT ? null : size == Scratch.FOUR_RECORDS ? Scratch.takeFour() : Scratch.take();
            if (borrowed == null && own.length != size) {
                own = new byte[size];
            }
        } else if (start == 0) {
            return;
        }
        System.arraycopy(from, start, array(), 0, end - start);
        end -= start;
        start = 0;
        if (moves && done != null) {
            Scratch.give(done, 0);
        }
    }
}
