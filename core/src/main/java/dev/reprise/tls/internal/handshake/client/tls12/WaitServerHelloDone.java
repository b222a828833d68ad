package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.HeldSecrets;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.keys.Tls12MainSecret;
import dev.reprise.tls.internal.message.ClientKeyExchange;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.ServerHelloDone;
import dev.reprise.tls.spec.TlsException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of the server's flight, answered by ours: certificate if asked, key, signature, Finished. */
public final class WaitServerHelloDone implements Tls12ClientState {
    private final Tls12Negotiation agreed;
    private final List<X509Certificate> chain;
    private final PeerKey peer;
    private final @Nullable Tls12CertificateAnswer answer;

    WaitServerHelloDone(
            Tls12Negotiation agreed,
            List<X509Certificate> chain,
            PeerKey peer,
            @Nullable Tls12CertificateAnswer answer) {
        this.agreed = agreed;
        this.chain = chain;
        this.peer = peer;
        this.answer = answer;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.SERVER_HELLO_DONE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        message.expect(ServerHelloDone.class);
        var transcript = agreed.transcript();
        transcript.update(message.raw());
        var settings = agreed.settings();
        try (var keyShare = settings.shared().keyShares().generate(peer.group());
                // Before anything goes out, so that a key that is none gets the alert it deserves.
                var premaster = keyShare.agree(peer.publicKey())) {
            output.report(new Event.KeysAgreed(keyShare.provider()));
            if (answer != null) {
                answer.add(message.raw());
                answer.sendCertificate(transcript, output);
            }
            var exchange = output.send(new ClientKeyExchange(keyShare.publicKey()));
            transcript.update(exchange);
            var hash = agreed.suite().hash();
            // RFC 7627 section 4: the session hash ends with ClientKeyExchange.
            var main = agreed.extendedMasterSecret()
                    ? Tls12MainSecret.extended(hash, premaster, transcript.current())
                    : Tls12MainSecret.plain(hash, premaster, agreed.clientRandom(), agreed.serverRandom());
            try (var derived = new HeldSecrets()) {
                var secured = derived.hold(Tls12KeyedNegotiation.of(agreed, main, peer.group(), chain, null));
                if (answer != null) {
                    answer.add(exchange);
                    answer.sendVerify(settings, transcript, output);
                }
                secured.sendFinished(output);
                derived.handOver();
                return secured.next();
            }
        }
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {}
}
