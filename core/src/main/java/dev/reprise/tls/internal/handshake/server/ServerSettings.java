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
 * @param skippedEarlyData how many bytes of early data are passed over where the ticket allows no more
 */
public record ServerSettings(
        Shared shared,
        Terms terms,
        ServerDecisions decisions,
        @Nullable ClientCertificates clientCertificates,
        @Nullable TicketPolicy tickets,
        TicketCount ticketCount,
        boolean resumeWithoutExtendedMasterSecret,
        int skippedEarlyData) {
    /** One full record's worth, as most servers that never accept early data pass over. */
    public static final int SKIPPED_EARLY_DATA = 16_384;

    /** Make settings that pass over one record's worth of early data. */
    public ServerSettings(
            Shared shared,
            Terms terms,
            ServerDecisions decisions,
            @Nullable ClientCertificates clientCertificates,
            @Nullable TicketPolicy tickets,
            TicketCount ticketCount,
            boolean resumeWithoutExtendedMasterSecret) {
        this(
                shared,
                terms,
                decisions,
                clientCertificates,
                tickets,
                ticketCount,
                resumeWithoutExtendedMasterSecret,
                SKIPPED_EARLY_DATA);
    }

    /** Return the same settings with other terms. */
    public ServerSettings with(Terms other) {
        return new ServerSettings(
                shared,
                other,
                decisions,
                clientCertificates,
                tickets,
                ticketCount,
                resumeWithoutExtendedMasterSecret,
                skippedEarlyData);
    }

    /** Return the same settings with somebody else to decide. */
    public ServerSettings with(ServerDecisions other) {
        return new ServerSettings(
                shared,
                terms,
                other,
                clientCertificates,
                tickets,
                ticketCount,
                resumeWithoutExtendedMasterSecret,
                skippedEarlyData);
    }

    /** Return the same settings with something else wanted of clients, and tickets that go with it. */
    public ServerSettings with(@Nullable ClientCertificates wanted, @Nullable TicketPolicy policy) {
        return new ServerSettings(
                shared,
                terms,
                decisions,
                wanted,
                policy,
                ticketCount,
                resumeWithoutExtendedMasterSecret,
                skippedEarlyData);
    }
}
