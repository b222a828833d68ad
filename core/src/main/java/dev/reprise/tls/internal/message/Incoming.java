package dev.reprise.tls.internal.message;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;

/** What a state is handed: a handshake message, or the change_cipher_spec that TLS 1.2 counts among them. */
public sealed interface Incoming permits ReceivedMessage, ChangeCipherSpec {
    /**
     * Return the message as the only type that is legal now.
     *
     * @throws ProtocolException UNEXPECTED_MESSAGE when it is another one (RFC 9846 section 4), or
     *     UNEXPECTED_CHANGE_CIPHER_SPEC
     */
    default <T extends HandshakeMessage> T expect(Class<T> type) throws ProtocolException {
        return switch (this) {
            case ReceivedMessage received -> {
                if (!type.isInstance(received.message())) {
                    throw new ProtocolException(
                            Reason.UNEXPECTED_MESSAGE,
                            "expected " + type.getSimpleName() + ", received "
                                    + received.message().type());
                }
                yield type.cast(received.message());
            }
            case ChangeCipherSpec ignored ->
                throw new ProtocolException(
                        Reason.UNEXPECTED_CHANGE_CIPHER_SPEC,
                        "expected " + type.getSimpleName() + ", received change_cipher_spec");
        };
    }
}
