package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * TLS 1.2's form of a ticket for later connections (RFC 5077 section 3.3).
 *
 * @param lifetimeHintSeconds how long the server means to take it, 0 to 2^32-1; 0 when it does not say
 * @param ticket 0 to 65535 bytes; empty when the server has none to give after all
 */
public record Tls12NewSessionTicket(long lifetimeHintSeconds, Bytes ticket) implements HandshakeMessage {
    /** Refuse wrong sizes. */
    public Tls12NewSessionTicket {
        Bounds.u32(lifetimeHintSeconds);
        Bounds.length(ticket, 0, 0xffff);
    }

    static Tls12NewSessionTicket parse(Reader r) throws ProtocolException {
        return new Tls12NewSessionTicket(r.u32(), r.vector16(0));
    }

    @Override
    public void encodeBody(Writer w) {
        w.u32(lifetimeHintSeconds).vector16(ticket);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }
}
