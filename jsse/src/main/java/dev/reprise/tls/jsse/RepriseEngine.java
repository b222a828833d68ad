package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.spec.TlsException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * An SSLEngine over the protocol's engine.
 *
 * <p>How this works. The status is computed from what the protocol's engine has to say, so that there is no second state
 * machine to keep in step. What programs depend on beyond it: a client's ClientHello is made inside its first wrap, never
 * by a task; FINISHED is the answer of the one call after which the handshake is done and nothing is left to send, and until
 * then the status asks for a call; a failure is thrown by one call, and its alert comes out of the next wrap; a wrap takes
 * out all that is pending, so that after closeOutbound one says CLOSED.
 *
 * <p>Threads. One may wrap while another unwraps, each under a lock of its own; the questions take none.
 */
final class RepriseEngine extends EngineSettings {
    private final Connection connection;
    // Plain objects, as an engine that waits has them, too: nothing below waits for a peer.
    private final Object reading = new Object();
    private final Object writing = new Object();
    private volatile boolean finishTold;
    /** Whether a program has asked for new keys and has not been told yet that they are on their way. */
    private volatile boolean keysAsked;

    private volatile boolean modeSet;
    private volatile boolean outboundClosed;
    private volatile boolean inboundClosed;
    private volatile @Nullable BiFunction<SSLEngine, List<String>, String> selector;

