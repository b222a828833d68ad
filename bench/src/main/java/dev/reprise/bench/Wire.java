package dev.reprise.bench;

import java.nio.ByteBuffer;

/** Looks at what a server sends, so that no stack's own word is taken for what it did. */
final class Wire {
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int HANDSHAKE = 22;
    private static final int CERTIFICATE = 11;
    private static final int PRE_SHARED_KEY = 41;

    private Wire() {}

    /** Tell whether a server's first flight, which the buffer begins with, resumes a session. */
    static boolean resumed(ByteBuffer flight, Version version) {
        int hello = flight.position() + RECORD_HEADER;
        int at = hello + MESSAGE_HEADER + 2 + 32;
        at += 1 + u8(flight, at) + 2 + 1;
        if (version == Version.TLS_1_3) {
            int end = at + 2 + u16(flight, at);
            for (at += 2; at < end; at += 4 + u16(flight, at + 2)) {
                if (u16(flight, at) == PRE_SHARED_KEY) {
                    return true;
                }
            }
            return false;
        }
        int next = hello + MESSAGE_HEADER + (u8(flight, hello + 1) << 16 | u16(flight, hello + 2));
        if (next == hello + u16(flight, flight.position() + 3)) {
            if (u8(flight, next) != HANDSHAKE) {
                return true;
            }
            next += RECORD_HEADER;
        }
        return u8(flight, next) != CERTIFICATE;
    }

    private static int u8(ByteBuffer buffer, int at) {
        return buffer.get(at) & 0xff;
    }

    private static int u16(ByteBuffer buffer, int at) {
        return buffer.getShort(at) & 0xffff;
    }
}
