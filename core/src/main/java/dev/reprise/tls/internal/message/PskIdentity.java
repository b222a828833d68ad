package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The name of a pre-shared key: a ticket, or a label agreed elsewhere (RFC 9846 section 4.3.11).
 *
 * @param identity 1 to 65535 bytes
 * @param obfuscatedTicketAge milliseconds plus ticket_age_add modulo 2^32, 0 to 2^32-1
 */
public record PskIdentity(Bytes identity, long obfuscatedTicketAge) {
    /** Refuse wrong sizes. */
    public PskIdentity {
        Bounds.length(identity, 1, 0xffff);
        Bounds.u32(obfuscatedTicketAge);
    }

    static PskIdentity parse(Reader r) throws ProtocolException {
        return new PskIdentity(r.vector16(1), r.u32());
    }

    void encode(Writer w) {
        w.vector16(identity).u32(obfuscatedTicketAge);
    }
}
