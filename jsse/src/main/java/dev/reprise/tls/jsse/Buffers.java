package dev.reprise.tls.jsse;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Several buffers of a caller in a row: application data to gather, or room to scatter it over. */
final class Buffers {
    private final ByteBuffer[] all;
    private final int offset;
    private final int length;

    /** Take some buffers of an array, which is kept. */
    Buffers(ByteBuffer[] all, int offset, int length) {
        this.all = all;
        this.offset = offset;
        this.length = length;
    }

    /** Check what was given as sources, in the order in which SunJSSE does. */
    static void requireSources(@Nullable ByteBuffer @Nullable [] all, int offset, int length) {
        if (all == null) {
            throw new IllegalArgumentException("source buffer array is null");
        }
        Objects.checkFromIndexSize(offset, length, all.length);
        for (int i = offset; i < offset + length; i++) {
            if (all[i] == null) {
                throw new IllegalArgumentException("source buffer[" + i + "] is null");
            }
        }
    }

    /** Check what was given as targets, in the order in which SunJSSE does. */
    static void requireTargets(@Nullable ByteBuffer @Nullable [] all, int offset, int length) {
        if (all == null) {
            throw new IllegalArgumentException("destination buffer array is null");
        }
        Objects.checkFromIndexSize(offset, length, all.length);
        for (int i = offset; i < offset + length; i++) {
            var target = all[i];
            if (target == null) {
                throw new IllegalArgumentException("destination buffer[" + i + "] is null");
            }
            if (target.isReadOnly()) {
                throw new ReadOnlyBufferException();
            }
        }
    }

    /** Count the bytes that remain, up to a number that is enough. */
    int remaining(int enough) {
        int count = 0;
        for (int i = offset; i < offset + length && count < enough; i++) {
            count += Math.min(enough - count, all[i].remaining());
        }
        return count;
    }

    /** Return the first buffer with anything left if it is on the heap and has so much left; else null. */
    @Nullable
    ByteBuffer heap(int count) {
        for (int i = offset; i < offset + length; i++) {
            if (all[i].hasRemaining()) {
                return all[i].hasArray() && all[i].remaining() >= count ? all[i] : null;
            }
        }
        return null;
    }

    /** Copy bytes out and leave the positions as they are. */
    void peek(byte[] target, int count) {
        int at = 0;
        for (int i = offset; at < count; i++) {
            int some = Math.min(count - at, all[i].remaining());
            all[i].get(all[i].position(), target, at, some);
            at += some;
        }
    }

    /** Move the positions on. */
    void skip(int count) {
        int left = count;
        for (int i = offset; left > 0; i++) {
            int some = Math.min(left, all[i].remaining());
            all[i].position(all[i].position() + some);
            left -= some;
        }
    }

    /** Copy bytes in, for which there is room. */
    void put(byte[] source, int count) {
        int at = 0;
        for (int i = offset; at < count; i++) {
            int some = Math.min(count - at, all[i].remaining());
            all[i].put(source, at, some);
            at += some;
        }
    }
}
