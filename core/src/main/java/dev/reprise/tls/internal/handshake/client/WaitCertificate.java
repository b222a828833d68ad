package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.CertificateMessages;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** WAIT_CERT: the server's certificate chain (RFC 9846 section 4.5.1). */
public final class WaitCertificate implements ClientState {
    private final Tls13Negotiation agreed;
    private final @Nullable String alpn;
    private final @Nullable CertificateAnswer answer;

    WaitCertificate(Tls13Negotiation agreed, @Nullable String alpn, @Nullable CertificateAnswer answer) {
        this.agreed = agreed;
        this.alpn = alpn;
        this.answer = answer;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var certificate = message.expect(Certificate.class);
        var settings = agreed.settings();
        var received = CertificateMessages.parse(
                certificate,
                settings.shared().certificates(),
                settings.terms().maxCertificates(),
                settings.statusRequest());
        // Section 4.5.1.3: an empty list from a server is a decode_error.
        if (received.certificates().isEmpty()) {
            throw new ProtocolException(Reason.EMPTY_CERTIFICATE_LIST, "the server sent no certificate");
        }
        var chain = new PeerChain(
                received.certificates(), received.stapled(), agreed.serverName(), agreed.parameters(alpn));
        var path = settings.verify(chain, output);
        agreed.transcript().update(message.raw());
        return new WaitCertificateVerify(agreed, alpn, chain, path, answer);
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {
        agreed.close();
    }
}
