package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What a server's states read. Cheap: a connection may have settings of its own that share what is dear.
 *
 * @param shared what is dear, the config's
 * @param terms what a connection may agree on; our order decides
 * @param decisions answers what the states ask
 * @param clientCertificates what is wanted of clients, null to ask for nothing
 * @param tickets how tickets are issued and accepted; null when the session lifetime is 0
 * @param ticketCount how many tickets a client of TLS 1.3 gets
 * @param resumeWithoutExtendedMasterSecret whether TLS 1.2 sessions without it are resumed, too
 */
public record ServerSettings(
        Shared shared,
        Terms terms,
        ServerDecisions decisions,
        @Nullable ClientCertificates clientCertificates,
        @Nullable TicketPolicy tickets,
        TicketCount ticketCount,
        boolean resumeWithoutExtendedMasterSecret) {
    /** Return the same settings with other terms. */
    public ServerSettings with(Terms other) {
        return new ServerSettings(
                shared, other, decisions, clientCertificates, tickets, ticketCount, resumeWithoutExtendedMasterSecret);
    }

    /** Return the same settings with somebody else to decide. */
    public ServerSettings with(ServerDecisions other) {
        return new ServerSettings(
                shared, terms, other, clientCertificates, tickets, ticketCount, resumeWithoutExtendedMasterSecret);
    }

    /** Return the same settings with something else wanted of clients, and tickets that go with it. */
    public ServerSettings with(@Nullable ClientCertificates wanted, @Nullable TicketPolicy policy) {
        return new ServerSettings(
                shared, terms, decisions, wanted, policy, ticketCount, resumeWithoutExtendedMasterSecret);
    }
}
