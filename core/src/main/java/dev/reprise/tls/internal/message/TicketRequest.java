package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * How many tickets the client would like (RFC 9149 section 3).
 *
 * @param newSession after a full handshake, 0 to 255
 * @param resumption after a resumption, 0 to 255
 */
public record TicketRequest(int newSession, int resumption) implements Extension {
    /** Refuse counts out of range. */
    public TicketRequest {
        Bounds.range(newSession, 0, 0xff);
        Bounds.range(resumption, 0, 0xff);
    }

    static TicketRequest parse(Reader r) throws ProtocolException {
        return new TicketRequest(r.u8(), r.u8());
    }

    @Override
    public void encodeBody(Writer w) {
        w.u8(newSession).u8(resumption);
    }

    @Override
    public int type() {
        return ExtensionType.TICKET_REQUEST.code();
    }
}
