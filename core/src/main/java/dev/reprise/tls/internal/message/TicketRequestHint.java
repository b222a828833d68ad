package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * How many tickets the server expects to send (RFC 9149 section 3).
 *
 * @param expectedCount 0 to 255
 */
public record TicketRequestHint(int expectedCount) implements Extension {
    /** Refuse a count out of range. */
    public TicketRequestHint {
        Bounds.range(expectedCount, 0, 0xff);
    }

    static TicketRequestHint parse(Reader r) throws ProtocolException {
        return new TicketRequestHint(r.u8());
    }

    @Override
    public void encodeBody(Writer w) {
        w.u8(expectedCount);
    }

    @Override
    public int type() {
        return ExtensionType.TICKET_REQUEST.code();
    }
}
