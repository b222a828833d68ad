package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.spec.TlsException;

/** The ticket that the ServerHello has promised (RFC 5077 section 3.3); it may turn out empty. */
public final class WaitNewSessionTicket implements Tls12ClientState {
    private final Tls12KeyedNegotiation secured;

    WaitNewSessionTicket(Tls12KeyedNegotiation secured) {
        this.secured = secured;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.NEW_SESSION_TICKET;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var ticket = message.expect(Tls12NewSessionTicket.class);
        secured.agreed().transcript().update(message.raw());
        return new WaitChangeCipherSpec(secured, ticket);
    }

    @Override
    public void close() {
        secured.close();
    }
}
