package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.client.WantedCertificate;
import dev.reprise.tls.internal.handshake.tls12.KeptMessages;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.Tls12CertificateRequest;
import dev.reprise.tls.spec.TlsException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of the server's flight, or first a CertificateRequest (RFC 5246 section 7.4.4). */
public final class WaitCertificateRequestOrServerHelloDone implements Tls12ClientState {
    private final Tls12Negotiation agreed;
    private final @Nullable KeptMessages kept;
    private final List<X509Certificate> chain;
    private final PeerKey peer;

    WaitCertificateRequestOrServerHelloDone(
            Tls12Negotiation agreed, @Nullable KeptMessages kept, List<X509Certificate> chain, PeerKey peer) {
        this.agreed = agreed;
        this.kept = kept;
        this.chain = chain;
        this.peer = peer;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE_REQUEST || type == HandshakeType.SERVER_HELLO_DONE;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        if (!(message.message() instanceof Tls12CertificateRequest request)) {
            return new WaitServerHelloDone(agreed, chain, peer, null).onMessage(message, output);
        }
        agreed.transcript().update(message.raw());
        if (kept != null) {
            kept.add(message.raw());
        }
        var wanted = WantedCertificate.of(request, agreed.parameters());
        return new WaitServerHelloDone(
                agreed, chain, peer, Tls12CertificateAnswer.to(wanted, agreed.settings(), kept, output));
    }

    @Override
    public boolean costly() {
        // Keys are agreed in this step, or our own certificate is chosen.
        return true;
    }

    @Override
    public void close() {}
}
