package dev.reprise.tls.internal.ticket;

import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client offers along with its ticket.
 *
 * @param version the version the server has chosen, which it does before it looks at any ticket
 * @param mutualSuites that version's suites that both sides have, the one to prefer first
 * @param serverName the server name sent, null when none
 * @param pskDheKe whether psk_dhe_ke is among the psk_key_exchange_modes (RFC 9846 section 4.3.9); TLS 1.3 only
 * @param withoutExtendedMasterSecret whether a session without it may be resumed: the server allows it, and the client
 *     does not offer it (RFC 7627 section 5.3); TLS 1.2 only
 */
public record TicketOffer(
        ProtocolVersion version,
        List<CipherSuite> mutualSuites,
        @Nullable String serverName,
        boolean pskDheKe,
        boolean withoutExtendedMasterSecret) {
    /** Copy the list. */
    public TicketOffer {
        mutualSuites = List.copyOf(mutualSuites);
    }

    /** Make an offer of which sessions without extended master secret are no part. */
    public TicketOffer(
            ProtocolVersion version, List<CipherSuite> mutualSuites, @Nullable String serverName, boolean pskDheKe) {
        this(version, mutualSuites, serverName, pskDheKe, false);
    }
}
