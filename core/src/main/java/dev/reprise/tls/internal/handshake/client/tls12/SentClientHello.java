package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.RecordLimits;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.client.ClientOffer;
import dev.reprise.tls.internal.handshake.client.ClientSettings;
import dev.reprise.tls.internal.keys.Tls12MainSecret;
import dev.reprise.tls.internal.keys.TranscriptHash;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.resumption.RenewalLimit;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import org.jspecify.annotations.Nullable;

/**
 * The ClientHello that is out, and how TLS 1.2 goes on from the ServerHello that answers it: in full, or abbreviated when
 * the server has taken the session.
 *
 * @param settings the settings
 * @param offer what this connection asks for; owns the session offered
 * @param clientHello the message as sent
 * @param random its random
 * @param sessionId its session id: of a TLS 1.2 session offered, of no meaning or empty otherwise
 */
public record SentClientHello(
        ClientSettings settings, ClientOffer offer, Bytes clientHello, Bytes random, Bytes sessionId) {

    /** Return the state that waits for the answer when nothing but TLS 1.2 was offered. */
    public State await() {
        return new Tls12WaitServerHello(this);
    }

    /** Go on from a ServerHello that has no supported_versions, and wipe what the session held. */
    public State answer(ServerHello hello, Bytes rawHello, Output output) throws ProtocolException {
        try {
            var suite = Tls12ServerHelloChecks.check(hello, this);
            var resumed = Tls12ServerHelloChecks.resumedSession(hello, this, suite);
            var transcript = new TranscriptHash(suite.hash());
            transcript.update(clientHello);
            transcript.update(rawHello);
            var agreed = Tls12Negotiation.of(this, hello, suite, transcript);
            RecordLimits.answered(hello.extensions(), settings.terms(), ProtocolVersion.TLS_1_2, output);
            output.report(Event.Negotiated.choice(
                    ProtocolVersion.TLS_1_2, suite, resumed == null ? null : groupOf(resumed), agreed.alpn()));
            if (resumed != null) {
                offer.reportStatus(output);
                return abbreviated(agreed, resumed);
            }
            var kept = settings.decisions().mayProveIdentity() ? agreed.keep(clientHello, rawHello) : null;
            return new Tls12WaitCertificate(agreed, kept);
        } finally {
            offer.close();
        }
    }

    private State abbreviated(Tls12Negotiation agreed, SessionData session) {
        var main = Tls12MainSecret.resumed(agreed.suite().hash(), session.secret());
        var secured = Tls12KeyedNegotiation.of(
                agreed, main, groupOf(session), offer.sessionChain(), RenewalLimit.of(session));
        return secured.next();
    }

    private static @Nullable NamedGroup groupOf(SessionData session) {
        return NamedGroup.find(session.keyExchangeGroup());
    }

    /** Wipe what the session holds. */
    void close() {
        offer.close();
    }
}
