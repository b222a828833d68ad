package dev.reprise.tls.internal.wire;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * An immutable run of bytes with value equality: a view of an array that nobody writes to any more. Not for secrets, as
 * its toString is its content in hex.
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** Wrap an array without copying it; the caller must not write to it again. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
    }

    /** Wrap a range of an array without copying it; the caller must not write to it again. */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(array, offset, length);
    }

    /** Copy an array. */
    public static Bytes copyOf(byte[] array) {
        return wrap(array.clone());
    }

    /** Copy a range of an array. */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        return wrap(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** Parse hex digits, as tests and key files have them. */
    public static Bytes ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    /** Return the length in bytes. */
    public int length() {
        return length;
    }

    /** Tell whether there are none. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** Return the byte at an index as 0 to 255. */
    public int at(int index) {
        Objects.checkIndex(index, length);
        return array[offset + index] & 0xff;
    }

    /** Return a view of a part. */
    public Bytes slice(int from, int count) {
        Objects.checkFromIndexSize(from, count, length);
        return wrap(array, offset + from, count);
    }

    /** Return a copy of the content. */
    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** Copy the content into a target. */
    public void copyTo(byte[] target, int targetOffset) {
        System.arraycopy(array, offset, target, targetOffset, length);
    }

    /** Return a value that owns its bytes alone, so that it pins no larger array. */
    public Bytes compact() {
        return length == array.length ? this : wrap(toArray());
    }

    /** Feed the content to a digest. */
    public void update(MessageDigest digest) {
        digest.update(array, offset, length);
    }

    /** Feed the content to a MAC. */
    public void update(Mac mac) {
        mac.update(array, offset, length);
    }

    /** Return a reader over the content. */
    public Reader reader() {
        return new Reader(array, offset, length);
    }

    /** Append the content to a writer. */
    void writeTo(Writer writer) {
        writer.bytes(array, offset, length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that
                && Arrays.equals(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + array[offset + i];
        }
        return hash;
    }

    /** Return the content in lower-case hex. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(array, offset, offset + length);
    }
}
