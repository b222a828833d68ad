package dev.reprise.tls.fleet.redis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Looks at the lengths in a server's replies (RESP, version 2) before Jedis does, which would make an array as long as the
 * server says, up to 2 GiB: whatever stands where Redis should must not fill the memory.
 */
final class BoundedReplies extends FilterInputStream {
    /** In bytes, and in elements of an array: far above any reply to what is asked here. */
    static final int MAX = 4 << 20;

    private static final int TYPE = 0;
    private static final int LINE = 1;
    private static final int BULK = 2;

    private int expected = TYPE;
    private int type;
    private long number;
    private int length;
    private long left;

    BoundedReplies(InputStream replies) {
        super(replies);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int room) throws IOException {
        int count = in.read(target, offset, room);
        for (int at = offset; at < offset + count; ) {
            if (expected == BULK) {
                long passed = Math.min(left, offset + count - at);
                left -= passed;
                at += (int) passed;
                expected = left == 0 ? TYPE : BULK;
            } else {
                take(target[at++]);
            }
        }
        return count;
    }

    private void take(byte next) throws IOException {
        if (expected == TYPE) {
            type = next;
            number = 0;
            length = 0;
            expected = LINE;
        } else if (next == '\n') {
            lineEnds();
        } else if (++length > MAX) {
            throw tooLong();
        } else if (next == '-') {
            number = Long.MIN_VALUE; // -1 stands for nothing, whatever digits follow.
        } else if (next >= '0' && next <= '9' && number >= 0) {
            number = Math.min(MAX + 1L, 10 * number + (next - '0'));
        }
    }

    private void lineEnds() throws IOException {
        boolean announces = type == '$' || type == '*';
        if (announces && number > MAX) {
            throw tooLong();
        }
        // CR and LF follow a bulk string.
        left = type == '$' && number >= 0 ? number + 2 : 0;
        expected = left > 0 ? BULK : TYPE;
    }

    private static IOException tooLong() {
        return new IOException("a reply is longer than " + MAX + " bytes");
    }
}
