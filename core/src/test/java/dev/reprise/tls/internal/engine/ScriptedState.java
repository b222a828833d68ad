package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.TlsException;
import java.util.ArrayList;
import java.util.List;

/** A state whose behaviour a test writes down, so that the engine can be tested without a handshake. */
public final class ScriptedState implements State {
    /** What a state does with what came; answers the next state. */
    public interface Step {
        /** Take it. */
        State take(Incoming incoming, Output output) throws TlsException;
    }

    private final Step step;
    private final boolean costly;
    private final boolean established;
    private final List<Incoming> received = new ArrayList<>();
    private boolean closed;

    private ScriptedState(Step step, boolean costly, boolean established) {
        this.step = step;
        this.costly = costly;
        this.established = established;
    }

    /** A state during the handshake that runs at once. */
    public static ScriptedState waiting(Step step) {
        return new ScriptedState(step, false, false);
    }

    /** A state during the handshake that is run as a task. */
    public static ScriptedState costly(Step step) {
        return new ScriptedState(step, true, false);
    }

    /** A state after the handshake. */
    public static ScriptedState established(Step step) {
        return new ScriptedState(step, false, true);
    }

    /** What came to this state. */
    public List<Incoming> received() {
        return received;
    }

    /** Whether the engine closed it. */
    public boolean closed() {
        return closed;
    }

    @Override
    public boolean accepts(HandshakeType type) {
        return true;
    }

    @Override
    public State onMessage(ReceivedMessage message, Output output) throws TlsException {
        return take(message, output);
    }

    @Override
    public State onChangeCipherSpec(Output output) throws TlsException {
        return take(new ChangeCipherSpec(), output);
    }

    private State take(Incoming incoming, Output output) throws TlsException {
        received.add(incoming);
        return step.take(incoming, output);
    }

    @Override
    public boolean costly() {
        return costly;
    }

    @Override
    public boolean established() {
        return established;
    }

    @Override
    public void close() {
        closed = true;
    }
}
