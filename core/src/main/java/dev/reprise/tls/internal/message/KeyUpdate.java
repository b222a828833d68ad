package dev.reprise.tls.internal.message;

import dev.reprise.tls.internal.wire.Reader;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/**
 * Announces the sender's next traffic keys (RFC 9846 section 4.7.3).
 *
 * @param updateRequested whether the receiver is to answer with its own
 */
public record KeyUpdate(boolean updateRequested) implements HandshakeMessage {
    static KeyUpdate parse(Reader r) throws ProtocolException {
        int request = r.u8();
        // RFC 9846 section 4.7.3: any other value MUST end the connection with illegal_parameter.
        if (request > 1) {
            throw new ProtocolException(Reason.BAD_KEY_UPDATE, "request_update is " + request + ", legal are 0 and 1");
        }
        return new KeyUpdate(request == 1);
    }

    @Override
    public void encodeBody(Writer w) {
        w.u8(updateRequested ? 1 : 0);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.KEY_UPDATE;
    }
}
