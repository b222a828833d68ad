package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.FinishedCheck;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.TicketReport;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.ticket.NewTls12Ticket;
import dev.reprise.tls.internal.ticket.TicketIssue;
import dev.reprise.tls.internal.ticket.TicketState;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.TlsException;

/** The client's Finished (RFC 5246 section 7.4.9); in a full handshake answered by a ticket and ours. */
public final class Tls12WaitFinished implements Tls12ServerState {
    // RFC 5077 section 3.3: what was promised and cannot be kept is an empty ticket.
    private static final Tls12NewSessionTicket NO_TICKET = new Tls12NewSessionTicket(0, Bytes.EMPTY);

    private final Tls12KeyedNegotiation secured;

    Tls12WaitFinished(Tls12KeyedNegotiation secured) {
        this.secured = secured;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.FINISHED;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var finished = message.expect(Finished.class);
        var agreed = secured.agreed();
        var transcript = agreed.transcript();
        // The last message in an abbreviated handshake.
        var hash = agreed.resumed() ? transcript.last() : transcript.current();
        FinishedCheck.check(finished, secured.main().clientFinished(hash));
        if (!agreed.resumed()) {
            transcript.update(message.raw());
            if (agreed.ticketPromised()) {
                transcript.update(output.send(ticket(agreed, output)));
            }
            secured.sendFinished(output);
        }
        secured.report(output);
        secured.close();
        return new Tls12Connected();
    }

    private Tls12NewSessionTicket ticket(Tls12Negotiation agreed, Output output) {
        var policy = agreed.settings().tickets();
        var group = agreed.group();
        if (policy == null || group == null) {
            return NO_TICKET;
        }
        var now = agreed.settings().shared().clocks().wall().instant();
        var content = NewTls12Ticket.first(
                agreed.suite(),
                secured.main().secret(),
                agreed.extendedMasterSecret(),
                policy,
                TicketState.begin(
                        policy,
                        now,
                        agreed.client().validUntil(),
                        agreed.client().chain()),
                agreed.serverName(),
                group,
                agreed.client().leaf());
        var issued = TicketReport.of(TicketIssue.issue(content, policy, now), output);
        return issued == null ? NO_TICKET : new Tls12NewSessionTicket(issued.lifetimeSeconds(), issued.ticket());
    }

    @Override
    public void close() {
        secured.close();
    }
}
