package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** WAIT_CERT_CR: the server's Certificate, or first a CertificateRequest (RFC 9846 section 4.4.2). */
public final class WaitCertificateOrCertificateRequest implements ClientState {
    private final Tls13Negotiation agreed;
    private final @Nullable String alpn;

    WaitCertificateOrCertificateRequest(Tls13Negotiation agreed, @Nullable String alpn) {
        this.agreed = agreed;
        this.alpn = alpn;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE || type == HandshakeType.CERTIFICATE_REQUEST;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        if (!(message.message() instanceof CertificateRequest request)) {
            return new WaitCertificate(agreed, alpn, null).onMessage(message, output);
        }
        // Section 4.4.2: the context is empty unless in post-handshake authentication.
        if (!request.context().isEmpty()) {
            throw new ProtocolException(
                    Reason.BAD_CERTIFICATE_REQUEST_CONTEXT, "CertificateRequest has a context in the handshake");
        }
        var wanted = WantedCertificate.of(request, agreed.parameters(alpn));
        agreed.transcript().update(message.raw());
        return new WaitCertificate(agreed, alpn, CertificateAnswer.to(wanted, agreed.settings(), output));
    }

    @Override
    public boolean costly() {
        // The Certificate is verified in this step, or our own is chosen.
        return true;
    }

    @Override
    public void close() {
        agreed.close();
    }
}
