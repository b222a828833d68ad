package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.KeyUpdate;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** CONNECTED: key updates only (RFC 9846 section 4.7.3). It has nothing of a connection, so all share one. */
public final class Connected implements ServerState {
    static final Connected STATE = new Connected();

    private Connected() {}

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.KEY_UPDATE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var update = message.expect(KeyUpdate.class);
        output.updateReadKeys();
        if (update.updateRequested()) {
            output.answerKeyUpdate();
        }
        return this;
    }

    @Override
    public State onChangeCipherSpec(Output output) throws TlsException {
        // Section 5: legal only until the peer's Finished.
        throw new ProtocolException(Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, "change_cipher_spec after the handshake");
    }

    @Override
    public boolean established() {
        return true;
    }

    @Override
    public void close() {}
}
