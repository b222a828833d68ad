package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.ServerSettings;
import dev.reprise.tls.internal.ticket.TicketState;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.cert.X509Certificate;
import java.time.Instant;
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
 * @param clientChain the client's certificates, leaf first, maybe none; of a resumed session the leaf alone
 * @param clientValidUntil the last instant at which the path of the client's certificates is valid; without limit when there
 *     are none, or resumedFrom says it
 * @param refusal why tickets were refused, or null
 */
record Agreed(
        ServerSettings settings,
        @Nullable String serverName,
        CipherSuite suite,
        NamedGroup group,
        @Nullable String alpn,
        boolean retried,
        int tickets,
        @Nullable TicketState resumedFrom,
        List<X509Certificate> clientChain,
        Instant clientValidUntil,
        @Nullable TicketRefusal refusal) {

    Agreed withClientChain(List<X509Certificate> chain, Instant validUntil) {
        return new Agreed(
                settings,
                serverName,
                suite,
                group,
                alpn,
                retried,
                tickets,
                resumedFrom,
                List.copyOf(chain),
                validUntil,
                refusal);
    }

    boolean resumed() {
        return resumedFrom != null;
    }
}
