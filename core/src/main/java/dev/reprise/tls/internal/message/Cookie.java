package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * What the server wants back in the second ClientHello (RFC 9846 section 4.3.2).
 *
 * @param cookie 1 to 65535 bytes
 */
public record Cookie(Bytes cookie) implements Extension {
    /** Refuse wrong sizes. */
    public Cookie {
        Bounds.length(cookie, 1, 0xffff);
    }

    static Cookie parse(Reader r) throws ProtocolException {
        return new Cookie(r.vector16(1));
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector16(cookie);
    }

    @Override
    public int type() {
        return ExtensionType.COOKIE.code();
    }
}
