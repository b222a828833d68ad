package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.CipherSuites;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.spec.ProtocolVersion;

/** Opens a client's handshake (START in RFC 9846 appendix A.1). */
public final class ClientStart implements Start {
    private final ClientSettings settings;
    private final ClientTarget target;

    /** Make the start of one connection. */
    public ClientStart(ClientSettings settings, ClientTarget target) {
        this.settings = settings;
        this.target = target;
    }

    /**
     * Choose the session to offer, and send the ClientHello, with a key share of the most wanted group for TLS 1.3. Does
     * public-key work, and may wait for the store of sessions.
     */
    @Override
    public State begin(Output output) {
        var choice = settings.decisions().session(target, settings);
        var offer = new ClientOffer(
                target, choice.data(), choice.chain(), choice.status().orElse(null));
        try {
            output.report(new Event.SessionChosen(choice.session(), choice.notOffered(), choice.storeFailure()));
            return send(pinned(offer), offer, output);
        } catch (Throwable e) {
            offer.close();
            throw e;
        }
    }

    /**
     * Offer TLS 1.2 alone with a session that has no extended master secret, as libtls does: those who make such sessions are
     * LibreSSL's servers, and one of TLS 1.2 alone cannot read a ticket beside a key_share.
     */
    private ClientSettings pinned(ClientOffer offer) {
        var session = offer.tls12Session();
        return session == null || session.extendedMasterSecret()
                ? settings
                : settings.with(settings.terms()
                        .with(CipherSuites.of(settings.terms().suites().of(ProtocolVersion.TLS_1_2))));
    }

    private static State send(ClientSettings settings, ClientOffer offer, Output output) {
        var builder = new ClientHelloBuilder(settings, offer);
        output.limitOwnRecords(settings.terms().maxContent());
        output.report(Event.Negotiated.name(offer.sni()));
        if (!settings.terms().speaks(ProtocolVersion.TLS_1_3)) {
            return builder.opening(output.send(builder.tls12())).await();
        }
        var shares = OfferedShares.first(settings);
        var sent = output.send(builder.first(shares));
        return new WaitServerHello(settings, builder, shares, sent);
    }
}
