package dev.reprise.tls.internal.wire;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * Reads the little DER (ITU-T X.690) that sessions need: one-byte tags, lengths up to three bytes, non-negative
 * integers, octet strings. Strict: a length or integer that is not minimal is {@link Reason#MALFORMED_MESSAGE}, one that
 * reaches beyond the end is {@link Reason#TRUNCATED_MESSAGE}. Answers are views of the source. Not thread-safe.
 */
public final class DerReader {
    /** Tag of an INTEGER. */
    public static final int INTEGER = 0x02;
    /** Tag of an OCTET STRING. */
    public static final int OCTET_STRING = 0x04;
    /** Tag of a SEQUENCE. */
    public static final int SEQUENCE = 0x30;

    private final Reader reader;
    private final Bytes source;

    /** Make a reader over elements that stand one after the other. */
    public DerReader(Bytes source) {
        this.source = source;
        this.reader = source.reader();
    }

    /** Return the tag of the explicit context-specific element {@code number}, 0 to 30. */
    public static int context(int number) {
        if (number < 0 || number > 30) {
            throw new IllegalArgumentException("context tag " + number + " needs more than one byte");
        }
        return 0xa0 | number;
    }

    /** Tell whether another element follows. */
    public boolean hasNext() {
        return reader.remaining() > 0;
    }

    /** Return the next element's tag byte without reading it, or -1 at the end. */
    public int nextTag() {
        return hasNext() ? source.at(source.length() - reader.remaining()) : -1;
    }

    /** Read an element of this tag and return its content. */
    public Bytes content(int tag) throws ProtocolException {
        if (nextTag() != tag) {
            throw new ProtocolException(
                    hasNext() ? Reason.MALFORMED_MESSAGE : Reason.TRUNCATED_MESSAGE,
                    "DER tag " + nextTag() + " where " + tag + " was due");
        }
        reader.u8();
        return reader.bytes(length());
    }

    /** Read an element of this tag and return a reader over the elements inside. */
    public DerReader enter(int tag) throws ProtocolException {
        return new DerReader(content(tag));
    }

    /** Read one element of any tag and return it whole, tag and length included. */
    public Bytes element() throws ProtocolException {
        int start = source.length() - reader.remaining();
        // X.690 section 8.1.2.4: 31 in the low bits announces a longer tag, which nothing in a session has.
        if ((reader.u8() & 0x1f) == 0x1f) {
            throw malformed("tags of more than one byte");
        }
        reader.bytes(length());
        return source.slice(start, source.length() - reader.remaining() - start);
    }

    /** Read an INTEGER of 0 to {@code max}. */
    public long integer(long max) throws ProtocolException {
        var content = content(INTEGER);
        if (content.isEmpty() || content.at(0) > 0x7f) {
            throw malformed("an integer that is empty or negative");
        }
        if (content.length() > 1 && content.at(0) == 0 && content.at(1) < 0x80) {
            throw malformed("an integer with a needless leading zero");
        }
        // A first byte below 0x80 is required above, so eight bytes fit a long.
        if (content.length() > 8) {
            throw malformed("an integer above " + max);
        }
        long value = 0;
        for (int i = 0; i < content.length(); i++) {
            value = value << 8 | content.at(i);
        }
        if (value > max) {
            throw malformed("an integer above " + max);
        }
        return value;
    }

    /** Read an OCTET STRING of {@code min} to {@code max} bytes. */
    public Bytes octetString(int min, int max) throws ProtocolException {
        var content = content(OCTET_STRING);
        if (content.length() < min || content.length() > max) {
            throw malformed("an octet string of " + content.length() + " bytes, legal are " + min + " to " + max);
        }
        return content;
    }

    /** Require that no element is left. */
    public void end() throws ProtocolException {
        if (hasNext()) {
            throw malformed(reader.remaining() + " bytes after the last element");
        }
    }

    /** Read a length in its only DER form (X.690 section 10.1). */
    private int length() throws ProtocolException {
        int first = reader.u8();
        if (first < 0x80) {
            return first;
        }
        int length;
        int least;
        switch (first) {
            case 0x81 -> {
                length = reader.u8();
                least = 0x80;
            }
            case 0x82 -> {
                length = reader.u16();
                least = 0x100;
            }
            case 0x83 -> {
                length = reader.u24();
                least = 0x10000;
            }
            default -> throw malformed("a length that is indefinite or above 2^24");
        }
        if (length < least) {
            throw malformed("a length that is longer than it need be");
        }
        return length;
    }

    private static ProtocolException malformed(String what) {
        return new ProtocolException(Reason.MALFORMED_MESSAGE, "DER with " + what);
    }
}
