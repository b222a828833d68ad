package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.Start;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.message.ChangeCipherSpec;
import dev.reprise.tls.internal.message.Incoming;
import dev.reprise.tls.internal.message.ReceivedMessage;
import dev.reprise.tls.internal.record.HandshakeJoiner;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import org.jspecify.annotations.Nullable;

/**
 * Drives the states of one side with handshake bytes, whatever carries them: takes bytes at a {@link Level}, joins them into
 * messages, hands each to the state of the moment, and gives what the states send and the keys they derive to a {@link
 * Carrier}. It knows no record, alert or application data.
 *
 * <p>A state that says it is costly gets its message by a task: {@link #taskDue} says so, and nothing goes on until {@link
 * #runDue} has run and {@link #resume} is called. Used by one thread at a time, or by the task that runs meanwhile; the
 * questions are for any thread. Whoever drives it closes it after an exception.
 */
public final class HandshakeDriver implements AutoCloseable {
    private final HandshakeJoiner joiner;
    private final StateOutput output;
    private @Nullable Start start;
    private @Nullable State state;
    private @Nullable Incoming due;
    private volatile boolean taskDue;
    private volatile boolean maySend;
    private volatile boolean mayReceive;
    private volatile boolean established;
    private volatile boolean abandoned;

    HandshakeDriver(
            Carrier carrier,
            EngineLimits limits,
            @Nullable Start start,
            @Nullable State first,
            @Nullable Observation observation) {
        this.joiner = new HandshakeJoiner(limits.handshakeMessage());
        this.output = new StateOutput(carrier, joiner, new PeerBounds(limits, carrier), observation);
        this.start = start;
        this.state = first;
        taskDue = start != null;
    }

    /** Drive a client; beginning is its first task. */
    public static HandshakeDriver client(Carrier carrier, EngineLimits limits, Start start) {
        return new HandshakeDriver(carrier, limits, start, null, null);
    }

    /** Drive a server that begins in a state. */
    public static HandshakeDriver server(Carrier carrier, EngineLimits limits, State first) {
        return new HandshakeDriver(carrier, limits, null, first, null);
    }

    /** Return what bounds the peer. */
    PeerBounds bounds() {
        return output.bounds();
    }

    /** Return what the states speak through; it keeps what they report. */
    StateOutput output() {
        return output;
    }

    /** Tell whether application data may be sent. */
    public boolean maySend() {
        return maySend;
    }

    /** Tell whether application data may come. */
    public boolean mayReceive() {
        return mayReceive;
    }

    /** Tell whether the handshake is done. */
    public boolean established() {
        return established;
    }

    /** Return the version in force, null while it is not chosen. */
    @Nullable
    ProtocolVersion version() {
        return state == null ? null : state.version();
    }

    /** Tell whether {@link #runDue} is to be called before anything else. */
    public boolean taskDue() {
        return taskDue;
    }

    /**
     * Take bytes of handshake messages, in any portions, and go on as far as they lead.
     *
     * @param level what protected them
     * @throws TlsException what the states find wrong with the messages; UNEXPECTED_MESSAGE for bytes at another level than
     *     the next message's
     */
    public void receive(Level level, byte[] content, int offset, int length) throws TlsException {
        if (level != output.readLevel()) {
            throw new ProtocolException(
                    Reason.UNEXPECTED_MESSAGE,
                    "handshake bytes at level " + level + " in place of " + output.readLevel());
        }
        joiner.add(content, offset, length);
        resume();
    }

    /** Hand whole messages to the states until none is left or one is a task. */
    public void resume() throws TlsException {
        for (var raw = joiner.next(); raw != null; raw = joiner.next()) {
            if (established) {
                bounds().countPostHandshake();
            }
            var current = state;
            if (current == null) {
                throw new ProtocolException(Reason.UNEXPECTED_MESSAGE, "a message before the ClientHello is out");
            }
            var received = current.read(raw);
            if (current.costly()) {
                due = received;
                taskDue = true;
                return;
            }
            step(received);
        }
    }

    /** Tell whether no part of a message is held. */
    boolean betweenMessages() {
        return joiner.isEmpty();
    }

    /** Take a change_cipher_spec: at once, as it is no task even in a costly state. */
    void changeCipherSpec() throws TlsException {
        step(new ChangeCipherSpec());
    }

    private void step(Incoming incoming) throws TlsException {
        var current = state;
        if (current == null) {
            throw new IllegalStateException("no state to take a message");
        }
        state = null;
        State next;
        try {
            next = current.on(incoming, output);
            if (next.equals(current) && !established && incoming instanceof ReceivedMessage) {
                bounds().countEmpty(); // A HelloRequest (RFC 5246 section 7.4.1.1): ignored, but not without end.
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

    /** Do what the task is for; {@link #resume} goes on with what came after it. */
    public void runDue() throws TlsException {
        taskDue = false;
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

    private void enter(State next) throws TlsException {
        state = next;
        output.flush();
        if (!abandoned) {
            maySend |= next.maySend();
            mayReceive |= next.mayReceive();
            established |= next.established();
        }
    }

    /** Forget a part of a message, whose rest will not come. */
    void dropPartialMessage() {
        joiner.clear();
    }

    /** Wipe what the state owns. */
    @Override
    public void close() {
        taskDue = false;
        due = null;
        joiner.clear();
        if (state != null) {
            state.close();
            state = null;
        }
        if (start != null) {
            start.close();
            start = null;
        }
    }
}
