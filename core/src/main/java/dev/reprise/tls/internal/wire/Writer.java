package dev.reprise.tls.internal.wire;

import java.util.Arrays;

/**
 * Writes the RFC's presentation language (RFC 9846 section 3) into an array that grows. Lengths are never computed by
 * hand: {@code open16/24} reserves a prefix and {@code close} fills it. A value out of its range is an
 * IllegalArgumentException, as only our own code can cause it. Not thread-safe.
 */
public final class Writer {
    private byte[] array;
    private int position;

    /** Make a writer with room for some bytes before it has to grow. */
    public Writer(int capacity) {
        array = new byte[capacity];
    }

    /** Make a writer of a size that fits most messages. */
    public Writer() {
        this(256);
    }

    /** Return how many bytes are written. */
    public int length() {
        return position;
    }

    /** Append an unsigned 8-bit integer. */
    public Writer u8(int value) {
        check(value, 0xff);
        grow(1);
        array[position++] = (byte) value;
        return this;
    }

    /** Append an unsigned 16-bit integer. */
    public Writer u16(int value) {
        check(value, 0xffff);
        grow(2);
        array[position++] = (byte) (value >>> 8);
        array[position++] = (byte) value;
        return this;
    }

    /** Append an unsigned 24-bit integer. */
    public Writer u24(int value) {
        check(value, 0xffffff);
        return u8(value >>> 16).u16(value & 0xffff);
    }

    /** Append an unsigned 32-bit integer. */
    public Writer u32(long value) {
        check(value, 0xffffffffL);
        return u16((int) (value >>> 16)).u16((int) (value & 0xffff));
    }

    /** Append bytes as they are. */
    public Writer bytes(Bytes value) {
        value.writeTo(this);
        return this;
    }

    /** Append an array as it is. */
    public Writer bytes(byte[] value) {
        return bytes(value, 0, value.length);
    }

    /** Append a range of an array as it is. */
    public Writer bytes(byte[] value, int offset, int length) {
        grow(length);
        System.arraycopy(value, offset, array, position, length);
        position += length;
        return this;
    }

    /** Append a vector with an 8-bit length. */
    public Writer vector8(Bytes value) {
        return u8(value.length()).bytes(value);
    }

    /** Append a vector with a 16-bit length. */
    public Writer vector16(Bytes value) {
        return u16(value.length()).bytes(value);
    }

    /** Append a vector with a 24-bit length. */
    public Writer vector24(Bytes value) {
        return u24(value.length()).bytes(value);
    }

    /** Begin a vector with a 16-bit length; return the mark for {@link #close16}. */
    public int open16() {
        return reserve(2);
    }

    /** Begin a vector with a 24-bit length; return the mark for {@link #close24}. */
    public int open24() {
        return reserve(3);
    }

    /** End the vector begun at {@code mark}. */
    public Writer close16(int mark) {
        return fill(mark, 2);
    }

    /** End the vector begun at {@code mark}. */
    public Writer close24(int mark) {
        return fill(mark, 3);
    }

    /** Return what is written without copying it; the writer is not used again. */
    public Bytes finish() {
        return Bytes.wrap(array, 0, position);
    }

    /** Return what is written as bytes of their own. */
    public Bytes toBytes() {
        return Bytes.wrap(toArray());
    }

    /** Return what is written as a new array. */
    public byte[] toArray() {
        return Arrays.copyOf(array, position);
    }

    /** Overwrite all that was written with zeros and start again: for writers that held a secret. */
    public void wipe() {
        Arrays.fill(array, (byte) 0);
        position = 0;
    }

    private int reserve(int width) {
        grow(width);
        int mark = position;
        position += width;
        return mark;
    }

    private Writer fill(int mark, int width) {
        int length = position - mark - width;
        check(length, (1L << (8 * width)) - 1);
        for (int i = 0; i < width; i++) {
            array[mark + i] = (byte) (length >>> (8 * (width - 1 - i)));
        }
        return this;
    }

    private void grow(int count) {
        if (count > array.length - position) {
            var old = array;
            array = Arrays.copyOf(array, Math.max(array.length * 2, position + count));
            Arrays.fill(old, 0, position, (byte) 0);
        }
    }

    private static void check(long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(value + " is not in 0.." + max);
        }
    }
}
