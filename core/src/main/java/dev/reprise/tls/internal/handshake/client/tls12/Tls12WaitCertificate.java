package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** The server's certificate chain (RFC 5246 section 7.4.2). */
public final class Tls12WaitCertificate implements Tls12ClientState {
    private final Tls12Negotiation agreed;
    private final @Nullable KeptMessages kept;

    Tls12WaitCertificate(Tls12Negotiation agreed, @Nullable KeptMessages kept) {
        this.agreed = agreed;
        this.kept = kept;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var settings = agreed.settings();
        var certificates = Tls12CertificateMessages.parse(
                message.expect(Tls12Certificate.class),
                settings.shared().certificates(),
                settings.terms().maxCertificates());
        if (certificates.isEmpty()) {
            throw new ProtocolException(Reason.EMPTY_CERTIFICATE_LIST, "the server sent no certificate");
        }
        var key = certificates.get(0).getPublicKey();
        // RFC 5246 section 7.4.2: the key MUST be one for the chosen suite.
        if (Tls12CertificateMessages.keyType(key) != agreed.suite().keyType()) {
            throw new ProtocolException(
                    Reason.UNSUPPORTED_CERTIFICATE_KEY,
                    "the server's key is " + key.getAlgorithm() + ", its suite " + agreed.suite());
        }
        agreed.transcript().update(message.raw());
        if (kept != null) {
            kept.add(message.raw());
        }
        // With a response to come the chain is verified once it is here.
        if (agreed.statusPromised()) {
            return new WaitCertificateStatusOrServerKeyExchange(agreed, kept, certificates);
        }
        var chain = new PeerChain(certificates, agreed.serverName(), agreed.parameters());
        return new WaitServerKeyExchange(agreed, kept, chain, settings.verify(chain, output));
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {}
}
