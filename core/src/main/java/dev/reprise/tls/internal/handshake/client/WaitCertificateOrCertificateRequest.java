package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
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
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        if (!(message.message() instanceof CertificateRequest request)) {
            return new WaitCertificate(agreed, alpn, null).onMessage(message, output);
        }
        // Section 4.4.2: the context is empty unless in post-handshake authentication.
        if (!request.context().isEmpty()) {
            throw new ProtocolException(
                    Reason.BAD_CERTIFICATE_REQUEST_CONTEXT, "CertificateRequest has a context in the handshake");
        }
        // Section 4.4.2: signature_algorithms must be there.
        var schemes = request.extensions().find(SignatureAlgorithms.class);
        if (schemes == null) {
            throw new ProtocolException(Reason.MISSING_EXTENSION, "CertificateRequest has no signature_algorithms");
        }
        agreed.transcript().update(message.raw());
        var authorities = request.extensions().find(CertificateAuthorities.class);
        output.report(Event.Negotiated.schemes(schemes.schemes()));
        var answer = CertificateAnswer.answer(agreed.settings(), schemes.schemes(), authorities);
        if (answer.identity() != null) {
            output.report(Event.Negotiated.own(answer.identity().chain()));
        }
        return new WaitCertificate(agreed, alpn, answer);
    }

    @Override
    public boolean costly() {
        // The Certificate is verified in this step when no CertificateRequest comes first.
        return true;
    }

    @Override
    public void close() {
        agreed.close();
    }
}
