package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.ResumptionSecret;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.KeyUpdate;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.TicketEarlyData;
import dev.reprise.tls.internal.resumption.NewSession;
import dev.reprise.tls.internal.resumption.ReceivedTicket;
import dev.reprise.tls.internal.resumption.SessionOrigin;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CONNECTED: tickets and key updates (RFC 9846 section 4.7). Keeps only what a ticket's session is made of. */
public final class Connected implements ClientState {
    private final InstantSource wall;
    private final boolean keepsTickets;
    private final SessionOrigin origin;
    private final ResumptionSecret resumption;

    Connected(
            Tls13Negotiation agreed, @Nullable String alpn, List<X509Certificate> chain, ResumptionSecret resumption) {
        // Not the settings: a shell's lead to all that one handshake was asked and set to.
        this.wall = agreed.settings().shared().clocks().wall();
        this.keepsTickets = agreed.settings().tickets() != null;
        this.origin = new SessionOrigin(agreed.suite(), agreed.group(), agreed.sni(), alpn, chain);
        this.resumption = resumption;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.NEW_SESSION_TICKET || type == HandshakeType.KEY_UPDATE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        switch (message.message()) {
            case NewSessionTicket ticket -> keep(ticket, output);
            case KeyUpdate update -> {
                output.updateReadKeys();
                if (update.updateRequested()) {
                    output.answerKeyUpdate();
                }
            }
            default ->
                throw new ProtocolException(
                        Reason.UNEXPECTED_MESSAGE, message.message().type() + " after the handshake");
        }
        return this;
    }

    private void keep(NewSessionTicket ticket, Output output) throws ProtocolException {
        // Section 4.7.1: a client that does not resume MUST silently ignore a ticket, whatever it says.
        if (!keepsTickets || !ClientSettings.offerable(ticket.ticket())) {
            return;
        }
        // Section 4.7.1: zero means discard. Over seven days is prohibited, but no reason to end a connection that
        // works: a client must not keep a ticket for longer, whatever it says.
        if (ticket.lifetimeSeconds() == 0) {
            return;
        }
        if (ticket.lifetimeSeconds() > SessionData.MAX_LIFETIME) {
            output.report(new Event.TicketLifetimeCapped(ticket.lifetimeSeconds()));
        }
        var earlyData = ticket.extensions().find(TicketEarlyData.class);
        var received = new ReceivedTicket(
                ticket.ticket(),
                Math.min(ticket.lifetimeSeconds(), SessionData.MAX_LIFETIME),
                ticket.ageAdd(),
                earlyData == null ? 0 : earlyData.maxEarlyDataSize());
        try (var psk = resumption.psk(ticket.nonce())) {
            var now = wall.instant();
            output.report(new Event.TicketReceived(NewSession.tls13(origin, received, psk, now)));
        }
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
    public void close() {
        resumption.close();
    }
}
