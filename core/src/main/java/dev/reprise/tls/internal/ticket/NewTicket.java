package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS 1.3 handshake puts into a ticket.
 *
 * @param suite the connection's cipher suite
 * @param psk the ticket's own PSK (RFC 9846 section 4.7.1); stays the caller's
 * @param ageAdd ticket_age_add, 32 random bits
 * @param state {@link TicketState#begin} after a full handshake, the accepted ticket's after a resumption
 * @param serverName the server name received, null when none
 * @param alpn the application protocol selected, null when none
 * @param group the key exchange group
 * @param clientCertificate the client's own certificate, of the first handshake when resumed; null when it gave none
 */
public record NewTicket(
        CipherSuite suite,
        Secret psk,
        long ageAdd,
        TicketState state,
        @Nullable String serverName,
        @Nullable Bytes alpn,
        NamedGroup group,
        @Nullable X509Certificate clientCertificate) {}
