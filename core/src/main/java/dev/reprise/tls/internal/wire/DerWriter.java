package dev.reprise.tls.internal.wire;

import java.util.Arrays;

/**
 * Writes the little DER (ITU-T X.690) that {@link DerReader} reads, in its one minimal form. Elements that hold others
 * are begun with {@code open} and ended with {@code close}, which computes the length. What it holds may be secret: it
 * wipes what it outgrows, and the caller wipes the rest. Not thread-safe.
 */
public final class DerWriter {
    private byte[] array;
    private int position;

    /** Make a writer with room for some bytes before it has to grow. */
    public DerWriter(int capacity) {
        array = new byte[capacity];
    }

    /** Begin an element that holds others; return the mark for {@link #close}. */
    public int open(int tag) {
        grow(2);
        array[position++] = (byte) tag;
        array[position++] = 0;
        return position;
    }

    /** End the element begun at {@code mark}. */
    public DerWriter close(int mark) {
        int length = position - mark;
        int extra = lengthOctets(length) - 1;
        if (extra > 0) {
            grow(extra);
            System.arraycopy(array, mark, array, mark + extra, length);
            position += extra;
        }
        putLength(mark - 1, length);
        return this;
    }

    /** Append an INTEGER that is not negative. */
    public DerWriter integer(long value) {
        if (value < 0) {
            throw new IllegalArgumentException(value + " is negative");
        }
        // One bit more than the value has: the first bit of a DER integer is its sign.
        int length = (64 - Long.numberOfLeadingZeros(value)) / 8 + 1;
        header(DerReader.INTEGER, length);
        for (int i = length - 1; i >= 0; i--) {
            // Java shifts by the low six bits only, so the ninth byte needs its own rule.
            array[position++] = i == 8 ? 0 : (byte) (value >>> (8 * i));
        }
        return this;
    }

    /** Append an OCTET STRING. */
    public DerWriter octetString(Bytes value) {
        header(DerReader.OCTET_STRING, value.length());
        value.copyTo(array, position);
        position += value.length();
        return this;
    }

    /** Append an OCTET STRING; the caller wipes its array if that is secret. */
    public DerWriter octetString(byte[] value) {
        return octetString(Bytes.wrap(value));
    }

    /** Append a whole element that is DER already. */
    public DerWriter element(Bytes der) {
        grow(der.length());
        der.copyTo(array, position);
        position += der.length();
        return this;
    }

    /** Return what is written as a new array. */
    public byte[] toArray() {
        return Arrays.copyOf(array, position);
    }

    /** Overwrite all that was written with zeros and start again. */
    public void wipe() {
        Arrays.fill(array, (byte) 0);
        position = 0;
    }

    private void header(int tag, int length) {
        grow(1 + lengthOctets(length) + length);
        array[position++] = (byte) tag;
        position = putLength(position, length);
    }

    /** Write a length in its only DER form (X.690 section 10.1) and return the position after it. */
    private int putLength(int at, int length) {
        int octets = lengthOctets(length);
        if (octets == 1) {
            array[at] = (byte) length;
            return at + 1;
        }
        array[at] = (byte) (0x80 | (octets - 1));
        for (int i = 1; i < octets; i++) {
            array[at + i] = (byte) (length >>> (8 * (octets - 1 - i)));
        }
        return at + octets;
    }

    private static int lengthOctets(int length) {
        if (length < 0x80) {
            return 1;
        }
        if (length < 0x100) {
            return 2;
        }
        if (length < 0x10000) {
            return 3;
        }
        if (length < 0x1000000) {
            return 4;
        }
        throw new IllegalArgumentException("an element of " + length + " bytes");
    }

    private void grow(int count) {
        if (count > array.length - position) {
            var old = array;
            array = Arrays.copyOf(array, Math.max(array.length * 2, position + count));
            Arrays.fill(old, (byte) 0);
        }
    }
}
