package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * How much early data a ticket allows (RFC 9846 section 4.3.10).
 *
 * @param maxEarlyDataSize bytes, 0 to 2^32-1
 */
public record TicketEarlyData(long maxEarlyDataSize) implements Extension {
    /** Refuse a value that has no 32 bits. */
    public TicketEarlyData {
        Bounds.u32(maxEarlyDataSize);
    }

    static TicketEarlyData parse(Reader r) throws ProtocolException {
        return new TicketEarlyData(r.u32());
    }

    @Override
    public void encodeBody(Writer w) {
        w.u32(maxEarlyDataSize);
    }

    @Override
    public int type() {
        return ExtensionType.EARLY_DATA.code();
    }
}
