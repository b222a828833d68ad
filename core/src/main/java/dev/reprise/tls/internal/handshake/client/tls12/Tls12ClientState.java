package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.Tls12State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.HelloRequest;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;

/** A client state of TLS 1.2; the sealed list is all that follows the choice of the version. */
public sealed interface Tls12ClientState extends Tls12State
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
        if (incoming instanceof ReceivedMessage message && message.message() instanceof HelloRequest) {
            return onHelloRequest(output);
        }
        return Tls12State.super.on(incoming, output);
    }

    @Override
    default boolean accepts(HandshakeType type) {
        return type == HandshakeType.HELLO_REQUEST || awaits(type);
    }

    /** Tell whether a message of a type may come now; a HelloRequest always may. */
    boolean awaits(HandshakeType type);

    /** Ignore it during a handshake; it is not part of the transcript either (RFC 5246 section 7.4.1.1). */
    default State onHelloRequest(Output output) {
        return this;
    }
}
