package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** The handshake is over, and there is no other: a HelloRequest is refused (RFC 5246 section 7.4.1.1). */
public final class Tls12Connected implements Tls12ClientState {
    Tls12Connected() {}

    @Override
    public boolean awaits(HandshakeType type) {
        return false;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        throw new ProtocolException(Reason.UNEXPECTED_MESSAGE, message.message().type() + " after the handshake");
    }

    @Override
    public State onHelloRequest(Output output) {
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
