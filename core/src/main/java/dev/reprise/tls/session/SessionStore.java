package dev.reprise.tls.session;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keep a client's sessions by peer. Implementations are thread-safe. A store that fails never ends a connection: its
 * exception is told in ConnectionInfo and the handshake goes on in full.
 */
public interface SessionStore {
    /** What a check says of a stored session. */
    enum Verdict {
        /** Offer this one. */
        OFFER,
        /** Not now, but keep it. */
        KEEP,
        /** Useless for good: drop it. */
        DROP
    }

    /** What a connection showed of the server, where its sessions may be to blame. */
    enum Observation {
        /** It offered a session and ended before the server had answered: the server chokes on sessions, or is down. */
        UNANSWERED_WITH_SESSION,
        /** It offered none, as they were in doubt, and ended in the same way: the server is down. */
        UNANSWERED_WITHOUT_SESSION,
        /** It offered none, as they were in doubt, and its handshake was done. */
        ESTABLISHED_WITHOUT_SESSION
    }

    /**
     * Hand out the newest session of {@code peer} that {@code check} wants to offer. A single-use session (TLS 1.3) is
     * gone from the store, durably, before this returns; another (TLS 1.2) stays. Sessions the check drops are removed;
     * those in doubt ({@link #observe}) are passed over.
     *
     * @param check called with the peer's sessions, newest first, until it says OFFER; it must not keep the session
     * @return the session, which the caller owns and closes, or null when there is none
     * @throws IOException when the store cannot be read, a single-use session cannot be removed, or, where none is handed
     *     out, those the check dropped cannot
     */
    @Nullable
    Session take(Peer peer, Function<Session, Verdict> check) throws IOException;

    /**
     * Tell whether there are sessions of the same peer that were made under another certificate of ours, or without one;
     * they are never handed out for this one. Only asked for the sake of information, when {@link #take} found nothing.
     *
     * @throws IOException when the store cannot be read
     */
    default boolean hasOtherIdentity(Peer peer) throws IOException {
        return false;
    }

    /** Keep a copy of a session; at most the eight newest per peer stay. */
    void put(Peer peer, Session session) throws IOException;

    /**
     * Keep copies of sessions that came together, the last one as the newest.
     *
     * @implSpec keeps each as {@link #put(Peer, Session)} does, the others also where one cannot be kept
     */
    default void put(Peer peer, List<Session> sessions) throws IOException {
        IOException failure = null;
        for (var session : sessions) {
            try {
                put(peer, session);
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Drop a session that the server refused or over which a handshake failed, and those of the peer received no later: they
     * came from the same keys.
     */
    void forget(Peer peer, Session refused) throws IOException;

    /** Drop one session of a peer, if it is there. */
    default void remove(Peer peer, Session unwanted) throws IOException {
        remove(peer, unwanted::equals);
    }

    /** Drop the sessions of a peer that answer to a description, in doubt or not. The description must not keep any. */
    default void remove(Peer peer, Predicate<Session> unwanted) throws IOException {
        var none = take(peer, session -> unwanted.test(session) ? Verdict.DROP : Verdict.KEEP);
        if (none != null) {
            none.close(); // A store that hands out what nobody wanted.
        }
    }

    /**
     * Note what a connection showed of a peer's server. After UNANSWERED_WITH_SESSION all sessions of the peer are in doubt,
     * and {@link #take} passes over them, so that the next connection goes without. If that is established, those in doubt
     * are dropped: the server chokes on them. If it ends unanswered, too, they are not to blame; they go on waiting until a
     * connection is established, and are good again. Sessions put meanwhile are not in doubt. A store that ignores this
     * costs a connection for each session when a server chokes on them.
     */
    default void observe(Peer peer, Observation seen) throws IOException {}

    /** Tell whether sessions of the peer are in doubt; asked when {@link #take} found nothing. */
    default boolean inDoubt(Peer peer) throws IOException {
        return false;
    }
}
