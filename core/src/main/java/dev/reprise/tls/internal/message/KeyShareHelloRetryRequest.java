package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The group the server asks a key share for (RFC 9846 section 4.3.8).
 *
 * @param group its code point
 */
public record KeyShareHelloRetryRequest(int group) implements Extension {
    /** Refuse a value that has no 16 bits. */
    public KeyShareHelloRetryRequest {
        Bounds.u16(group);
    }

    static KeyShareHelloRetryRequest parse(Reader r) throws ProtocolException {
        return new KeyShareHelloRetryRequest(r.u16());
    }

    @Override
    public void encodeBody(Writer w) {
        w.u16(group);
    }

    @Override
    public int type() {
        return ExtensionType.KEY_SHARE.code();
    }
}
