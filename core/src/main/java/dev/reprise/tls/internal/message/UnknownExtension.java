package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;

/**
 * An extension that is not read: unknown, GREASE (RFC 8701), or of no use in its message.
 *
 * @param type the code point
 * @param body extension_data as it is, 0 to 65535 bytes
 */
public record UnknownExtension(int type, Bytes body) implements Extension {
    /** Refuse wrong sizes. */
    public UnknownExtension {
        Bounds.u16(type);
        Bounds.length(body, 0, 0xffff);
    }

    @Override
    public void encodeBody(Writer w) {
        w.bytes(body);
    }
}
