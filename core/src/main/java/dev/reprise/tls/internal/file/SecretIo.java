package dev.reprise.tls.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * Moves secrets between files and arrays through native memory that is wiped afterwards. A channel that is given a heap
 * buffer copies it to native memory of its own, which nobody wipes and the thread keeps.
 */
final class SecretIo {
    private static final int CHUNK_BYTES = 1 << 14;

    private SecretIo() {}

    /** Read so many bytes from where the channel stands, fewer at the end of the file; the caller wipes them. */
    static byte[] read(FileChannel channel, int size) throws IOException {
        var content = new byte[size];
        var chunk = chunk(size);
        int at = 0;
        boolean whole = false;
        try {
            for (int count = 0; count >= 0 && at < size; ) {
                chunk.clear().limit(Math.min(chunk.capacity(), size - at));
                count = channel.read(chunk);
                chunk.flip();
                int taken = chunk.remaining();
                chunk.get(content, at, taken);
                at += taken;
            }
            whole = at == size;
            return whole ? content : Arrays.copyOf(content, at);
        } finally {
            wipe(chunk);
            if (!whole) {
                Arrays.fill(content, (byte) 0);
            }
        }
    }

    /** Write all of an array to where the channel stands. */
    static void write(FileChannel channel, byte[] content) throws IOException {
        var chunk = chunk(content.length);
        try {
            for (int at = 0; at < content.length; ) {
                chunk.clear();
                chunk.put(content, at, Math.min(chunk.capacity(), content.length - at))
                        .flip();
                while (chunk.hasRemaining()) {
                    at += channel.write(chunk);
                }
            }
        } finally {
            wipe(chunk);
        }
    }

    private static ByteBuffer chunk(int size) {
        return ByteBuffer.allocateDirect(Math.clamp(size, 1, CHUNK_BYTES));
    }

    private static void wipe(ByteBuffer chunk) {
        chunk.clear();
        while (chunk.hasRemaining()) {
            chunk.put((byte) 0);
        }
    }
}
