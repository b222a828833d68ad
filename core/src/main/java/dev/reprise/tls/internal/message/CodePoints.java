package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An ordered list of 16-bit code points, such as cipher suites or groups: known, unknown and GREASE (RFC 8701) alike.
 * A view of the message, so nothing is boxed.
 *
 * @param bytes the code points, two bytes each
 */
public record CodePoints(Bytes bytes) {
    /** Refuse an odd number of bytes. */
    public CodePoints {
        if (bytes.length() % 2 != 0) {
            throw new IllegalArgumentException("an odd number of bytes: " + bytes.length());
        }
    }

    /** Make a list of code points, each 0 to 65535. */
    public static CodePoints of(int... codes) {
        var bytes = new byte[2 * codes.length];
        for (int i = 0; i < codes.length; i++) {
            put(bytes, i, codes[i]);
        }
        return new CodePoints(Bytes.wrap(bytes));
    }

    /** Make a list of values' code points: {@code CodePoints.of(suites, CipherSuite::code)}. */
    public static <T> CodePoints of(List<T> values, ToIntFunction<T> code) {
        var bytes = new byte[2 * values.size()];
        for (int i = 0; i < values.size(); i++) {
            put(bytes, i, code.applyAsInt(values.get(i)));
        }
        return new CodePoints(Bytes.wrap(bytes));
    }

    private static void put(byte[] bytes, int index, int code) {
        Bounds.u16(code);
        bytes[2 * index] = (byte) (code >>> 8);
        bytes[2 * index + 1] = (byte) code;
    }

    /** Read a non-empty list with an 8-bit length, {@code <2..254>}. */
    static CodePoints parse8(Reader r) throws ProtocolException {
        return pairs(r.vector8(2, 254));
    }

    /** Read a non-empty list with a 16-bit length, {@code <2..2^16-2>}. */
    static CodePoints parse16(Reader r) throws ProtocolException {
        return pairs(r.vector16(2, 0xfffe));
    }

    private static CodePoints pairs(Bytes vector) throws ProtocolException {
        if (vector.length() % 2 != 0) {
            throw new ProtocolException(
                    Reason.BAD_VECTOR_LENGTH, "16-bit values in an odd number of bytes, " + vector.length());
        }
        return new CodePoints(vector);
    }

    /** Append with an 8-bit length. */
    void encode8(Writer w) {
        w.vector8(bytes);
    }

    /** Append with a 16-bit length. */
    void encode16(Writer w) {
        w.vector16(bytes);
    }

    /** Return those that are known here, each once. */
    public <T> List<T> known(IntFunction<? extends @Nullable T> find) {
        var known = new LinkedHashSet<T>();
        for (int i = 0; i < size(); i++) {
            var value = find.apply(at(i));
            if (value != null) {
                known.add(value);
            }
        }
        return List.copyOf(known);
    }

    /** Return how many there are. */
    public int size() {
        return bytes.length() / 2;
    }

    /** Return the code point at an index, most preferred first. */
    public int at(int index) {
        return bytes.at(2 * index) << 8 | bytes.at(2 * index + 1);
    }

    /** Tell whether a code point is in the list. */
    public boolean contains(int code) {
        return indexOf(code) >= 0;
    }

    /** Return the first index of a code point, or -1. */
    public int indexOf(int code) {
        for (int i = 0; i < size(); i++) {
            if (at(i) == code) {
                return i;
            }
        }
        return -1;
    }
}
