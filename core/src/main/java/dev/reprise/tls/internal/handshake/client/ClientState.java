package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;

/** A client state; the sealed list is the client's whole state machine (RFC 9846 appendix A.1). */
public sealed interface ClientState extends State
        permits WaitServerHello,
                WaitServerHelloAfterRetry,
                WaitEncryptedExtensions,
                WaitCertificateOrCertificateRequest,
                WaitCertificate,
                WaitCertificateVerify,
                WaitFinished,
                Connected {

    @Override
    default State on(Incoming incoming, Output output) throws TlsException {
        return switch (incoming) {
            case ReceivedMessage message -> onMessage(message, output);
            case ChangeCipherSpec ccs -> onChangeCipherSpec(ccs);
        };
    }

    /** Take a handshake message. */
    State onMessage(ReceivedMessage message, Output output) throws TlsException;

    /** Drop the dummy change_cipher_spec, legal until the server's Finished (RFC 9846 section 5). */
    default State onChangeCipherSpec(ChangeCipherSpec ccs) throws TlsException {
        return this;
    }
}
