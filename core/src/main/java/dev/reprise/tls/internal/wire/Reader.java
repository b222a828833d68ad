package dev.reprise.tls.internal.wire;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * Reads the RFC's presentation language (RFC 9846 section 3) from a bounded range. Every method throws
 * ProtocolException with {@link Reason#TRUNCATED_MESSAGE} when the range ends too soon; vectors outside their bounds
 * are {@link Reason#BAD_VECTOR_LENGTH}. Not thread-safe.
 */
public final class Reader {
    private final byte[] array;
    private int position;
    private final int limit;

    Reader(byte[] array, int offset, int length) {
        this.array = array;
        this.position = offset;
        this.limit = offset + length;
    }

    /** Return how many bytes are left. */
    public int remaining() {
        return limit - position;
    }

    /** Read an unsigned 8-bit integer. */
    public int u8() throws ProtocolException {
        need(1);
        return array[position++] & 0xff;
    }

    /** Read an unsigned 16-bit integer. */
    public int u16() throws ProtocolException {
        need(2);
        int value = (array[position] & 0xff) << 8 | (array[position + 1] & 0xff);
        position += 2;
        return value;
    }

    /** Read an unsigned 24-bit integer. */
    public int u24() throws ProtocolException {
        need(3);
        int value = (array[position] & 0xff) << 16 | (array[position + 1] & 0xff) << 8 | (array[position + 2] & 0xff);
        position += 3;
        return value;
    }

    /** Read an unsigned 32-bit integer. */
    public long u32() throws ProtocolException {
        return (long) u16() << 16 | u16();
    }

    /** Read exactly {@code count} bytes as a view. */
    public Bytes bytes(int count) throws ProtocolException {
        need(count);
        var view = Bytes.wrap(array, position, count);
        position += count;
        return view;
    }

    /** Read all that is left as a view. */
    public Bytes rest() {
        var view = Bytes.wrap(array, position, limit - position);
        position = limit;
        return view;
    }

    /** Read a vector with an 8-bit length of {@code min} to {@code max} bytes. */
    public Bytes vector8(int min, int max) throws ProtocolException {
        return bytes(bounded(u8(), min, max));
    }

    /** Read a vector with a 16-bit length of {@code min} to {@code max} bytes. */
    public Bytes vector16(int min, int max) throws ProtocolException {
        return bytes(bounded(u16(), min, max));
    }

    /** Read a vector with a 24-bit length of {@code min} to {@code max} bytes. */
    public Bytes vector24(int min, int max) throws ProtocolException {
        return bytes(bounded(u24(), min, max));
    }

    /** Read a vector with an 8-bit length of at least {@code min} bytes. */
    public Bytes vector8(int min) throws ProtocolException {
        return vector8(min, 0xff);
    }

    /** Read a vector with a 16-bit length of at least {@code min} bytes. */
    public Bytes vector16(int min) throws ProtocolException {
        return vector16(min, 0xffff);
    }

    /** Read a vector with a 24-bit length of at least {@code min} bytes. */
    public Bytes vector24(int min) throws ProtocolException {
        return vector24(min, 0xffffff);
    }

    /** Require that nothing is left. */
    public void end() throws ProtocolException {
        if (position != limit) {
            throw new ProtocolException(Reason.TRAILING_BYTES, (limit - position) + " bytes follow the last field");
        }
    }

    private static int bounded(int length, int min, int max) throws ProtocolException {
        if (length < min || length > max) {
            throw new ProtocolException(
                    Reason.BAD_VECTOR_LENGTH, "a vector of " + length + " bytes, legal are " + min + " to " + max);
        }
        return length;
    }

    private void need(int count) throws ProtocolException {
        if (count > limit - position) {
            throw new ProtocolException(
                    Reason.TRUNCATED_MESSAGE, "needs " + count + " bytes more, has " + (limit - position));
        }
    }
}
