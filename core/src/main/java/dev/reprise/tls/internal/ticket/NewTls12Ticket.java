package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS 1.2 handshake puts into a ticket.
 *
 * @param suite the connection's cipher suite
 * @param mainSecret the main secret; stays the caller's
 * @param extendedMasterSecret whether it is an extended one (RFC 7627)
 * @param time seconds since 1970 of the first full handshake
 * @param timeout seconds after that for which the session is of use
 * @param renewal whether it takes the place of the ticket that was resumed from
 * @param state {@link TicketState#begin} after a full handshake, the accepted ticket's after a resumption
 * @param serverName the server name received, null when none
 * @param group the key exchange group, null when nobody knows it
 * @param clientCertificate the client's own certificate, of the first handshake when resumed; null when it gave none
 */
public record NewTls12Ticket(
        CipherSuite suite,
        Secret mainSecret,
        boolean extendedMasterSecret,
        long time,
        long timeout,
        boolean renewal,
        TicketState state,
        @Nullable String serverName,
        @Nullable NamedGroup group,
        @Nullable X509Certificate clientCertificate) {

    /** Make the content of the ticket that follows a full handshake. */
    public static NewTls12Ticket first(
            CipherSuite suite,
            Secret mainSecret,
            boolean extendedMasterSecret,
            TicketPolicy policy,
            TicketState state,
            @Nullable String serverName,
            NamedGroup group,
            @Nullable X509Certificate clientCertificate) {
        return new NewTls12Ticket(
                suite,
                mainSecret,
                extendedMasterSecret,
                state.firstFullHandshake(),
                policy.lifetime().toSeconds(),
                false,
                state,
                serverName,
                group,
                clientCertificate);
    }

    /** Make the content of the ticket that takes an accepted one's place. */
    public static NewTls12Ticket renewal(TicketDecision.Accepted accepted) {
        SessionData session = accepted.session();
        return new NewTls12Ticket(
                accepted.suite(),
                session.secret(),
                session.extendedMasterSecret(),
                session.time(),
                session.timeout(),
                true,
                accepted.state(),
                session.hostName(),
                NamedGroup.find(session.keyExchangeGroup()),
                accepted.clientCertificate());
    }
}
