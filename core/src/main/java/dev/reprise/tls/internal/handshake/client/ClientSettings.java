package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.Shared;
import dev.reprise.tls.internal.handshake.Terms;
import dev.reprise.tls.internal.message.TicketRequest;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What a client's states read. Cheap: a connection may have settings of its own that share what is dear.
 *
 * @param shared what is dear, the config's
 * @param terms what the connection may agree on; all of it is offered
 * @param decisions answers what the states ask
 * @param tickets how many tickets are asked for, null when none is of use: without a session store
 * @param resumeWithoutExtendedMasterSecret whether TLS 1.2 sessions without it are stored and offered, too
 * @param statusRequest whether the server is asked for OCSP responses (RFC 6066 section 8)
 */
public record ClientSettings(
        Shared shared,
        Terms terms,
        ClientDecisions decisions,
        @Nullable TicketRequest tickets,
        boolean resumeWithoutExtendedMasterSecret,
        boolean statusRequest) {
    /** Return the same settings with other terms. */
    public ClientSettings with(Terms other) {
        return new ClientSettings(shared, other, decisions, tickets, resumeWithoutExtendedMasterSecret, statusRequest);
    }

    /** Return the same settings with somebody else to decide. */
    public ClientSettings with(ClientDecisions other) {
        return new ClientSettings(shared, terms, other, tickets, resumeWithoutExtendedMasterSecret, statusRequest);
    }

    /** Return the same settings for a connection whose sessions are kept, with so many tickets asked for. */
    public ClientSettings keeping(TicketRequest tickets) {
        return new ClientSettings(shared, terms, decisions, tickets, resumeWithoutExtendedMasterSecret, statusRequest);
    }

    /** Have the server's chain verified, and tell what its OCSP response says. */
    public VerifiedChain verify(PeerChain chain, Output output) throws ProtocolException {
        var path = decisions.verify(chain);
        if (path.status().isPresent()) {
            output.report(Event.Negotiated.status(path.status().get()));
        }
        return path;
    }

    /** Tell whether a ClientHello has room for a ticket. */
    static boolean offerable(Bytes ticket) {
        return ticket.length() <= SessionData.MAX_OFFERED_TICKET;
    }

    /** Tell whether a ticket is of use: somebody keeps sessions, and a ClientHello has room for it. */
    public boolean keeps(Bytes ticket) {
        return tickets != null && offerable(ticket);
    }
}
