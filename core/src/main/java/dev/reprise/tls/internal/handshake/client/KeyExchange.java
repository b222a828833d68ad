package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.HeldSecrets;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SecretLog;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.EarlySecret;
import dev.reprise.tls.internal.keys.HandshakeSecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.KeyShareServerHello;
import dev.reprise.tls.internal.message.SelectedPsk;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns an acceptable ServerHello into handshake keys: the step both WAIT_SH states end in. */
final class KeyExchange {
    private KeyExchange() {}

    /** Check PSK and key share, agree, install the handshake keys; the transcript holds the ServerHello already. */
    static State accept(
            ClientSettings settings,
            ClientOffer offer,
            SecretLog log,
            CipherSuite suite,
            ServerHello hello,
            OfferedShares shares,
            TranscriptHash transcript,
            boolean retried,
            Output output)
            throws TlsException {
        ServerHelloChecks.checkSolicited(hello.extensions(), false);
        var psk = selectedPsk(hello, offer.pskSession(), suite);
        var share = hello.extensions().find(KeyShareServerHello.class);
        // Section 4.3.9: only psk_dhe_ke is offered, so a key share must come with or without a PSK. Section 4.3.11: a
        // PSK without the key share that its mode requires MUST end the handshake with illegal_parameter.
        if (share == null && psk != null) {
            throw new ProtocolException(
                    Reason.PSK_WITHOUT_KEY_SHARE, "the server chose a PSK without key_share, offered was psk_dhe_ke");
        }
        if (share == null) {
            throw new ProtocolException(Reason.MISSING_EXTENSION, "ServerHello has no key_share");
        }
        var keyShare = shares.answered(share.share().group());
        try (var derived = new HeldSecrets()) {
            var hkdf = derived.hold(new Hkdf(suite.hash()));
            HandshakeSecret handshakeSecret;
            try (shares;
                    var shared = keyShare.agree(share.share().keyExchange());
                    var early = psk == null ? EarlySecret.withoutPsk(hkdf) : EarlySecret.of(hkdf, psk.secret())) {
                handshakeSecret = derived.hold(early.handshake(shared));
            }
            offer.close();
            output.report(new Event.KeysAgreed(keyShare.provider()));
            var hash = transcript.current();
            var clientTraffic = derived.hold(handshakeSecret.clientHandshakeTraffic(hash));
            var serverTraffic = derived.hold(handshakeSecret.serverHandshakeTraffic(hash));
            log.log("CLIENT_HANDSHAKE_TRAFFIC_SECRET", clientTraffic.secret());
            log.log("SERVER_HANDSHAKE_TRAFFIC_SECRET", serverTraffic.secret());
            output.report(Event.Negotiated.choice(ProtocolVersion.TLS_1_3, suite, keyShare.group(), null));
            if (psk != null) {
                offer.reportStatus(output);
            }
            output.installReadKeys(serverTraffic, suite);
            output.installWriteKeys(clientTraffic, suite);
            derived.handOver();
            return new WaitEncryptedExtensions(new Tls13Negotiation(
                    settings,
                    offer.serverName(),
                    offer.sni(),
                    suite,
                    keyShare.group(),
                    psk != null,
                    retried,
                    offer.pskSession() != null,
                    psk == null ? List.of() : offer.sessionChain(),
                    log,
                    hkdf,
                    transcript,
                    handshakeSecret,
                    clientTraffic,
                    serverTraffic));
        }
    }

    private static @Nullable SessionData selectedPsk(
            ServerHello hello, @Nullable SessionData session, CipherSuite suite) throws ProtocolException {
        var selected = hello.extensions().find(SelectedPsk.class);
        if (selected == null) {
            return null;
        }
        // Section 4.3: an answer to an extension that was not sent.
        if (session == null) {
            throw new ProtocolException(Reason.UNSOLICITED_EXTENSION, "the server chose a PSK, none was offered");
        }
        // Section 4.3.11: the index must be in range and the suite must have the PSK's hash.
        if (selected.index() != 0) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_PSK, "the server chose PSK " + selected.index() + ", offered was one");
        }
        if (!session.resumesWith(suite)) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_PSK, "the server chose a PSK and " + suite + ", whose hash differs");
        }
        return session;
    }
}
