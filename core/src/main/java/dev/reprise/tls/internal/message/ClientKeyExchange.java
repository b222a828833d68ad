package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;

/**
 * TLS 1.2: the client's ephemeral public key (RFC 8422 section 5.7).
 *
 * @param publicKey 1 to 255 bytes
 */
public record ClientKeyExchange(Bytes publicKey) implements HandshakeMessage {
    /** Refuse wrong sizes. */
    public ClientKeyExchange {
        Bounds.length(publicKey, 1, 0xff);
    }

    static ClientKeyExchange parse(Reader r) throws ProtocolException {
        return new ClientKeyExchange(r.vector8(1));
    }

    @Override
    public void encodeBody(Writer w) {
        w.vector8(publicKey);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_KEY_EXCHANGE;
    }
}
