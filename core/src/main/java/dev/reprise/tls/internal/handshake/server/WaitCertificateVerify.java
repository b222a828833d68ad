package dev.reprise.tls.internal.handshake.server;

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

/** WAIT_CV: the client's signature over the transcript, which must follow its certificates (RFC 9846 section 4.5.2). */
public final class WaitCertificateVerify implements ServerState {
    private final Tls13Negotiation agreed;
    private final PendingSecrets unfinished;
    private final PeerChain chain;
    private final VerifiedChain path;

    WaitCertificateVerify(Tls13Negotiation agreed, PendingSecrets unfinished, PeerChain chain, VerifiedChain path) {
        this.agreed = agreed;
        this.unfinished = unfinished;
        this.chain = chain;
        this.path = path;
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
                CertificateVerifyContent.ofClient(unfinished.transcript().current()),
                output);
        settings.decisions().proven(chain, path);
        unfinished.transcript().update(message.raw());
        return new WaitFinished(agreed.with(ClientPath.of(chain, path)), unfinished);
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
