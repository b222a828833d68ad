package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * TLS 1.2: binds a renegotiation to the handshake before it (RFC 5746 section 3.2).
 *
 * @param renegotiatedConnection 0 to 255 bytes; empty in a connection's first handshake, the only one we have
 */
public record RenegotiationInfo(Bytes renegotiatedConnection) implements Extension {
    /** What both sides send in the first handshake. */
    public static final RenegotiationInfo INITIAL = new RenegotiationInfo(Bytes.EMPTY);

    /** Refuse wrong sizes. */
    public RenegotiationInfo {
        Bounds.length(renegotiatedConnection, 0, 0xff);
    }

    static RenegotiationInfo parse(Reader r) throws ProtocolException {
        return new RenegotiationInfo(r.vector8(0));
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector8(renegotiatedConnection);
    }

    @Override
    public int type() {
        return ExtensionType.RENEGOTIATION_INFO.code();
    }
}
