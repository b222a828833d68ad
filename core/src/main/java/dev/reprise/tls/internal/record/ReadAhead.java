package dev.reprise.tls.internal.record;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Holds what has come and was not taken yet. Reads as much as there is, so that a small record costs one read and bulk data
 * one for four records; waits in a small array of its own, so that an idle connection keeps no more. One reader.
 *
 * <p>How this works. Nothing or little is held in {@link #own}, which is larger during the handshake. The rest of a longer
 * record is read into a borrowed array of one record's size, and into one of four while reads show that so much comes at once: a
 * peer that sends drop by drop never holds more than one record. An array is given back as soon as all in it is taken.
 */
public final class ReadAhead {
    /** Holds a request of a few hundred bytes; what is longer costs a second read. */
    private static final int SMALL = 512;
    /** Holds a ClientHello with a hybrid key share, and most of a server's first flight, while the handshake lasts. */
    private static final int FLIGHT = 2048;

    private static final byte[] NOTHING = {};

    private final Source source;
    private byte[] own = NOTHING;
    private byte @Nullable [] borrowed;
    private int start;
    private int end;
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
        int least = established ? SMALL : FLIGHT;
        while (end - start < count) {
            moveTo(count <= least ? least : established && flowing ? Scratch.FOUR_RECORDS : RecordHeader.MAX_RECORD);
            var target = array();
            int room = target.length - end;
            int read = source.read(target, end, room);
            end += read;
            if (target.length > FLIGHT) {
                flowing = read == room || read >= RecordHeader.MAX_RECORD;
            }
        }
    }

    /** Take so many bytes from the front. */
    public void take(int count) {
        start += count;
        if (start == end) {
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
