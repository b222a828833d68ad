package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.CertificateVerifyContent;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.SignatureChecks;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** WAIT_CV: the server's signature over the transcript (RFC 9846 section 4.5.2). */
public final class WaitCertificateVerify implements ClientState {
    private final Tls13Negotiation agreed;
    private final @Nullable String alpn;
    private final PeerChain chain;
    private final VerifiedChain path;
    private final @Nullable CertificateAnswer answer;

    WaitCertificateVerify(
            Tls13Negotiation agreed,
            @Nullable String alpn,
            PeerChain chain,
            VerifiedChain path,
            @Nullable CertificateAnswer answer) {
        this.agreed = agreed;
        this.alpn = alpn;
        this.chain = chain;
        this.path = path;
        this.answer = answer;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE_VERIFY;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var verify = message.expect(CertificateVerify.class);
        var settings = agreed.settings();
        SignatureChecks.check(
                verify,
                settings.shared(),
                settings.terms(),
                chain,
                CertificateVerifyContent.ofServer(agreed.transcript().current()),
                output);
        settings.decisions().proven(chain, path);
        agreed.transcript().update(message.raw());
        return new WaitFinished(agreed, alpn, chain.on(path), answer);
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
