package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answer whether a ticket is taken. */
public sealed interface TicketDecision {
    /** No ticket is taken, so none is looked at. */
    Refused TICKETS_OFF = new Refused(TicketRefusal.TICKETS_OFF, null);

    /** Return why a ticket was refused; null when it was taken or there was none. */
    static @Nullable TicketRefusal refusal(@Nullable TicketDecision decision) {
        return decision instanceof Refused refused ? refused.reason() : null;
    }

    /** Return the name of the ticket's key; null when it was not looked at or is too short for one. */
    @Nullable
    KeyName key();

    /**
     * The connection resumes this session.
     *
     * @param session the session, with its secret; the receiver closes it
     * @param state what the next ticket of the chain carries
     * @param suite the suite of the connection: TLS 1.2 the session's own, TLS 1.3 the preferred one with its hash
     * @param clientChain the client's certificates from the first handshake, as far as the ticket has them, leaf first; empty
     *     when it gave none
     * @param key the name of the ticket's key
     * @param currentKey whether that key seals now; if not, TLS 1.2 sends a replacement
     */
    record Accepted(
            SessionData session,
            TicketState state,
            CipherSuite suite,
            List<X509Certificate> clientChain,
            KeyName key,
            boolean currentKey)
            implements TicketDecision {
        /** Return the client's own certificate, or null when it gave none. */
        public @Nullable X509Certificate clientCertificate() {
            return clientChain.isEmpty() ? null : clientChain.get(0);
        }
    }

    /**
     * The handshake goes on in full.
     *
     * @param reason why, for ConnectionInfo and counters, never for the wire
     * @param key the name the ticket begins with, known or not; null when it was not looked at or is too short for one
     */
    record Refused(TicketRefusal reason, @Nullable KeyName key) implements TicketDecision {}
}
