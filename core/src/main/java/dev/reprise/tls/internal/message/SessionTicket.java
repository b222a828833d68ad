package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;

/**
 * TLS 1.2: a ticket, or the wish for one (RFC 5077 section 3.2). The ticket is all of extension_data, with no length of
 * its own (RFC 5077 appendix A).
 *
 * @param ticket the ticket to resume from; empty to ask for one, and always from a server
 */
public record SessionTicket(Bytes ticket) implements Extension {
    /** The wish for a ticket, and a server's promise of one. */
    public static final SessionTicket NONE = new SessionTicket(Bytes.EMPTY);

    /** Refuse wrong sizes. */
    public SessionTicket {
        Bounds.length(ticket, 0, 0xffff);
    }

    static SessionTicket parse(Reader r) {
        return new SessionTicket(r.rest());
    }

    @Override
    public void encodeBody(Writer w) {
        w.bytes(ticket);
    }

    @Override
    public int type() {
        return ExtensionType.SESSION_TICKET.code();
    }
}
