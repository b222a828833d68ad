package dev.reprise.tls.internal.record;

import org.jspecify.annotations.Nullable;

/** Holds finished records until the caller has room for them; holds no array while empty. Not thread-safe. */
public final class RecordBuffer {
    private byte @Nullable [] array;
    private int start;
    private int end;

    /** Tell whether nothing waits. */
    public boolean isEmpty() {
        return array == null;
    }

    /** Move what fits into a target; return how many bytes that was. */
    public int drainTo(byte[] out, int offset, int room) {
        var held = array;
        if (held == null) {
            return 0;
        }
        int count = Math.min(room, end - start);
        System.arraycopy(held, start, out, offset, count);
        start += count;
        if (start == end) {
            array = null;
        }
        return count;
    }

    /** Drop what waits. */
    public void clear() {
        array = null;
    }

    /** Return the array to write a record of up to {@code room} bytes to, at {@link #end}. */
    byte[] reserve(int room) {
        var held = array;
        if (held == null) {
            start = 0;
            end = 0;
            held = new byte[room];
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
