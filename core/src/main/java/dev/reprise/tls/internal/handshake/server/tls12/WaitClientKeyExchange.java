package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.crypto.KeyShare;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.Tls12MainSecret;
import dev.reprise.tls.internal.message.ClientKeyExchange;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** The client's ephemeral key (RFC 8422 section 5.7). */
public final class WaitClientKeyExchange implements Tls12ServerState {
    private final Tls12Negotiation agreed;
    private final KeyShare keyShare;
    private final @Nullable ClientProof due;

    /** Wait for the key; {@code due} is what a client that sent a certificate has to prove, else null. */
    WaitClientKeyExchange(Tls12Negotiation agreed, KeyShare keyShare, @Nullable ClientProof due) {
        this.agreed = agreed;
        this.keyShare = keyShare;
        this.due = due;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CLIENT_KEY_EXCHANGE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var exchange = message.expect(ClientKeyExchange.class);
        agreed.transcript().update(message.raw());
        var hash = agreed.suite().hash();
        try (keyShare;
                var premaster = keyShare.agree(exchange.publicKey())) {
            output.report(new Event.KeysAgreed(keyShare.provider()));
            // RFC 7627 section 4: the session hash ends with ClientKeyExchange.
            var main = agreed.extendedMasterSecret()
                    ? Tls12MainSecret.extended(
                            hash, premaster, agreed.transcript().current())
                    : Tls12MainSecret.plain(hash, premaster, agreed.clientRandom(), agreed.serverRandom());
            var secured = Tls12KeyedNegotiation.of(agreed, main);
            if (due == null) {
                return new WaitChangeCipherSpec(secured);
            }
            due.kept().add(message.raw());
            return new Tls12WaitCertificateVerify(secured, due);
        }
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {
        keyShare.close();
    }
}
