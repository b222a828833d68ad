package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.SignatureChecks;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.handshake.tls12.KeyExchangeContent;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.ServerKeyExchange;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** The server's ephemeral key, signed (RFC 8422 section 5.4). */
public final class WaitServerKeyExchange implements Tls12ClientState {
    private final Tls12Negotiation agreed;
    private final @Nullable KeptMessages kept;
    private final PeerChain chain;
    private final VerifiedChain path;

    WaitServerKeyExchange(Tls12Negotiation agreed, @Nullable KeptMessages kept, PeerChain chain, VerifiedChain path) {
        this.agreed = agreed;
        this.kept = kept;
        this.chain = chain;
        this.path = path;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.SERVER_KEY_EXCHANGE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var exchange = message.expect(ServerKeyExchange.class);
        var settings = agreed.settings();
        var group = NamedGroup.find(exchange.group());
        // RFC 8422 section 5.4: a curve of the client's supported_groups.
        var offered = settings.terms().groups().of(ProtocolVersion.TLS_1_2);
        if (group == null || !offered.contains(group)) {
            throw new ProtocolException(
                    Reason.SELECTED_UNOFFERED_GROUP,
                    "the server chose group 0x%04x, offered were %s".formatted(exchange.group(), offered));
        }
        SignatureChecks.checkTls12(
                exchange.scheme(),
                exchange.signature(),
                settings.shared(),
                settings.terms(),
                chain,
                KeyExchangeContent.of(
                        agreed.clientRandom(), agreed.serverRandom(), exchange.group(), exchange.publicKey()),
                output);
        settings.decisions().proven(chain, path);
        agreed.transcript().update(message.raw());
        if (kept != null) {
            kept.add(message.raw());
        }
        output.report(Event.Negotiated.group(group));
        var peer = new PeerKey(group, exchange.publicKey());
        return new WaitCertificateRequestOrServerHelloDone(agreed, kept, chain.on(path), peer);
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {}
}
