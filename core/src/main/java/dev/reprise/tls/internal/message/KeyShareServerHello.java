package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * The server's public value (RFC 9846 section 4.3.8).
 *
 * @param share the value, in the group of one of the client's
 */
public record KeyShareServerHello(KeyShareEntry share) implements Extension {
    static KeyShareServerHello parse(Reader r) throws ProtocolException {
        return new KeyShareServerHello(KeyShareEntry.parse(r));
    }

    @Override
    public void encodeBody(Writer w) {
        share.encode(w);
    }

    @Override
    public int type() {
        return ExtensionType.KEY_SHARE.code();
    }
}
