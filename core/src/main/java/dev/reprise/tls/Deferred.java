package dev.reprise.tls;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.internal.handshake.Event;
import dev.reprise.tls.internal.net.TransportFailure;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.resumption.Unanswered;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has to tell others, in the order in which it happened: the session store, the listener and the log. May
 * do I/O and call the user's code, so a shell runs it apart from the handshake, in one thread at a time. Thread-safe.
 */
final class Deferred {
    private final Engine engine;
    private final SessionSink sink;
    private final Announcer announcer;
    private @Nullable Thread running;
    private List<Event> taken = List.of();
    private int told;
    private boolean fetched;

    Deferred(Engine engine, SessionSink sink, Announcer announcer) {
        this.engine = engine;
        this.sink = sink;
        this.announcer = announcer;
    }

    /** Hand out what is due; null when nothing is, or when it has been handed out and not begun yet. */
    synchronized @Nullable Runnable fetch() {
        if (fetched || !due()) {
            return null;
        }
        fetched = true;
        return this::runFetched;
    }

    private void runFetched() {
        synchronized (this) {
            fetched = false;
        }
        run();
    }

    /** Do what is due; when another thread is at it, that one does this, too. */
    void run() {
        boolean within = runsHere(); // Called by the user's code that this thread calls.
        while (due() && begin()) {
            try {
                for (var event = next(); event != null; event = next()) {
                    tell(event);
                }
            } finally {
                if (!within) {
                    end();
                }
            }
        }
    }

    private synchronized boolean runsHere() {
        return running == Thread.currentThread();
    }

    private synchronized boolean begin() {
        if (running != null && running != Thread.currentThread()) {
            return false;
        }
        running = Thread.currentThread();
        return true;
    }

    private synchronized void end() {
        running = null;
        notifyAll();
    }

    /** Wait until another thread that is at it has done what it took, but not for longer than this. */
    synchronized void await(Duration limit) {
        long begun = System.nanoTime();
        try {
            while (running != null && running != Thread.currentThread()) {
                long left = limit.toNanos() - (System.nanoTime() - begun);
                if (left <= 0) {
                    return;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean due() {
        if (told == taken.size()) {
            taken = engine.takeEvents();
            told = 0;
        }
        return told < taken.size();
    }

    private synchronized @Nullable Event next() {
        return due() ? taken.get(told++) : null;
    }

    /** Take the sessions that came right after one: a store may be slow for each call, and no faster for one session. */
    private synchronized List<Session> withCompanions(Session first) {
        var sessions = new ArrayList<Session>(4);
        sessions.add(first);
        while (due() && taken.get(told) instanceof Event.TicketReceived received) {
            sessions.add(received.session());
            told++;
        }
        return sessions;
    }

    /** Take account of a transport that failed in the handshake; answer what to throw, which says what that may mean. */
    IOException transportFailed(IOException failure) {
        run(); // The choice of the session comes first.
        boolean unanswered = engine.sessionUnanswered();
        if (!engine.established()) {
            attempt(sink::unanswered);
        }
        return unanswered ? TransportFailure.with(failure, Unanswered.HINT) : failure;
    }

    private void tell(Event event) {
        switch (event) {
            case Event.SessionChosen chosen -> {
                if (chosen.session() != null) {
                    sink.offered(chosen.session());
                } else if (chosen.notOffered() == NotOffered.IN_DOUBT) {
                    sink.inDoubt();
                }
                if (chosen.storeFailure() != null) {
                    announcer.storeFailed(chosen.storeFailure());
                }
            }
            case Event.SessionRefused refused -> attempt(sink::refused);
            case Event.TicketReceived received -> {
                var sessions = withCompanions(received.session());
                attempt(() -> {
                    sink.tickets(sessions);
                    sessions.forEach(session -> announcer.sessionStored(session.expires()));
                });
            }
            case Event.Established done -> attempt(sink::established);
            case Event.Failed failed -> {
                boolean established = engine.infoIfAny() != null;
                if (!established && (engine.unanswered() || failed.reason() instanceof TruncatedException)) {
                    attempt(sink::unanswered);
                } else if (fatal(failed.reason())) {
                    attempt(() -> sink.failed(established));
                }
            }
            default -> {}
        }
        if (announcer.attentive()) {
            announcer.announce(event, engine.infoIfAny());
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

    private interface StoreCall {
        void run() throws IOException;
    }

    /** Call the user's store; each call for itself, as one that fails must not cost the next ticket. */
    private void attempt(StoreCall call) {
        try {
            call.run();
        } catch (IOException | RuntimeException e) {
            var failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            engine.storeFailure(failure);
            announcer.storeFailed(failure);
        }
    }
}