    RepriseEngine(ContextShared context, @Nullable String peerHost, int peerPort) {
        super(context.parameters(peerHost), peerHost, peerPort);
        connection = new Connection(
                context, parameters(), new Asking.OfEngine(this), peerHost, peerPort, Failures.PLAINTEXT_ENGINE);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void beginHandshake() throws SSLException {
        requireMode();
        connection.throwFailure();
        var engine = connection.engine();
        if (outboundClosed || inboundClosed || (engine != null && ending(engine))) {
            throw Failures.brokenOrClosed();
        }
        if (engine == null || !engine.established()) {
            begin();
        } else {
            keysAsked = connection.tls13();
            connection.renew(engine);
        }
    }

    /** Begin, or be closed for good: what cannot begin is told once, and does not keep anybody wrapping. */
    private Engine begin() throws SSLException {
        try {
            return connection.begin();
        } catch (SSLException e) {
            inboundClosed = true;
            outboundClosed = true;
            throw e;
        }
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        requireMode();
        connection.throwFailure();
        Buffers.requireSources(sources, offset, length);
        if (target == null) {
            throw new IllegalArgumentException("destination buffer is null");
        }
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        try {
            synchronized (writing) {
                return wrap(new Buffers(sources, offset, length), target);
            }
        } catch (TlsException e) {
            throw connection.failure(e);
        }
    }

    private SSLEngineResult wrap(Buffers source, ByteBuffer target) throws SSLException, TlsException {
        if (closedUnbegun()) {
            return new SSLEngineResult(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
        }
        if (inboundClosed && !connection.begun()) {
            // Who will not hear the peer cannot begin, and must not be told to go on wrapping.
            return new SSLEngineResult(Status.OK, HandshakeStatus.NOT_HANDSHAKING, 0, 0);
        }
        var engine = begin();
        connection.start();
        connection.throwFailure();
        if (engine.busy() && !engine.hasOutput()) {
            return new SSLEngineResult(Status.OK, HandshakeStatus.NEED_TASK, 0, 0);
        }
        int before = target.position();
        int consumed = 0;
        boolean roomLeft = EngineRecords.drain(engine, target);
        if (roomLeft && finishTold) {
            int content = source.remaining(engine.maxContent());
            while (content > 0 && consumed == 0 && roomLeft && !ending(engine)) {
                roomLeft = target.remaining() >= engine.sealedLength(content);
                // What seals nothing has made a KeyUpdate, which goes first.
                consumed = roomLeft ? EngineRecords.seal(engine, source, content, target) : 0;
                roomLeft = roomLeft && EngineRecords.drain(engine, target);
            }
        }
        int produced = target.position() - before;
        connection.update();
        if (!roomLeft && produced == 0) {
            return new SSLEngineResult(Status.BUFFER_OVERFLOW, status(), 0, 0);
        }
        if (ending(engine) && !engine.hasOutput()) {
            return new SSLEngineResult(Status.CLOSED, status(), consumed, produced);
        }
        if (keysAsked && !engine.hasOutput()) {
            // Who calls beginHandshake waits for its end, as Tomcat does before it looks for a client's certificate.
            keysAsked = false;
            return new SSLEngineResult(Status.OK, HandshakeStatus.FINISHED, consumed, produced);
        }
        return new SSLEngineResult(Status.OK, finishedOrStatus(engine), consumed, produced);
    }

    /** Tell whether a program has given up before the handshake, which then never begins. */
    private boolean closedUnbegun() {
        return outboundClosed && !connection.begun();
    }

    /** Tell whether nothing but alerts goes out any more. */
    private boolean ending(Engine engine) {
        return outboundClosed || engine.outputClosed() || engine.failure() != null;
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        requireMode();
        connection.throwFailure();
        if (source == null) {
            throw new IllegalArgumentException("source buffer is null");
        }
        Buffers.requireTargets(targets, offset, length);
        try {
            synchronized (reading) {
                return unwrap(source, new Buffers(targets, offset, length));
            }
        } catch (TlsException e) {
            throw connection.failure(e);
        }
    }

    private SSLEngineResult unwrap(ByteBuffer source, Buffers target) throws SSLException, TlsException {
        if (isInboundDone() || closedUnbegun()) {
            return new SSLEngineResult(Status.CLOSED, status(), 0, 0);
        }
        var engine = begin();
        if (connection.startDue() || engine.busy()) {
            return new SSLEngineResult(Status.OK, status(), 0, 0);
        }
        int length = EngineRecords.recordLength(engine, source);
        if (source.remaining() < length) {
            // Who is told that something is missing may wait for it, although it is his turn to send.
            boolean owing = !finishTold && engine.hasOutput();
            if (finishTold) {
                engine.idle();
            }
            return new SSLEngineResult(owing ? Status.OK : Status.BUFFER_UNDERFLOW, status(), 0, 0);
        }
        int content = engine.maxPlaintext(source.get(source.position()) & 0xff, length);
        if (target.remaining(content) < content) {
            return new SSLEngineResult(Status.BUFFER_OVERFLOW, status(), 0, 0);
        }
        int produced = EngineRecords.open(engine, source, length, target);
        connection.update();
        if (produced == Engine.BUSY) {
            return new SSLEngineResult(Status.OK, status(), 0, 0);
        }
        source.position(source.position() + length);
        if (engine.inputClosed()) {
            return new SSLEngineResult(Status.CLOSED, answerCloseNotify(engine), length, 0);
        }
        return new SSLEngineResult(Status.OK, finishedOrStatus(engine), length, Math.max(0, produced));
    }

    /**
     * RFC 5246 section 7.2.1: the answer to close_notify is one's own, and nothing after it. In TLS 1.3 our direction stays
     * open, unless the property says otherwise.
     */
    private HandshakeStatus answerCloseNotify(Engine engine) {
        if (!connection.tls13() || JsseProperties.acknowledgeCloseNotify()) {
            engine.closeOutput();
        }
        return status();
    }

    /** Say FINISHED when the handshake is done and nothing of it is left to send: once. */
    private HandshakeStatus finishedOrStatus(Engine engine) {
        // By what the connection has published, not by the engine:
        // whoever is told FINISHED asks for session and protocol.
        if (!finishTold && connection.published() && !engine.hasOutput() && !engine.busy() && tellFinish()) {
            return HandshakeStatus.FINISHED;
        }
        return status();
    }

    /** Tell whether it is for the caller to say FINISHED. */
    private synchronized boolean tellFinish() {
        boolean first = !finishTold;
        finishTold = true;
        return first;
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return status();
    }

    private HandshakeStatus status() {
        var engine = connection.engine();
        if (engine == null) {
            return HandshakeStatus.NOT_HANDSHAKING;
        }
        if (connection.startDue()) {
            return HandshakeStatus.NEED_WRAP;
        }
        if (engine.hasOutput() && (!finishTold || ending(engine) || connection.tls13())) {
            return HandshakeStatus.NEED_WRAP;
        }
        if (ending(engine)) {
            return HandshakeStatus.NOT_HANDSHAKING;
        }
        if (engine.busy()) {
            return HandshakeStatus.NEED_TASK;
        }
        if (finishTold) {
            return HandshakeStatus.NOT_HANDSHAKING;
        }
        return engine.established() || inboundClosed ? HandshakeStatus.NEED_WRAP : HandshakeStatus.NEED_UNWRAP;
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        var engine = connection.engine();
        if (engine == null || connection.startDue()) {
            return null;
        }
        var task = engine.task();
        return task == null
                ? null
                : () -> {
                    task.run();
                    connection.update();
                };
    }

    @Override
    public void closeInbound() throws SSLException {
        var engine = connection.engine();
        boolean inOrder = isInboundDone() || engine == null;
        inboundClosed = true;
        if (engine == null) {
            return;
        }
        if (!inOrder) {
            var hint = "";
            if (engine.established()) {
                connection.truncated();
                engine.closeInput(); // The keys are of no more use.
            } else {
                hint = connection.unanswered();
                engine.close(); // Nobody can complete a handshake without hearing.
            }
            throw new SSLException("closing inbound before receiving peer's close_notify" + hint);
        }
    }

    @Override
    public boolean isInboundDone() {
        var engine = connection.engine();
        return inboundClosed || (engine != null && (engine.inputClosed() || engine.failure() != null));
    }

    @Override
    public void closeOutbound() {
        if (outboundClosed) {
            return;
        }
        outboundClosed = true;
        var engine = connection.engine();
        if (engine != null) {
            engine.closeOutput();
        }
    }

    @Override
    public boolean isOutboundDone() {
        var engine = connection.engine();
        return engine == null ? outboundClosed : ending(engine) && !engine.hasOutput();
    }

    private void requireMode() {
        if (!modeSet) {
            throw new IllegalStateException("Client/Server mode has not yet been set.");
        }
    }

    @Override
    public void setUseClientMode(boolean client) {
        if (connection.begun()) {
            throw new IllegalArgumentException("Cannot change mode after SSL traffic has started");
        }
        parameters().client(client);
        modeSet = true;
    }

    @Override
    public SSLSession getSession() {
        return connection.session();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return connection.handshakeSession();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return connection.applicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return connection.handshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(
            @Nullable BiFunction<SSLEngine, List<String>, String> protocolSelector) {
        selector = protocolSelector;
    }

    @Override
    public @Nullable BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return selector;
    }

    @Override
    public String toString() {
        return "SSLEngine[hostname=" + getPeerHost() + ", port=" + getPeerPort() + ", " + getSession() + "]";
    }
}
