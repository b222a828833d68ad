package dev.reprise.tls;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/** A real state that speaks through a {@link LyingOutput}, and so do its successors. */
final class LyingState implements State {
    private final State state;
    private final Lie lie;

    LyingState(State state, Lie lie) {
        this.state = state;
        this.lie = lie;
    }

    @Override
    public State on(Incoming incoming, Output output) throws TlsException {
        return new LyingState(state.on(incoming, new LyingOutput(output, lie)), lie);
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
