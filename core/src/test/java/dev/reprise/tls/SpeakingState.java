package dev.reprise.tls;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real state that speaks through an output of the test's, over the engine's own, and so do its successors. */
record SpeakingState(State state, UnaryOperator<Output> through) implements State {
    @Override
    public boolean accepts(HandshakeType type) {
        return state.accepts(type);
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        return new SpeakingState(state.on(message, through.apply(output)), through);
    }

    @Override
    public State onChangeCipherSpec(Output output) throws TlsException {
        return new SpeakingState(state.onChangeCipherSpec(through.apply(output)), through);
    }

    @Override
    public boolean costly() {
        return state.costly();
    }

    @Override
    public boolean established() {
        return state.established();
    }

    @Override
    public @Nullable ProtocolVersion version() {
        return state.version();
    }

    @Override
    public void close() {
        state.close();
    }
}
