package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Observation;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.Exporter;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.record.HandshakeJoiner;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What states speak through: messages and keys go to what carries the handshake, at the level that the keys so far mean;
 * events wait here for the shell. Called by whoever runs a state; the events are taken by any thread.
 */
final class StateOutput implements Output {
    private final Carrier carrier;
    private final HandshakeJoiner joiner;
    private final PeerBounds bounds;
    private final @Nullable Observation observation;
    /** Null while nothing waits. */
    private volatile @Nullable EventQueue events;

    private final Facts facts = new Facts();
    private Level readLevel = Level.INITIAL;
    private Level writeLevel = Level.INITIAL;
    private @Nullable Exporter exporter;
    private boolean answered;
    private boolean wiped;

    StateOutput(Carrier carrier, HandshakeJoiner joiner, PeerBounds bounds, @Nullable Observation observation) {
        this.carrier = carrier;
        this.observation = observation;
        this.joiner = joiner;
        this.bounds = bounds;
    }

    /** Return what bounds the peer. */
    PeerBounds bounds() {
        return bounds;
    }

    /** Let go what was sent: the step that sent it is over. */
    void flush() throws TlsException {
        // RFC 9846 section 4: messages come in their order. What answers a flight has seen its last message, so what
        // stands
        // behind that in its record was said before its turn. Where keys change there, section 5.1 says so, too.
        if (answered && !joiner.isEmpty()) {
            throw new ProtocolException(
                    Reason.UNEXPECTED_MESSAGE, "handshake bytes follow a message that ends a flight");
        }
        answered = false;
        carrier.flush();
    }

    /** Return the level at which the next message comes. */
    Level readLevel() {
        return readLevel;
    }

    @Override
    public Bytes send(HandshakeMessage message) {
        return send(HandshakeMessage.encode(message));
    }

    @Override
    public Bytes send(Bytes encodedMessage) {
        answered = true;
        carrier.send(writeLevel, encodedMessage);
        return encodedMessage;
    }

    @Override
    public void sendChangeCipherSpec() {
        try {
            carrier.sendChangeCipherSpec();
        } catch (TlsException e) {
            throw new UncheckedIOException(e); // The engine unwraps it: only sealing can fail here, never the peer.
        }
    }

    @Override
    public void installReadKeys(TrafficSecret secret, CipherSuite suite) throws TlsException {
        if (!joiner.isEmpty()) {
            secret.close();
            throw keyChangeInsideRecord();
        }
        readLevel = readLevel.next();
        carrier.installReadKeys(readLevel, secret, suite);
    }

    @Override
    public void installWriteKeys(TrafficSecret secret, CipherSuite suite) {
        writeLevel = writeLevel.next();
        try {
            carrier.installWriteKeys(writeLevel, secret, suite);
        } catch (TlsException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void installReadKeys(DirectionKeys keys, CipherSuite suite) throws TlsException {
        // RFC 5246 section 7.1: change_cipher_spec follows whole messages, and what it protects follows it.
        if (!joiner.isEmpty()) {
            keys.close();
            throw new ProtocolException(
                    Reason.KEY_CHANGE_INSIDE_RECORD, "change_cipher_spec inside a handshake message");
        }
        readLevel = Level.APPLICATION;
        carrier.installReadKeys(keys, suite);
    }

    @Override
    public void installWriteKeys(DirectionKeys keys, CipherSuite suite) {
        writeLevel = Level.APPLICATION;
        try {
            carrier.installWriteKeys(keys, suite);
        } catch (TlsException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void limitOwnRecords(int maxContent) {
        carrier.limitOwnRecords(maxContent);
    }

    @Override
    public void limitRecords(int sent, int received) {
        carrier.limitRecords(sent, received);
    }

    @Override
    public void refuseRenegotiation() {
        carrier.refuseRenegotiation();
    }

    @Override
    public void updateReadKeys() throws TlsException {
        if (!joiner.isEmpty()) {
            throw keyChangeInsideRecord();
        }
        bounds.countKeyUpdate();
        carrier.updateReadKeys();
        report(Event.KeysUpdated.BY_PEER);
    }

    @Override
    public void answerKeyUpdate() {
        carrier.answerKeyUpdate();
    }

    @Override
    public void skipEarlyData(int maxBytes) {
        carrier.skipEarlyData(maxBytes);
    }

    @Override
    public synchronized void installExporter(Exporter next) {
        if (wiped) {
            next.close(); // Closed while the task ran that made it.
            return;
        }
        exporter = next;
    }

    /** Return the session's id; empty when there is none, or the connection is closed. */
    synchronized Bytes sessionId() {
        return exporter == null ? Bytes.EMPTY : exporter.sessionId();
    }

    /** Export keying material; the caller closes it. */
    synchronized Secret export(String label, byte @Nullable [] context, int length) {
        if (exporter == null) {
            throw new IllegalStateException(
                    wiped ? "the connection is closed" : "keying material cannot be exported from this connection");
        }
        return exporter.export(label, context, length);
    }

    @Override
    public synchronized void report(Event event) { // Never blocks, so it pins no carrier thread for long.
        if (wiped && !(event instanceof Event.Failed)) {
            if (event instanceof Event.TicketReceived received) {
                received.session().close();
            }
            return; // Closed while the task ran that tells it.
        }
        if (observation != null) {
            observation.see(event);
        }
        if (event instanceof Event.TicketReceived received && !bounds.countTicket()) {
            received.session().close();
            return;
        }
        if (facts.keep(event)) {
            var queue = events;
            if (queue == null) {
                queue = new EventQueue();
                events = queue;
            }
            queue.add(event);
        }
    }

    /** Return what is known of the connection. */
    Facts facts() {
        return facts;
    }

    /** Take what has happened since the last call, in its order. */
    List<Event> takeEvents() {
        return events == null ? List.of() : takeQueue();
    }

    private synchronized List<Event> takeQueue() {
        var queue = events;
        events = null;
        return queue == null ? List.of() : queue.all();
    }

    /** Wipe what exports; nothing but a failure is reported any more. */
    synchronized void wipe() {
        wiped = true;
        if (exporter != null) {
            exporter.close();
            exporter = null;
        }
    }

    /** Wipe the sessions that nobody took. */
    synchronized void close() {
        var queue = events;
        if (queue != null) {
            queue.wipe();
        }
    }

    /** RFC 9846 section 5.1: handshake messages MUST NOT span key changes. */
    private static ProtocolException keyChangeInsideRecord() {
        return new ProtocolException(
                Reason.KEY_CHANGE_INSIDE_RECORD, "handshake bytes follow a message that changes the keys");
    }
}
