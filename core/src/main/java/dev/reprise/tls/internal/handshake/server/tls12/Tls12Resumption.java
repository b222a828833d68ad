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
import dev.reprise.tls.spec.TicketRefusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the ticket in a ClientHello (RFC 5077 section 3.2). Refusal is quiet; only its reason is kept.
 *
 * @param accepted the session taken, or null
 * @param refusal why the ticket was refused, null when it was taken or none was offered
 */
record Tls12Resumption(
        TicketDecision.@Nullable Accepted accepted,
        @Nullable TicketRefusal refusal) {
    private static final Tls12Resumption NONE = new Tls12Resumption(null, null);

    /**
     * Decide over the ticket offered.
     *
     * @throws ProtocolException EXTENDED_MASTER_SECRET_MISMATCH
     */
    static Tls12Resumption at(
            ClientHello hello, @Nullable String serverName, List<CipherSuite> mutual, ServerSettings settings)
            throws ProtocolException {
        var ticket = hello.extensions().find(SessionTicket.class);
        if (ticket == null || ticket.ticket().isEmpty()) {
            return NONE;
        }
        var policy = settings.tickets();
        if (policy == null) {
            return new Tls12Resumption(null, TicketRefusal.TICKETS_OFF);
        }
        boolean extended = hello.extensions().find(ExtendedMasterSecret.class) != null;
        // RFC 7627 section 5.3: with the extension in the hello, a session without it MUST NOT be resumed.
        boolean without = settings.resumeWithoutExtendedMasterSecret() && !extended;
        var offer = new TicketOffer(ProtocolVersion.TLS_1_2, mutual, serverName, false, without);
        var now = settings.shared().clocks().wall().instant();
        return switch (TicketAcceptance.decide(ticket.ticket(), offer, policy, now)) {
            case TicketDecision.Refused refused -> new Tls12Resumption(null, refused.reason());
            case TicketDecision.Accepted accepted -> {
                // RFC 7627 section 5.3: a session with it in a hello without it MUST end the handshake.
                if (accepted.session().extendedMasterSecret() && !extended) {
                    accepted.session().close();
                    throw new ProtocolException(
                            Reason.EXTENDED_MASTER_SECRET_MISMATCH,
                            "the client resumes a session with extended_master_secret and does not offer it");
                }
                yield new Tls12Resumption(accepted, null);
            }
        };
    }
}
