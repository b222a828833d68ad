package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;

/** The ServerHello that answers a client of TLS 1.2 alone. */
public final class Tls12WaitServerHello implements Tls12ClientState {
    private final SentClientHello opening;

    Tls12WaitServerHello(SentClientHello opening) {
        this.opening = opening;
    }

    @Override
    public boolean awaits(HandshakeType type) {
        return type == HandshakeType.SERVER_HELLO;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        try {
            var hello = message.expect(ServerHello.class);
            // RFC 5246 section 7.4.1.4: supported_versions answers an extension that was not sent.
            if (hello.isHelloRetryRequest() || hello.extensions().find(SelectedVersion.class) != null) {
                throw new ProtocolException(
                        Reason.SELECTED_UNOFFERED_VERSION, "the server chose TLSv1.3, offered was TLSv1.2");
            }
            return opening.answer(hello, message.raw(), output);
        } finally {
            opening.close();
        }
    }

    @Override
    public boolean costly() {
        // On resumption the main secret goes to the user's key log.
        return opening.settings().shared().keyLog() != null;
    }

    @Override
    public void close() {
        opening.close();
    }
}
