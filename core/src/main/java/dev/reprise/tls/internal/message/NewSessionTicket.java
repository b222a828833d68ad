package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * A ticket for later connections (RFC 9846 section 4.7.1).
 *
 * @param lifetimeSeconds ticket_lifetime, 0 to 2^32-1; over seven days is for the state to refuse
 * @param ageAdd ticket_age_add, 0 to 2^32-1
 * @param nonce ticket_nonce, 0 to 255 bytes
 * @param ticket 1 to 65535 bytes
 * @param extensions such as the early data limit
 */
public record NewSessionTicket(long lifetimeSeconds, long ageAdd, Bytes nonce, Bytes ticket, Extensions extensions)
        implements HandshakeMessage {
    /** Refuse wrong sizes. */
    public NewSessionTicket {
        Bounds.u32(lifetimeSeconds);
        Bounds.u32(ageAdd);
        Bounds.length(nonce, 0, 0xff);
        Bounds.length(ticket, 1, 0xffff);
    }

    static NewSessionTicket parse(Reader r) throws ProtocolException {
        return new NewSessionTicket(
                r.u32(),
                r.u32(),
                r.vector8(0),
                r.vector16(1),
                Extensions.parse(r, ExtensionContext.NEW_SESSION_TICKET));
    }

    @Override
    public void encodeBody(Writer w) {
        w.u32(lifetimeSeconds).u32(ageAdd).vector8(nonce).vector16(ticket);
        extensions.encode(w);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }
}
