package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.ticket.TicketAcceptance;
import dev.reprise.tls.internal.ticket.TicketDecision;
import dev.reprise.tls.internal.ticket.TicketOffer;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the ticket in a ClientHello (RFC 5077 section 3.2). Refusal is quiet; only its reason is kept. */
final class Tls12Resumption {
    private Tls12Resumption() {}

    /**
     * Decide over the ticket offered; null when none is.
     *
     * @throws ProtocolException EXTENDED_MASTER_SECRET_MISMATCH
     */
    static @Nullable TicketDecision decide(
            ClientHello hello, @Nullable String serverName, List<CipherSuite> mutual, ServerSettings settings)
            throws ProtocolException {
        var ticket = hello.extensions().find(SessionTicket.class);
        if (ticket == null || ticket.ticket().isEmpty()) {
            return null;
        }
        var policy = settings.tickets();
        if (policy == null) {
            return TicketDecision.TICKETS_OFF;
        }
        boolean extended = hello.extensions().find(ExtendedMasterSecret.class) != null;
        // RFC 7627 section 5.3: with the extension in the hello, a session without it MUST NOT be resumed.
        boolean without = settings.resumeWithoutExtendedMasterSecret() && !extended;
        var offer = new TicketOffer(ProtocolVersion.TLS_1_2, mutual, serverName, false, without);
        var now = settings.shared().clocks().wall().instant();
        var decision = TicketAcceptance.decide(ticket.ticket(), offer, policy, now);
        // RFC 7627 section 5.3: a session with it in a hello without it MUST end the handshake.
        if (decision instanceof TicketDecision.Accepted accepted
                && accepted.session().extendedMasterSecret()
                && !extended) {
            accepted.session().close();
            throw new ProtocolException(
                    Reason.EXTENDED_MASTER_SECRET_MISMATCH,
                    "the client resumes a session with extended_master_secret and does not offer it");
        }
        return decision;
    }
}
