package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.message.TicketRequest;
import org.jspecify.annotations.Nullable;

/**
 * How many tickets a client of TLS 1.3 gets (RFC 9846 section 4.7.1).
 *
 * @param afterFull after a full handshake, when it does not say how many it wants
 * @param afterResumed after a resumed one, when it does not say
 */
public record TicketCount(int afterFull, int afterResumed) {
    /** Two for a browser's connections side by side; one to replace the one used up. */
    public static final TicketCount DEFAULT = new TicketCount(2, 1);
    /** RFC 9149 section 3: servers should place a limit on what clients ask for. */
    public static final int MAX = 8;

    /** Return how many it is for a client, whose request counts if it made one. */
    int of(@Nullable TicketRequest request, boolean resumed) {
        if (request == null) {
            return resumed ? afterResumed : afterFull;
        }
        // RFC 9149 section 3: not more than were asked for.
        return Math.min(MAX, resumed ? request.resumption() : request.newSession());
    }
}
