package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.ClientCertificates;
import dev.reprise.tls.internal.handshake.KeptMessages;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SignatureChecks;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;

/** The client's signature over all messages, which must follow a certificate of its own (RFC 5246 section 7.4.8). */
public final class Tls12WaitCertificateVerify implements Tls12ServerState {
    private final Tls12KeyedNegotiation secured;
    private final ClientCertificates wanted;
    private final KeptMessages kept;

    Tls12WaitCertificateVerify(Tls12KeyedNegotiation secured, ClientCertificates wanted, KeptMessages kept) {
        this.secured = secured;
        this.wanted = wanted;
        this.kept = kept;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var verify = message.expect(CertificateVerify.class);
        var agreed = secured.agreed();
        SignatureChecks.checkTls12(
                verify.scheme(),
                verify.signature(),
                wanted.signatureSchemes(),
                agreed.settings().signatures(),
                agreed.client().chain().get(0).getPublicKey(),
                kept.joined());
        agreed.transcript().update(message.raw());
        return new WaitChangeCipherSpec(secured);
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public void close() {
        secured.close();
    }
}
