package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.CertificateVerifyContent;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SignatureChecks;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** WAIT_CV: the server's signature over the transcript (RFC 9846 section 4.5.2). */
public final class WaitCertificateVerify implements ClientState {
    private final Tls13Negotiation agreed;
    private final @Nullable String alpn;
    private final List<X509Certificate> chain;
    private final @Nullable CertificateAnswer answer;

    WaitCertificateVerify(
            Tls13Negotiation agreed,
            @Nullable String alpn,
            List<X509Certificate> chain,
            @Nullable CertificateAnswer answer) {
        this.agreed = agreed;
        this.alpn = alpn;
        this.chain = chain;
        this.answer = answer;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var verify = message.expect(CertificateVerify.class);
        SignatureChecks.check(
                verify,
                agreed.settings().signatureSchemes(),
                agreed.settings().signatures(),
                chain.get(0).getPublicKey(),
                CertificateVerifyContent.ofServer(agreed.transcript().current()));
        agreed.transcript().update(message.raw());
        return new WaitFinished(agreed, alpn, chain, answer);
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
