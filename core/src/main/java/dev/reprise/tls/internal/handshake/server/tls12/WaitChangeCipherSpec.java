package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** The client's change_cipher_spec (RFC 5246 section 7.1): from here on it protects what it sends. */
public final class WaitChangeCipherSpec implements Tls12ServerState {
    private final Tls12KeyedNegotiation secured;

    WaitChangeCipherSpec(Tls12KeyedNegotiation secured) {
        this.secured = secured;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return false;
    }

    @Override
    public State onChangeCipherSpec(Output output) throws TlsException {
        output.installReadKeys(secured.keys().client(), secured.agreed().suite());
        return new Tls12WaitFinished(secured);
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        throw new ProtocolException(
                Reason.UNEXPECTED_MESSAGE,
                "expected change_cipher_spec, received " + message.message().type());
    }

    @Override
    public void close() {
        secured.close();
    }
}
