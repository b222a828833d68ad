package dev.reprise.tls.internal.ticket;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The 16 bytes that tickets begin with and keys are found by, as two big-endian integers.
 *
 * @param high bytes 0 to 7, of which the first four are the revision
 * @param low bytes 8 to 15
 */
public record KeyName(long high, long low) {
    /** Return libtls's name for a revision: four bytes, big-endian, and twelve zeros. */
    public static KeyName of(int revision) {
        return new KeyName((long) revision << 32, 0);
    }

    /** Read a name from the first 16 bytes of an array. */
    public static KeyName of(byte[] bytes) {
        return new KeyName(TicketCipher.longAt(bytes, 0), TicketCipher.longAt(bytes, 8));
    }

    /** Return the first four bytes as an integer. */
    public int revision() {
        return (int) (high >>> 32);
    }

    /** Return the 16 bytes. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(TicketCipher.NAME_BYTES)
                .putLong(high)
                .putLong(low)
                .array();
    }

    /** Return the 16 bytes in lower-case hex. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
