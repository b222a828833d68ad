package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** What a side waits for. A state is used for one message and answers its successor; it then owns nothing any more. */
public interface State {
    /** Tell whether a message of a type may come now: decided before its body is read (RFC 9846 section 4). */
    boolean accepts(HandshakeType type);

    /**
     * Read a message, header included, for {@link #on}.
     *
     * @throws ProtocolException UNEXPECTED_MESSAGE when it may not come now, whatever its body is; else what is wrong inside
     */
    default ReceivedMessage read(Bytes raw) throws ProtocolException {
        var type = HandshakeMessage.type(raw);
        // RFC 9846 section 4: a message in the wrong order MUST end the handshake with unexpected_message.
        if (!accepts(type)) {
            throw new ProtocolException(
                    Reason.UNEXPECTED_MESSAGE, getClass().getSimpleName() + " does not take " + type);
        }
        // Hellos read alike in both; the older one has HelloRequest besides.
        var version = version();
        return HandshakeMessage.parse(raw, version == null ? ProtocolVersion.TLS_1_2 : version);
    }

    /**
     * Take what came and answer the next state, to which what this one owned passes. After an exception the caller closes
     * this one.
     */
    default State on(Incoming incoming, Output output) throws TlsException {
        return switch (incoming) {
            case ReceivedMessage message -> onMessage(message, output);
            case ChangeCipherSpec ccs -> onChangeCipherSpec(output);
        };
    }

    /** Take a handshake message. */
    State onMessage(ReceivedMessage message, Output output) throws TlsException;

    /** Take a change_cipher_spec. */
    State onChangeCipherSpec(Output output) throws TlsException;

    /** Tell whether {@link #on} does public-key work or calls the user's code, and is to run as a task. */
    default boolean costly() {
        return false;
    }

    /** Tell whether application data may be sent; once it may, it may in every later state. */
    default boolean maySend() {
        return established();
    }

    /** Tell whether application data may come; once it may, it may in every later state. */
    default boolean mayReceive() {
        return established();
    }

    /** Tell whether the handshake is done: the peer has proven what it must and said the last word of it. */
    default boolean established() {
        return false;
    }

    /** Return the protocol version in force, which decides how messages are read; null in the states that choose it. */
    default @Nullable ProtocolVersion version() {
        return ProtocolVersion.TLS_1_3;
    }

    /** Wipe the secrets this state owns; it is not used again. */
    void close();
}
