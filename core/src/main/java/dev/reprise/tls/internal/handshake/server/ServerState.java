package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;

/** A server state; the sealed list is the server's whole state machine (RFC 9846 appendix A.2). */
public sealed interface ServerState extends State
        permits WaitClientHello,
                WaitSecondClientHello,
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

    /** Drop the dummy change_cipher_spec, legal between the first ClientHello and Finished (RFC 9846 section 5). */
    default State onChangeCipherSpec(ChangeCipherSpec ccs) throws TlsException {
        return this;
    }
}
