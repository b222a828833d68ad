package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * A public value for a group (RFC 9846 section 4.3.8).
 *
 * @param group the group's code point
 * @param keyExchange 1 to 65535 bytes, in the group's own form
 */
public record KeyShareEntry(int group, Bytes keyExchange) {
    /** Refuse wrong sizes. */
    public KeyShareEntry {
        Bounds.u16(group);
        Bounds.length(keyExchange, 1, 0xffff);
    }

    static KeyShareEntry parse(Reader r) throws ProtocolException {
        return new KeyShareEntry(r.u16(), r.vector16(1));
    }

    void encode(Writer w) {
        w.u16(group).vector16(keyExchange);
    }
}
