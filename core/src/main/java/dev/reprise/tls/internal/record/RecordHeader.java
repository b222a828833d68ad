package dev.reprise.tls.internal.record;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * Read and write the five bytes before every record (RFC 9846 section 5.1): type, legacy_record_version, length. Static
 * methods on arrays, as a record must cost no allocation.
 */
public final class RecordHeader {
    /** Length of the header in bytes. */
    public static final int LENGTH = 5;
    /** Most bytes of content in a record. */
    public static final int MAX_CONTENT = 1 << 14;
    /** Most bytes of a record's body when it is protected (RFC 9846 section 5.2). */
    public static final int MAX_PROTECTED = MAX_CONTENT + 256;
    /** Most bytes of a record, header included. */
    public static final int MAX_RECORD = LENGTH + MAX_PROTECTED;

    private static final int VERSION = 0x0303;
    private static final int FIRST_CLIENT_HELLO_VERSION = 0x0301;

    private RecordHeader() {}

    /**
     * Check the header of a record that came in; legacy_record_version is ignored for all purposes, as section 5.1 has it.
     *
     * @param type the first byte, 0 to 255
     * @param length the last two bytes, 0 to 65535
     * @param allProtected whether records of all types are protected, as in TLS 1.2 once there are keys
     * @return the type
     * @throws ProtocolException UNKNOWN_CONTENT_TYPE, RECORD_TOO_LONG
     */
    public static ContentType check(int type, int length, boolean allProtected) throws ProtocolException {
        var known = ContentType.find(type);
        if (known == null) {
            // RFC 9846 section 5: an unexpected record type ends the connection with unexpected_message.
            throw new ProtocolException(Reason.UNKNOWN_CONTENT_TYPE, "a record of content type " + type);
        }
        // RFC 9846 section 5.1: TLSPlaintext.length MUST NOT exceed 2^14. Section 5.2: TLSCiphertext.length MUST NOT
        // exceed 2^14 + 256. Outside, application_data is what every protected record looks like.
        int max = known == ContentType.APPLICATION_DATA || allProtected ? MAX_PROTECTED : MAX_CONTENT;
        if (length > max) {
            throw new ProtocolException(
                    Reason.RECORD_TOO_LONG, "a record of " + length + " bytes, legal are up to " + max);
        }
        return known;
    }

    /** Return the type byte of the record at an offset, 0 to 255. */
    public static int type(byte[] record, int offset) {
        return record[offset] & 0xff;
    }

    /** Return the length in the header at an offset, 0 to 65535. */
    public static int length(byte[] record, int offset) {
        return (record[offset + 3] & 0xff) << 8 | (record[offset + 4] & 0xff);
    }

    /** Write a header; section 5.1: 0x0303 in every record but that of the first ClientHello. */
    static void write(ContentType type, int length, byte[] out, int offset) {
        write(type, VERSION, length, out, offset);
    }

    /** Write the header of the first ClientHello, which SHOULD have 0x0301 for the sake of old servers (section 5.1). */
    static void writeFirst(int length, byte[] out, int offset) {
        write(ContentType.HANDSHAKE, FIRST_CLIENT_HELLO_VERSION, length, out, offset);
    }

    private static void write(ContentType type, int version, int length, byte[] out, int offset) {
        out[offset] = (byte) type.code();
        out[offset + 1] = (byte) (version >>> 8);
        out[offset + 2] = (byte) version;
        out[offset + 3] = (byte) (length >>> 8);
        out[offset + 4] = (byte) length;
    }
}
