package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.CertificateVerifyContent;
import dev.reprise.tls.internal.handshake.ClientCertificates;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SignatureChecks;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;

/** WAIT_CV: the client's signature over the transcript, which must follow its certificates (RFC 9846 section 4.5.2). */
public final class WaitCertificateVerify implements ServerState {
    private final Tls13Negotiation agreed;
    private final PendingSecrets unfinished;
    private final ClientCertificates wanted;

    WaitCertificateVerify(Tls13Negotiation agreed, PendingSecrets unfinished, ClientCertificates wanted) {
        this.agreed = agreed;
        this.unfinished = unfinished;
        this.wanted = wanted;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var verify = message.expect(CertificateVerify.class);
        SignatureChecks.check(
                verify,
                wanted.signatureSchemes(),
                agreed.settings().signatures(),
                agreed.client().chain().get(0).getPublicKey(),
                CertificateVerifyContent.ofClient(unfinished.transcript().current()));
        unfinished.transcript().update(message.raw());
        return new WaitFinished(agreed, unfinished);
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
