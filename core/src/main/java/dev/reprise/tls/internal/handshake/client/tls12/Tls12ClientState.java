package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.HelloRequest;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** A client state of TLS 1.2; the sealed list is all that follows the choice of the version. */
public sealed interface Tls12ClientState extends State
        permits Tls12WaitServerHello,
                Tls12WaitCertificate,
                WaitCertificateStatusOrServerKeyExchange,
                WaitServerKeyExchange,
                WaitCertificateRequestOrServerHelloDone,
                WaitServerHelloDone,
                WaitNewSessionTicket,
                WaitChangeCipherSpec,
                Tls12WaitFinished,
                Tls12Connected {

    @Override
    default State on(Incoming incoming, Output output) throws TlsException {
        return switch (incoming) {
            case ReceivedMessage message when message.message() instanceof HelloRequest -> onHelloRequest(output);
            case ReceivedMessage message -> onMessage(message, output);
            case ChangeCipherSpec ccs -> onChangeCipherSpec(output);
        };
    }

    @Override
    default boolean accepts(HandshakeType type) {
        return type == HandshakeType.HELLO_REQUEST || awaits(type);
    }

    /** Tell whether a message of a type may come now; a HelloRequest always may. */
    boolean awaits(HandshakeType type);

    /** Take a handshake message. */
    State onMessage(ReceivedMessage message, Output output) throws TlsException;

    /** Take a change_cipher_spec: legal in one state only, as keys changed early are an attacker's (CVE-2014-0224). */
    default State onChangeCipherSpec(Output output) throws TlsException {
        throw new ProtocolException(
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC,
                "change_cipher_spec in state " + getClass().getSimpleName());
    }

    /** Ignore it during a handshake; it is not part of the transcript either (RFC 5246 section 7.4.1.1). */
    default State onHelloRequest(Output output) {
        return this;
    }

    @Override
    default ProtocolVersion version() {
        return ProtocolVersion.TLS_1_2;
    }
}
