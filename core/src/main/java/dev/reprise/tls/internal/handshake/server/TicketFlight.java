package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.ResumptionSecret;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.ticket.NewTicket;
import dev.reprise.tls.internal.ticket.TicketIssue;
import dev.reprise.tls.internal.ticket.TicketState;
import dev.reprise.tls.internal.wire.Bytes;

/** Sends a client its tickets (RFC 9846 section 4.7.1), as many as {@link TicketCount} says. */
final class TicketFlight {
    private TicketFlight() {}

    /** Return how many tickets a client gets. */
    static int count(ClientHello hello, ServerSettings settings, boolean resumed) {
        // Section 4.7.1: only to clients that named a mode in which they could use a ticket.
        if (settings.tickets() == null || !Tls13Resumption.offersPskDheKe(hello)) {
            return 0;
        }
        return settings.ticketCount().of(hello.extensions().find(TicketRequest.class), resumed);
    }

    static void send(Tls13Negotiation agreed, ResumptionSecret resumption, Output output) {
        var policy = agreed.settings().tickets();
        if (policy == null) {
            return;
        }
        var now = agreed.settings().shared().clocks().wall().instant();
        var begun = agreed.resumedFrom();
        var state = begun == null
                ? TicketState.begin(
                        policy,
                        now,
                        agreed.client().validUntil(),
                        agreed.client().chain())
                : begun;
        for (int i = 0; i < agreed.tickets(); i++) {
            // Section 4.7.1: the nonce is unique on this connection, ticket_age_add fresh for each ticket.
            var nonce = Bytes.wrap(new byte[] {(byte) i});
            long ageAdd = agreed.settings().shared().random().nextInt() & 0xffff_ffffL;
            try (var psk = resumption.psk(nonce)) {
                var content = new NewTicket(
                        agreed.suite(),
                        psk,
                        ageAdd,
                        state,
                        agreed.serverName(),
                        agreed.alpn() == null ? null : Alpn.encodeName(agreed.alpn()),
                        agreed.group(),
                        agreed.client().leaf());
                var issued = TicketReport.of(TicketIssue.issue(content, policy, now), output);
                if (issued != null) {
                    output.send(new NewSessionTicket(
                            issued.lifetimeSeconds(), ageAdd, nonce, issued.ticket(), Extensions.NONE));
                }
            }
        }
    }
}
