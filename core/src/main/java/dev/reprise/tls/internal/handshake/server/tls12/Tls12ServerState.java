package dev.reprise.tls.internal.handshake.server.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** A server state of TLS 1.2; the sealed list is all that follows the choice of the version. */
public sealed interface Tls12ServerState extends State
        permits Tls12WaitCertificate,
                WaitClientKeyExchange,
                Tls12WaitCertificateVerify,
                WaitChangeCipherSpec,
                Tls12WaitFinished,
                Tls12Connected {

    @Override
    default State on(Incoming incoming, Output output) throws TlsException {
        return switch (incoming) {
            case ReceivedMessage message -> onMessage(message, output);
            case ChangeCipherSpec ccs -> onChangeCipherSpec(output);
        };
    }

    /** Take a handshake message. */
    State onMessage(ReceivedMessage message, Output output) throws TlsException;

    /** Take a change_cipher_spec: legal in one state only, as keys changed early are an attacker's (CVE-2014-0224). */
    default State onChangeCipherSpec(Output output) throws TlsException {
        throw new ProtocolException(
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC,
                "change_cipher_spec in state " + getClass().getSimpleName());
    }

    @Override
    default ProtocolVersion version() {
        return ProtocolVersion.TLS_1_2;
    }
}
