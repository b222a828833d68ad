package dev.reprise.tls.jsse;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Observation;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A user's store of sessions behind a context's clients. What goes in is written by another thread, as nobody who unwraps a
 * record may wait for a disk, in the order in which it came; what comes out is asked for at once, after all that. Thread-safe.
 */
final class StoredSessions {
    private static final System.Logger LOG = System.getLogger("dev.reprise.tls.jsse");
    // A store that is stuck must not eat the memory: what is not written then costs full handshakes.
    private static final int MAX_WAITING = 1024;

    private final SessionStore store;
    /** Guarded by itself. */
    private final Deque<Change> waiting = new ArrayDeque<>();
    /** Held while the store changes, across its I/O. */
    private final ReentrantLock writing = new ReentrantLock();

    StoredSessions(SessionStore store) {
        this.store = store;
    }

    /** One change of the store. */
    @FunctionalInterface
    private interface Change {
        void make() throws IOException;
    }

    SessionStore store() {
        return store;
    }

    /** Hand out a session as the store does. */
    @Nullable
    Session take(Peer peer, Function<Session, Verdict> check) throws IOException {
        makeChanges();
        return store.take(peer, check);
    }

    /** Keep a session, which is copied. */
    void put(Peer peer, Session session) {
        var copy = session.copy();
        if (!later(() -> {
            try (copy) {
                store.put(peer, copy);
            }
        })) {
            copy.close();
        }
    }

    /** Drop a session. */
    void remove(Peer peer, Session session) {
        later(() -> store.remove(peer, session));
    }

    /** Drop a session that the server refused, and those of the peer received no later. */
    void forget(Peer peer, Session refused) {
        later(() -> store.forget(peer, refused));
    }

    /** Note what a connection showed of a peer's server. */
    void observe(Peer peer, Observation seen) {
        later(() -> store.observe(peer, seen));
    }

    private boolean later(Change change) {
        boolean first;
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING) {
                return false;
            }
            first = waiting.isEmpty();
            waiting.add(change);
        }
        if (first) {
            // No daemon: a program that ends now leaves its sessions to the next run, too.
            Thread.ofPlatform().name("reprise-jsse-sessions").daemon(false).start(this::makeChanges);
        }
        return true;
    }

    /** Make what changes wait, after those that are being made. */
    void makeChanges() {
        writing.lock();
        try {
            for (var change = next(); change != null; change = next()) {
                try {
                    change.make();
                } catch (IOException
                        | RuntimeException e) { // The store may be the user's, and never ends a connection.
                    LOG.log(Level.WARNING, "the session store failed", e);
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private @Nullable Change next() {
        synchronized (waiting) {
            return waiting.poll();
        }
    }
}
