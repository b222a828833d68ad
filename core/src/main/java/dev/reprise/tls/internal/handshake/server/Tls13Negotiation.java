package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.ticket.TicketState;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands once our flight is out; no secret in it.
 *
 * @param settings the settings
 * @param serverName the name asked for, in lower case, or null
 * @param suite the suite
 * @param group the group
 * @param alpn the application protocol, or null
 * @param retried whether there was a HelloRetryRequest
 * @param tickets how many tickets the client gets, 0 when it can use none
 * @param resumedFrom what the accepted ticket said beside the session, or null after a full handshake
 * @param client what it has shown of its certificates so far
 * @param refusal why tickets were refused, or null
 */
record Tls13Negotiation(
        ServerSettings settings,
        @Nullable String serverName,
        CipherSuite suite,
        NamedGroup group,
        @Nullable String alpn,
        boolean retried,
        int tickets,
        @Nullable TicketState resumedFrom,
        ClientPath client,
        @Nullable TicketRefusal refusal) {

    Tls13Negotiation with(ClientPath shown) {
        return new Tls13Negotiation(
                settings, serverName, suite, group, alpn, retried, tickets, resumedFrom, shown, refusal);
    }

    /** Return what is negotiated, for those who decide. */
    NegotiatedParameters parameters() {
        return new NegotiatedParameters(ProtocolVersion.TLS_1_3, List.of(suite), group, serverName, alpn, null);
    }

    boolean resumed() {
        return resumedFrom != null;
    }
}
