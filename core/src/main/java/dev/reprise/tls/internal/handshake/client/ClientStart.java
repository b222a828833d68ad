package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.ClientSettings;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.spec.ProtocolVersion;

/** Opens a client's handshake (START in RFC 9846 appendix A.1). */
public final class ClientStart implements Start {
    private final ClientSettings settings;
    private final ClientOffer offer;

    /** Make the start of one connection; the offer's session passes to the states. */
    public ClientStart(ClientSettings settings, ClientOffer offer) {
        this.settings = settings;
        this.offer = offer;
    }

    /** Send the ClientHello, with a key share of the most wanted group for TLS 1.3. Does public-key work. */
    @Override
    public State begin(Output output) {
        var builder = new ClientHelloBuilder(settings, offer);
        output.report(Event.Negotiated.name(offer.sni()));
        if (!settings.speaks(ProtocolVersion.TLS_1_3)) {
            return builder.opening(output.send(builder.tls12())).await();
        }
        var shares = OfferedShares.first(settings);
        var sent = output.send(builder.first(shares));
        return new WaitServerHello(settings, builder, shares, sent);
    }

    /** Wipe the session that was to be offered. */
    @Override
    public void close() {
        offer.close();
    }
}
