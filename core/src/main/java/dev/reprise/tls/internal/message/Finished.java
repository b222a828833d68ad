package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;

/**
 * The MAC over the handshake (RFC 9846 section 4.5.3). Its length is the hash's, which only the state knows.
 *
 * @param verifyData the MAC, all of the body
 */
public record Finished(Bytes verifyData) implements HandshakeMessage {
    static Finished parse(Reader r) {
        return new Finished(r.rest());
    }

    @Override
    public void encodeBody(Writer w) {
        w.bytes(verifyData);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.FINISHED;
    }
}
