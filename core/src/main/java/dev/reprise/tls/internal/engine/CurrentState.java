package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/**
 * The state a connection is in, and the message that waits for a task. Touched only by who holds the read lock, or by
 * the task that runs meanwhile; the two questions are for any thread.
 */
final class CurrentState {
    private final ReadHalf read;
    private final WriteHalf write;
    private final Output output;
    private @Nullable Start start;
    private @Nullable State state;
    private @Nullable Incoming due;
    private volatile boolean taskDue;
    private volatile boolean established;
    private volatile boolean abandoned;

    CurrentState(ReadHalf read, WriteHalf write, Output output, @Nullable Start start, @Nullable State first) {
        this.read = read;
        this.write = write;
        this.output = output;
        this.start = start;
        this.state = first;
        taskDue = start != null;
    }

    /** Tell whether the handshake is done. */
    boolean established() {
        return established;
    }

    /** Return the version in force, null while it is not chosen. */
    @Nullable
    ProtocolVersion version() {
        return state == null ? null : state.version();
    }

    /** Tell whether {@link #runDue} is to be called before anything else. */
    boolean taskDue() {
        return taskDue;
    }

    /** Hand whole messages to the states until none is left or one is a task. */
    void advance() throws TlsException {
        for (var raw = read.joiner.next(); raw != null; raw = read.joiner.next()) {
            if (established) {
                read.countPostHandshake();
            }
            var version = version();
            var received = HandshakeMessage.parse(raw, version == null ? ProtocolVersion.TLS_1_3 : version);
            if (state != null && state.costly()) {
                due = received;
                taskDue = true;
                return;
            }
            step(received);
        }
    }

    /** Hand one message to the state at once. */
    void step(Incoming incoming) throws TlsException {
        var current = state;
        if (current == null) {
            throw new IllegalStateException("no state to take a message");
        }
        state = null;
        State next;
        try {
            next = current.on(incoming, output);
            if (next.equals(current) && !established && incoming instanceof ReceivedMessage) {
                read.countEmpty(); // A HelloRequest (RFC 5246 section 7.4.1.1): ignored, but not without end.
            }
        } catch (Throwable e) {
            current.close(); // A state that threw by mistake has not wiped what it owns.
            throw e;
        }
        enter(next);
    }

    /** Count the task as handed out. */
    void handOut() {
        taskDue = false;
    }

    /** Do what the task is for. */
    void runDue() throws TlsException {
        var begin = start;
        var incoming = due;
        start = null;
        due = null;
        if (begin != null) {
            begin(begin);
        } else if (incoming != null) {
            step(incoming);
        }
    }

    /** Establish nothing any more, whatever a state that runs now answers: the connection has ended. For any thread. */
    void abandon() {
        abandoned = true;
    }

    private void begin(Start begin) throws TlsException {
        State first;
        try {
            first = begin.begin(output);
        } catch (Throwable e) {
            begin.close();
            throw e;
        }
        enter(first);
    }

    /** Wipe what the state owns. */
    void close() {
        taskDue = false;
        due = null;
        if (state != null) {
            state.close();
            state = null;
        }
        if (start != null) {
            start.close();
            start = null;
        }
    }

    private void enter(State next) throws TlsException {
        state = next;
        write.flush();
        if (!established && !abandoned && next.established()) {
            established = true;
        }
    }
}
