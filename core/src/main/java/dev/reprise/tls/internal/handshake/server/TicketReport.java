package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.ticket.TicketIssue;
import org.jspecify.annotations.Nullable;

/** Reports what came of issuing a ticket. */
public final class TicketReport {
    private TicketReport() {}

    /** Report it, and answer the ticket to send, or null when it was withheld. */
    public static TicketIssue.@Nullable Issued of(TicketIssue issue, Output output) {
        return switch (issue) {
            case TicketIssue.Issued issued -> {
                output.report(new Event.TicketIssued(issued.lifetimeSeconds()));
                yield issued;
            }
            case TicketIssue.Withheld withheld -> {
                output.report(new Event.TicketWithheld(withheld.reason()));
                yield null;
            }
        };
    }
}
