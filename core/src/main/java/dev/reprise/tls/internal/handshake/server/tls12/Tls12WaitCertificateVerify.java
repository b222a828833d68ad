package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.SignatureChecks;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.server.ClientPath;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;

/** The client's signature over all messages, which must follow a certificate of its own (RFC 5246 section 7.4.8). */
public final class Tls12WaitCertificateVerify implements Tls12ServerState {
    private final Tls12KeyedNegotiation secured;
    private final ClientProof due;

    Tls12WaitCertificateVerify(Tls12KeyedNegotiation secured, ClientProof due) {
        this.secured = secured;
        this.due = due;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return type == HandshakeType.CERTIFICATE_VERIFY;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        var verify = message.expect(CertificateVerify.class);
        var settings = secured.agreed().settings();
        SignatureChecks.checkTls12(
                verify.scheme(),
                verify.signature(),
                settings.shared(),
                settings.terms(),
                due.chain(),
                due.kept().joined(),
                output);
        settings.decisions().proven(due.chain(), due.path());
        secured.agreed().transcript().update(message.raw());
        return new WaitChangeCipherSpec(secured.with(ClientPath.of(due.chain(), due.path())));
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
