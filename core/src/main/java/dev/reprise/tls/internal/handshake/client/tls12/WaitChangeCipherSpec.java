package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** The server's change_cipher_spec (RFC 5246 section 7.1): from here on it protects what it sends. */
public final class WaitChangeCipherSpec implements Tls12ClientState {
    private final Tls12KeyedNegotiation secured;
    private final @Nullable Tls12NewSessionTicket ticket;

    WaitChangeCipherSpec(Tls12KeyedNegotiation secured, @Nullable Tls12NewSessionTicket ticket) {
        this.secured = secured;
        this.ticket = ticket;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return false;
    }

    @Override
    public State onChangeCipherSpec(Output output) throws TlsException {
        output.installReadKeys(secured.keys().server(), secured.agreed().suite());
        return new Tls12WaitFinished(secured, ticket);
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
