package dev.reprise.tls.internal.record;

import org.jspecify.annotations.Nullable;

/** Holds finished records until the caller has room for them; holds no array while empty. Not thread-safe. */
public final class RecordBuffer {
    // What follows a hello in TLS 1.2: a change_cipher_spec of 6 bytes, a Finished of 45.
    private static final int FOLLOWING = 64;

    private byte @Nullable [] array;
    private int start;
    private int end;
    /** How many bytes at the start are the rest of a record whose beginning is gone. */
    private int cut;

    /** Tell whether nothing waits. */
    public boolean isEmpty() {
        return array == null;
    }

    /** Return how many bytes can be moved into some room so that no record is cut, or not once more. */
    public int wholeRecords(int room) {
        var held = array;
        if (held == null || cut > room) {
            return 0;
        }
        int whole = cut;
        while (start + whole < end) {
            int next = RecordHeader.LENGTH + RecordHeader.length(held, start + whole);
            if (whole + next > room) {
                break;
            }
            whole += next;
        }
        return whole;
    }

    /** Move what fits into a target; return how many bytes that was. */
    public int drainTo(byte[] out, int offset, int room) {
        var held = array;
        if (held == null) {
            return 0;
        }
        int count = Math.min(room, end - start);
        System.arraycopy(held, start, out, offset, count);
        int next = cut;
        while (next < count) {
            next += RecordHeader.LENGTH + RecordHeader.length(held, start + next);
        }
        cut = next - count;
        start += count;
        if (start == end) {
            array = null;
        }
        return count;
    }

    /** Drop what waits. */
    public void clear() {
        array = null;
        cut = 0;
    }

    /** Return the array to write a record of up to {@code room} bytes to, at {@link #end}. */
    byte[] reserve(int room) {
        var held = array;
        if (held == null) {
            start = 0;
            end = 0;
            held = new byte[room + FOLLOWING];
        } else if (room > held.length - end) {
            int kept = end - start;
            var grown = new byte[Math.max(kept + room, 2 * kept)];
            System.arraycopy(held, start, grown, 0, kept);
            start = 0;
            end = kept;
            held = grown;
        }
        array = held;
        return held;
    }

    /** Return where the next record begins in the reserved array. */
    int end() {
        return end;
    }

    /** Count bytes that were written to the reserved array. */
    void written(int count) {
        end += count;
    }
}
