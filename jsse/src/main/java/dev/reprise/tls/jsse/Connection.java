package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.resumption.Unanswered;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What an SSLEngine and an SSLSocket have in common: the protocol's engine from the beginning of the handshake on, the
 * sessions before, in and after it, and the failure that is to be told once. One thread may read and one write at the same
 * time; the questions are for any thread.
 */
final class Connection {
    private final ContextShared context;
    private final Parameters parameters;
    private final Asking asking;
    private final String plaintext;
    private @Nullable FirstConnection first;
    private @Nullable String peerHost;
    private int peerPort;
    private volatile SSLSession session;
    private volatile @Nullable Engine engine;
    private volatile @Nullable Handshake handshake;
    private volatile boolean startDue;
    private volatile @Nullable String applicationProtocol;
    /** Null until the handshake is done and all about it is published. */
    private volatile @Nullable ProtocolVersion version;

    private volatile @Nullable Peer peer;
    private volatile boolean truncated;
    private volatile boolean gotTicket;
    private volatile boolean failureTold;
    /** Under which number the tickets of this connection are kept, 0 while there are none. Guarded by this. */
    private int ticketsKept;

    /**
     * Make what has not begun yet.
     *
     * @param asking for whom managers are asked
     * @param plaintext what to say when the peer does not speak TLS
     */
    Connection(
            ContextShared context,
            Parameters parameters,
            Asking asking,
            @Nullable String peerHost,
            int peerPort,
            String plaintext) {
        this.context = context;
        this.parameters = parameters;
        this.asking = asking;
        this.plaintext = plaintext;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        session = new NullSession(peerHost, peerPort, context.now());
    }

    /** Say who the peer is, once it is known; before the handshake begins. */
    synchronized void peer(@Nullable String host, int port) {
        peerHost = host;
        peerPort = port;
        session = new NullSession(host, port, context.now());
    }

    /**
     * Let another connection, which has not begun, resume what this one leaves.
     *
     * @return whether there is anything to resume now
     */
    boolean offerOn(Connection other) {
        if (other.context.clientSessions() != context.clientSessions()) {
            throw new IllegalArgumentException("the other connection is not of the same SSLContext");
        }
        if (other.begun()) {
            throw new IllegalStateException("the handshake of the other connection has begun");
        }
        var known = peer;
        if (known == null || !context.clientSessions().has(known)) {
            return false;
        }
        var names = session instanceof TlsSession own ? own.getRequestedServerNames() : List.<SNIServerName>of();
        other.resume(new FirstConnection(known, names, session.getPeerHost(), session.getPeerPort()));
        return true;
    }

    /** Return for how long what this connection leaves is good, at the longest. */
    Duration remainingLife() {
        return session instanceof TlsSession own
                ? context.clientSessions().remainingLife(own.lineage())
                : Duration.ZERO;
    }

    private synchronized void resume(FirstConnection earlier) {
        if (engine != null) {
            throw new IllegalStateException("the handshake of the other connection has begun");
        }
        first = earlier;
    }

    synchronized @Nullable String peerHost() {
        return peerHost;
    }

    /** Make the protocol's engine by what is set now, or return the one that is there. */
    Engine begin() throws SSLException {
        var begun = engine;
        return begun == null ? beginNew() : begun;
    }

    private synchronized Engine beginNew() throws SSLException {
        var begun = engine;
        if (begun == null) {
            var next = new Handshake(context, parameters.copy(), asking, peerHost, peerPort, first);
            begun = next.engine();
            handshake = next;
            startDue = parameters.client();
            engine = begun;
        }
        return begun;
    }

    /** Make a client's ClientHello, if it is not made yet. */
    void start() {
        if (startDue) {
            startNow();
        }
    }

    private synchronized void startNow() {
        var begun = engine;
        if (startDue && begun != null) {
            var task = begun.task();
            if (task != null) {
                task.run();
            }
            startDue = false;
        }
    }

    /** Tell whether a client's ClientHello is still to be made. */
    boolean startDue() {
        return startDue;
    }

    /** Return the protocol's engine, null before the handshake has begun. */
    @Nullable
    Engine engine() {
        return engine;
    }

    boolean begun() {
        return engine != null;
    }

    /** Make the id of a session that the protocol gives none. */
    byte[] newSessionId() {
        return SessionIds.random(context.random());
    }

    /** Describe the connection as it is now, or null before the handshake is done. */
    @Nullable
    ConnectionInfo info() {
        var moved = engine;
        return moved == null || version == null ? null : moved.infoIfAny();
    }

    /** Tell whether the handshake is done, and session and application protocol are there. */
    boolean published() {
        return version != null;
    }

    /** Tell whether a server of TLS 1.3 may be about to send this client its first ticket, which is worth keeping. */
    boolean awaitsTickets() {
        return parameters.client() && tls13() && !gotTicket && peer != null;
    }

    /** Tell whether TLS 1.3 was negotiated. */
    boolean tls13() {
        return version == ProtocolVersion.TLS_1_3;
    }

    /**
     * Change keys, for a program that asks for another handshake.
     *
     * @throws SSLException when all is closed, and in TLS 1.2, where it would be a renegotiation
     */
    void renew(Engine established) throws SSLException {
        if (established.outputClosed() || established.failure() != null) {
            throw Failures.brokenOrClosed();
        }
        if (!tls13()) {
            throw new SSLHandshakeException("renegotiation is not supported: a TLS 1.2 connection has one handshake");
        }
        try {
            established.updateKeys(false);
        } catch (IllegalStateException e) { // Another thread has closed meanwhile.
            throw Failures.brokenOrClosed();
        }
    }

    /** Return the session: a null session until the handshake is done, and one object from then on. */
    SSLSession session() {
        return session;
    }

