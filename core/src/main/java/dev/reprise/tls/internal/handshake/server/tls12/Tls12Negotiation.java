package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.server.ClientPath;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
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
 * @param client what it has shown of its certificates so far
 * @param refusal why the ticket was refused, or null
 * @param transcript the transcript so far
 */
record Tls12Negotiation(
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
        ClientPath client,
        @Nullable TicketRefusal refusal,
        TranscriptHash transcript) {

    /** Let go of the ClientHello, which may be long: a server that waits has nothing of it but this. */
    Tls12Negotiation {
        clientRandom = clientRandom.compact();
    }

    /** Return what is negotiated, for those who decide. */
    NegotiatedParameters parameters() {
        return new NegotiatedParameters(ProtocolVersion.TLS_1_2, List.of(suite), group, serverName, alpn, null);
    }

    Tls12Negotiation with(ClientPath shown) {
        return new Tls12Negotiation(
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
                shown,
                refusal,
                transcript);
    }
}
