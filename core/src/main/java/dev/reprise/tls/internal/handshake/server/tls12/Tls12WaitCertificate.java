package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.crypto.KeyShare;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.ClientCertificates;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** The client's certificate chain, which may be empty (RFC 5246 section 7.4.6). */
public final class Tls12WaitCertificate implements Tls12ServerState {
    private final Tls12Negotiation agreed;
    private final KeyShare keyShare;
    private final ClientCertificates wanted;
    private final KeptMessages kept;

    Tls12WaitCertificate(Tls12Negotiation agreed, KeyShare keyShare, ClientCertificates wanted, KeptMessages kept) {
        this.agreed = agreed;
        this.keyShare = keyShare;
        this.wanted = wanted;
        this.kept = kept;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var settings = agreed.settings();
        var certificates = Tls12CertificateMessages.parse(
                message.expect(Tls12Certificate.class),
                settings.shared().certificates(),
                settings.terms().maxCertificates());
        agreed.transcript().update(message.raw());
        if (certificates.isEmpty()) {
            // RFC 5246 section 7.4.6: the server goes on without, or ends the handshake with handshake_failure.
            if (wanted.required()) {
                throw new ProtocolException(Reason.NO_CLIENT_CERTIFICATE, "the client sent no certificate");
            }
            return new WaitClientKeyExchange(agreed, keyShare, null);
        }
        // RFC 5246 section 7.4.6: a chain that is not acceptable may end the handshake also where none at all would do.
        var chain = new PeerChain(certificates, null, agreed.parameters());
        var path = settings.decisions().verify(chain);
        kept.add(message.raw());
        return new WaitClientKeyExchange(agreed, keyShare, new ClientProof(chain, path, kept));
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
