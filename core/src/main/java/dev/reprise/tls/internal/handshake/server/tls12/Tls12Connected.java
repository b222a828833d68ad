package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;

/** The handshake is over, and there is no other: a ClientHello is refused (RFC 5246 section 7.2.2). */
public final class Tls12Connected implements Tls12ServerState {
    Tls12Connected() {}

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CLIENT_HELLO;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        message.expect(ClientHello.class);
        output.refuseRenegotiation();
        return this;
    }

    @Override
    public boolean established() {
        return true;
    }

    @Override
    public void close() {}
}
