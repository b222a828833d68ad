package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.ticket.TicketDecision;
import dev.reprise.tls.internal.ticket.TicketIssue;
import org.jspecify.annotations.Nullable;

/** Reports what came of a ticket that was looked at, and of issuing one. */
public final class TicketReport {
    private TicketReport() {}

    /** Report which key the ticket looked at names, if there was one. */
    public static void seen(@Nullable TicketDecision decision, Output output) {
        var key = decision == null ? null : decision.key();
        if (key != null) {
            output.report(new Event.TicketSeen(key));
        }
    }

    /** Report it, and answer the ticket to send, or null when it was withheld. */
    public static TicketIssue.@Nullable Issued of(TicketIssue issue, Output output) {
        return switch (issue) {
            case TicketIssue.Issued issued -> {
                output.report(new Event.TicketIssued(issued.goodForSeconds()));
                yield issued;
            }
            case TicketIssue.Withheld withheld -> {
                output.report(new Event.TicketWithheld(withheld.reason()));
                yield null;
            }
        };
    }
}
