package dev.reprise.tls.internal.engine;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.handshake.Output;
import dev.reprise.tls.internal.keys.DirectionKeys;
import dev.reprise.tls.internal.keys.Exporter;
import dev.reprise.tls.internal.keys.TrafficSecret;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What states speak through: messages and keys go to the halves, events wait here for the shell. Called by whoever runs
 * a state; the events are taken by any thread.
 */
final class StateOutput implements Output {
    private final ReadHalf read;
    private final WriteHalf write;
    private final int maxTickets;
    private int tickets;
    private @Nullable List<Session> sessions;
    private boolean refused;
    private boolean watchful;
    private boolean fatalAlert;
    private boolean attentive;
    private @Nullable List<Event> news;
    private @Nullable Exporter exporter;
    private boolean wiped;
    private volatile boolean waiting;
    private volatile Event.@Nullable Established established;

    StateOutput(ReadHalf read, WriteHalf write, int maxTickets) {
        this.read = read;
        this.write = write;
        this.maxTickets = maxTickets;
    }

    @Override
    public Bytes send(HandshakeMessage message) {
        return send(HandshakeMessage.encode(message));
    }

    @Override
    public Bytes send(Bytes encodedMessage) {
        write.add(encodedMessage);
        return encodedMessage;
    }

    @Override
    public void sendChangeCipherSpec() {
        try {
            write.changeCipherSpec();
        } catch (ProtocolException e) {
            throw new UncheckedIOException(e); // The engine unwraps it: only sealing can fail here, never the peer.
        }
    }

    @Override
    public void installReadKeys(TrafficSecret secret, CipherSuite suite) throws ProtocolException {
        read.install(secret, suite);
    }

    @Override
    public void installWriteKeys(TrafficSecret secret, CipherSuite suite) {
        try {
            write.install(secret, suite);
        } catch (ProtocolException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void installReadKeys(DirectionKeys keys, CipherSuite suite) throws ProtocolException {
        read.install(keys, suite);
    }

    @Override
    public void installWriteKeys(DirectionKeys keys, CipherSuite suite) {
        try {
            write.install(keys, suite);
        } catch (ProtocolException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void limitRecords(int maxContent) {
        write.limit(maxContent);
    }

    @Override
    public void refuseRenegotiation() {
        write.oweRenegotiationRefusal();
    }

    @Override
    public void updateReadKeys() throws ProtocolException {
        read.update();
        report(new Event.KeysUpdated(true));
    }

    @Override
    public void answerKeyUpdate() {
        write.oweKeyUpdate();
    }

    @Override
    public void skipEarlyData(int maxBytes) {
        read.skipEarlyData(maxBytes);
    }

    @Override
    public synchronized void installExporter(Exporter next) {
        if (wiped) {
            next.close(); // Closed while the task ran that made it.
            return;
        }
        exporter = next;
    }

    /** Export keying material; the caller closes it. */
    synchronized Secret export(String label, byte @Nullable [] context, int length) {
        if (exporter == null) {
            throw new IllegalStateException(
                    wiped ? "the connection is closed" : "keying material cannot be exported from this connection");
        }
        return exporter.export(label, context, length);
    }

    /** Wipe what exports. */
    synchronized void wipe() {
        wiped = true;
        if (exporter != null) {
            exporter.close();
            exporter = null;
        }
    }

    @Override
    public synchronized void report(Event event) { // Never blocks, so it pins no carrier thread for long.
        if (wiped && !(event instanceof Event.Failed)) {
            if (event instanceof Event.TicketReceived received) {
                received.session().close();
            }
            return; // Closed while the task ran that tells it.
        }
        switch (event) {
            case Event.Established done -> {
                established = done;
                keep(event);
            }
            case Event.TicketReceived received -> {
                if (tickets == maxTickets) {
                    received.session().close();
                    return;
                }
                tickets++;
                if (sessions == null) {
                    sessions = new ArrayList<>(2);
                }
                sessions.add(received.session());
                waiting = true;
            }
            case Event.SessionRefused ignored -> {
                refused = true;
                waiting = true;
            }
            case Event.TicketIssued ignored -> keep(event);
            case Event.TicketWithheld ignored -> keep(event);
            case Event.KeysUpdated ignored -> keep(event);
            case Event.Failed failed -> {
                if (watchful && fatal(failed.reason())) {
                    fatalAlert = true;
                    waiting = true;
                }
                keep(event);
            }
        }
    }

    /** An end without close_notify is no alert, and these two are warnings (RFC 5246 sections 7.2.1 and 7.2.2). */
    private static boolean fatal(TlsException reason) {
        int code = switch (reason) {
            case ProtocolException ours -> ours.alert().code();
            case PeerAlertException theirs -> theirs.code();
            case TruncatedException ignored -> AlertDescription.CLOSE_NOTIFY.code();
        };
        return code != AlertDescription.CLOSE_NOTIFY.code() && code != AlertDescription.USER_CANCELED.code();
    }

    private void keep(Event event) {
        if (attentive) {
            if (news == null) {
                news = new ArrayList<>(2);
            }
            news.add(event);
            waiting = true;
        }
    }

    /** Keep from now on what a listener wants to hear. */
    synchronized void listen() {
        attentive = true;
    }

    /** Take what a listener wants to hear, in the order in which it happened. */
    synchronized List<Event> takeNews() {
        var taken = news;
        news = null;
        waiting = anythingLeft();
        return taken == null ? List.of() : taken;
    }

    /** Return what the states reported when the handshake was done, or null before. */
    Event.@Nullable Established established() {
        return established;
    }

    /** Tell whether the shell has something to store or forget. */
    boolean waiting() {
        return waiting;
    }

    /** Take the sessions received since the last call. */
    synchronized List<Session> takeSessions() {
        var taken = sessions;
        sessions = null;
        waiting = anythingLeft();
        return taken == null ? List.of() : taken;
    }

    /** Take the news that the session offered was refused. */
    synchronized boolean takeRefused() {
        boolean taken = refused;
        refused = false;
        waiting = anythingLeft();
        return taken;
    }

    /** Tell the shell when a fatal alert ends the connection. */
    synchronized void watchForFatalAlert() {
        watchful = true;
    }

    /** Take the news that a fatal alert has ended the connection. */
    synchronized boolean takeFatalAlert() {
        boolean taken = fatalAlert;
        fatalAlert = false;
        waiting = anythingLeft();
        return taken;
    }

    private boolean anythingLeft() {
        return refused || fatalAlert || sessions != null || news != null;
    }

    /** Wipe the sessions that nobody took. */
    synchronized void close() {
        if (sessions != null) {
            for (var session : sessions) {
                session.close();
            }
        }
        sessions = null;
        waiting = anythingLeft();
    }
}
