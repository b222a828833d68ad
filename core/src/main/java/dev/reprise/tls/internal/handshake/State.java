package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** What a side waits for. A state is used for one message and answers its successor; it then owns nothing any more. */
public interface State {
    /** Take what came and answer the next state. On an exception this state has wiped what it owned. */
    State on(Incoming incoming, Output output) throws TlsException;

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
