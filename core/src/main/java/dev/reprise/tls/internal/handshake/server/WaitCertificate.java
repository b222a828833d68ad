package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.CertificateMessages;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** WAIT_CERT: the client's certificate chain, which may be empty (RFC 9846 section 4.5.1). */
public final class WaitCertificate implements ServerState {
    private final Tls13Negotiation agreed;
    private final PendingSecrets unfinished;
    private final ClientCertificates wanted;

    WaitCertificate(Tls13Negotiation agreed, PendingSecrets unfinished, ClientCertificates wanted) {
        this.agreed = agreed;
        this.unfinished = unfinished;
        this.wanted = wanted;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var settings = agreed.settings();
        var received = CertificateMessages.parse(
                message.expect(Certificate.class),
                settings.shared().certificates(),
                settings.terms().maxCertificates(),
                wanted.status());
        if (received.certificates().isEmpty()) {
            // Section 4.5.1.3: without a certificate the server goes on or aborts with certificate_required.
            if (wanted.required()) {
                throw new ProtocolException(Reason.CLIENT_CERTIFICATE_REQUIRED, "the client sent no certificate");
            }
            unfinished.transcript().update(message.raw());
            return new WaitFinished(agreed, unfinished);
        }
        // Section 4.5.1.3: a chain that is not acceptable ends the handshake also where none at all would do.
        var chain = new PeerChain(received.certificates(), received.stapled(), null, agreed.parameters());
        var path = settings.decisions().verify(chain);
        path.status().ifPresent(status -> output.report(Event.Negotiated.status(status)));
        unfinished.transcript().update(message.raw());
        return new WaitCertificateVerify(agreed, unfinished, chain, path);
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {
        unfinished.close();
    }
}
