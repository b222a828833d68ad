package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.FinishedCheck;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.resumption.NewSession;
import dev.reprise.tls.internal.resumption.ReceivedTicket;
import dev.reprise.tls.internal.resumption.SessionOrigin;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.NotStored;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** The server's Finished (RFC 5246 section 7.4.9), the last message of a full handshake; in an abbreviated one ours is. */
public final class Tls12WaitFinished implements Tls12ClientState {
    private final Tls12KeyedNegotiation secured;
    private final @Nullable Tls12NewSessionTicket ticket;

    Tls12WaitFinished(Tls12KeyedNegotiation secured, @Nullable Tls12NewSessionTicket ticket) {
        this.secured = secured;
        this.ticket = ticket;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.FINISHED;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var finished = message.expect(Finished.class);
        var transcript = secured.agreed().transcript();
        FinishedCheck.check(finished, secured.main().serverFinished(transcript.current()));
        if (secured.resumed()) {
            var agreed = secured.agreed();
            agreed.settings().decisions().resumed(secured.chain(), agreed.parameters());
            transcript.update(message.raw());
            secured.sendFinished(output);
        }
        secured.report(output);
        var session = session(output);
        if (session != null) {
            output.report(new Event.TicketReceived(session));
        }
        secured.close();
        return new Tls12Connected();
    }

    @Override
    public boolean costly() {
        return secured.resumed() && secured.agreed().settings().decisions().verifiesResumed();
    }

    /** Make the session to resume from; null when there is nothing new, or it must not be resumed. */
    private @Nullable Session session(Output output) {
        var agreed = secured.agreed();
        var settings = agreed.settings();
        boolean extended = agreed.extendedMasterSecret();
        boolean ticketUsable = ticket != null && !ticket.ticket().isEmpty() && settings.keeps(ticket.ticket());
        if (settings.tickets() == null
                || !(ticketUsable || (!secured.resumed() && !agreed.sessionId().isEmpty()))) {
            return null;
        }
        // RFC 7627 section 5.3: a session without extended master secret SHOULD NOT be offered, so it isn't kept
        // either.
        if (!extended && !settings.resumeWithoutExtendedMasterSecret()) {
            output.report(new Event.SessionNotStored(NotStored.EXTENDED_MASTER_SECRET));
            return null;
        }
        var origin = new SessionOrigin(agreed.suite(), secured.group(), agreed.sni(), null, secured.chain());
        var main = secured.main().secret();
        var now = settings.shared().clocks().wall().instant();
        // RFC 5077 section 3.3: an empty ticket is none.
        if (ticketUsable && ticket != null) {
            var received = new ReceivedTicket(ticket.ticket(), ticket.lifetimeHintSeconds());
            return NewSession.tls12(origin, received, main, extended, secured.earlier(), now);
        }
        return NewSession.tls12(origin, agreed.sessionId(), main, extended, now);
    }

    @Override
    public void close() {
        secured.close();
    }
}