    @Nullable
    SSLSession handshakeSession() {
        var running = handshake;
        return running == null ? null : running.visibleSession();
    }

    /** Return the application protocol as soon as it is negotiated, and also when the handshake has failed after that. */
    @Nullable
    String applicationProtocol() {
        var running = handshake;
        return applicationProtocol == null && running != null ? running.applicationProtocol() : applicationProtocol;
    }

    @Nullable
    String handshakeApplicationProtocol() {
        var running = handshake;
        return running == null ? null : running.applicationProtocol();
    }

    /** Derive keying material, as {@link dev.reprise.tls.TlsEngine#exportKeyingMaterial} does. */
    byte[] export(String label, byte @Nullable [] exporterContext, int length) {
        var moved = engine;
        if (moved == null) {
            throw new IllegalStateException("the handshake is not done");
        }
        try (var material = moved.export(label, exporterContext, length)) {
            return material.toArray();
        }
    }

    /** Take note that the peer's data has ended without close_notify. */
    void truncated() {
        truncated = true;
    }

    /** Tell whether the peer's data has ended without close_notify, so that nobody knows whether it was whole. */
    boolean endedWithoutCloseNotify() {
        return truncated;
    }

    /** Throw the failure that nobody has been told yet: that of a task. */
    void throwFailure() throws SSLException {
        var moved = engine;
        var failure = moved == null ? null : moved.failure();
        if (failure != null && !failureTold && tellFailure()) {
            update();
            throw translate(failure);
        }
    }

    /** Tell whether it is for the caller to throw the failure, as nobody has been told yet. */
    private synchronized boolean tellFailure() {
        boolean first = !failureTold;
        failureTold = true;
        return first;
    }

    /** Take note of a failure that is being told, and say it in JSSE's words. */
    SSLException failure(TlsException thrown) {
        failureTold = true;
        update();
        return translate(thrown);
    }

    private SSLException translate(TlsException thrown) {
        var moved = engine;
        return Failures.of(thrown, published(), plaintext, moved == null ? "" : moved.hint(thrown));
    }

    /**
     * Take note of what has happened in the engine: to be called after whatever may have moved it. Until the handshake is done
     * this waits for another thread that is at it: the event may be taken there, and the session not be there yet.
     */
    void update() {
        var moved = engine;
        if (moved == null) {
            return;
        }
        if (!published()) {
            takeAll(moved);
            return;
        }
        var events = moved.takeEvents();
        if (!events.isEmpty()) {
            take(events, moved);
        }
    }

    private synchronized void takeAll(Engine moved) {
        // A state tells that the handshake is done before the engine
        // has left that state, and only then can it be asked.
        if (moved.established() || moved.failure() != null) {
            take(moved.takeEvents(), moved);
        }
    }

    private synchronized void take(List<Event> events, Engine moved) {
        for (var event : events) {
            switch (event) {
                case Event.Established done -> establish(done, moved);
                case Event.TicketReceived ticket -> keep(ticket);
                case Event.SessionRefused refused -> forgetOffered();
                case Event.Failed failed -> fail(failed.reason(), moved);
                default -> {}
            }
        }
    }

    private void establish(Event.Established done, Engine moved) {
        var running = handshake;
        if (running == null) {
            return;
        }
        var own = running.established(done, moved);
        own.connection(this);
        applicationProtocol = done.alpn() == null ? "" : AlpnNames.ofJsse(done.alpn());
        peer = running.peerKnown() ? running.peer() : null;
        session = own;
        version = done.version();
        handshake = null;
        var info = JsseProperties.debug() ? moved.infoIfAny() : null;
        if (info != null) {
            HandshakeLog.done(parameters.client(), peerHost, peerPort, info);
        }
    }

    private void keep(Event.TicketReceived event) {
        gotTicket = true;
        try (var ticket = event.session()) {
            var known = peer;
            if (known != null && session instanceof TlsSession own && own.isValid()) {
                if (ticketsKept == 0) {
                    ticketsKept = context.clientSessions().newOrigin();
                }
                context.clientSessions().put(own, ticket, known, ticketsKept);
            }
        }
    }

    private void forgetOffered() {
        var running = handshake;
        if (running != null) {
            running.sessionRefused();
        }
    }

    /**
     * Take account of a connection that ended before its handshake was done, by no alert that says why.
     *
     * @return what to append to what is said of the end; empty when no session may be to blame
     */
    synchronized String unanswered() {
        var moved = engine;
        var hint = moved != null && moved.sessionUnanswered() ? Unanswered.HINT : "";
        var running = handshake;
        if (running == null || published()) {
            return hint;
        }
        endHandshake(); // What is told more than once counts once.
        running.unanswered();
        return hint;
    }

    private void endHandshake() {
        applicationProtocol = applicationProtocol();
        handshake = null;
    }

    /**
     * RFC 5246 section 7.2.2: a session must not be resumed after a fatal alert; RFC 9846 section 6: nor should the tickets of
     * the connection. An end without close_notify is no alert, and closing is none that is fatal.
     */
    private void fail(TlsException reason, Engine moved) {
        if (!published() && JsseProperties.debug()) {
            HandshakeLog.failed(parameters.client(), peerHost, peerPort, reason);
        }
        boolean unanswered = !published() && (moved.unanswered() || reason instanceof TruncatedException);
        if (unanswered) {
            unanswered();
        } else if (Failures.byFatalAlert(reason)) {
            forgetOffered();
            if (ticketsKept != 0) {
                context.clientSessions().forget(ticketsKept);
            }
            if (session instanceof TlsSession own) {
                own.fail();
            }
        }
        endHandshake();
    }
}
