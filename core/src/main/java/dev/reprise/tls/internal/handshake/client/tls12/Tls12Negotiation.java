package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.EmptyStatusRequest;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands from the ServerHello on; no secret in it.
 *
 * @param settings the settings
 * @param serverName the name to verify, or null
 * @param sni the name that was sent, or null
 * @param sessionOffered whether a TLS 1.2 session was offered
 * @param suite the suite chosen
 * @param alpn the application protocol chosen, or null
 * @param clientRandom the client's random
 * @param serverRandom the server's random
 * @param extendedMasterSecret whether both sides have it
 * @param ticketPromised whether a NewSessionTicket is to come (RFC 5077 section 3.2)
 * @param statusPromised whether a CertificateStatus may come (RFC 6066 section 8)
 * @param sessionId the server's session id, empty when it will not resume by id
 * @param transcript the transcript so far
 */
record Tls12Negotiation(
        ClientSettings settings,
        @Nullable String serverName,
        @Nullable String sni,
        boolean sessionOffered,
        CipherSuite suite,
        @Nullable String alpn,
        Bytes clientRandom,
        Bytes serverRandom,
        boolean extendedMasterSecret,
        boolean ticketPromised,
        boolean statusPromised,
        Bytes sessionId,
        TranscriptHash transcript) {

    static Tls12Negotiation of(SentClientHello opening, ServerHello hello, CipherSuite suite, TranscriptHash transcript)
            throws ProtocolException {
        var offer = opening.offer();
        var extensions = hello.extensions();
        return new Tls12Negotiation(
                opening.settings(),
                offer.serverName(),
                offer.sni(),
                offer.tls12Session() != null,
                suite,
                opening.settings().terms().protocols().selected(extensions),
                opening.random(),
                hello.random(),
                extensions.find(ExtendedMasterSecret.class) != null,
                extensions.find(SessionTicket.class) != null,
                extensions.find(EmptyStatusRequest.class) != null,
                hello.legacySessionIdEcho(),
                transcript);
    }

    /** Return what is negotiated so far, for those who decide. */
    NegotiatedParameters parameters() {
        return new NegotiatedParameters(ProtocolVersion.TLS_1_2, List.of(suite), null, sni, alpn, null);
    }

    /** Begin to keep the messages, as we may have to sign them. */
    KeptMessages keep(Bytes... messages) {
        var kept = new KeptMessages();
        for (var message : messages) {
            kept.add(message);
        }
        return kept;
    }
}
