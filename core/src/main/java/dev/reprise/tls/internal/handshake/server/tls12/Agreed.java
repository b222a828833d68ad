package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.ServerSettings;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands once the ServerHello is out; no secret in it.
 *
 * @param settings the settings
 * @param serverName the name asked for, in lower case, or null
 * @param suite the suite
 * @param group the group; of a resumed session that of its first handshake, null when it does not say
 * @param alpn the application protocol, or null
 * @param clientRandom the client's random
 * @param serverRandom our random
 * @param extendedMasterSecret whether both sides have it
 * @param ticketPromised whether the ServerHello promises a NewSessionTicket
 * @param resumed whether the handshake is abbreviated
 * @param clientChain the client's certificates, leaf first, maybe none; of a resumed session the leaf alone
 * @param clientValidUntil the last instant at which the path of the client's certificates is valid; without limit when there
 *     are none, or the accepted ticket says it
 * @param refusal why the ticket was refused, or null
 * @param transcript the transcript so far
 */
record Agreed(
        ServerSettings settings,
        @Nullable String serverName,
        CipherSuite suite,
        @Nullable NamedGroup group,
        @Nullable String alpn,
        Bytes clientRandom,
        Bytes serverRandom,
        boolean extendedMasterSecret,
        boolean ticketPromised,
        boolean resumed,
        List<X509Certificate> clientChain,
        Instant clientValidUntil,
        @Nullable TicketRefusal refusal,
        TranscriptHash transcript) {

    /** Let go of the ClientHello, which may be long: a server that waits has nothing of it but this. */
    Agreed {
        clientRandom = clientRandom.compact();
    }

    Agreed withClientChain(List<X509Certificate> chain, Instant validUntil) {
        return new Agreed(
                settings,
                serverName,
                suite,
                group,
                alpn,
                clientRandom,
                serverRandom,
                extendedMasterSecret,
                ticketPromised,
                resumed,
                List.copyOf(chain),
                validUntil,
                refusal,
                transcript);
    }
}
