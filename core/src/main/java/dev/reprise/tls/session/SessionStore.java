package dev.reprise.tls.session;

import java.io.IOException;
import java.util.function.Function;
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

    /**
     * Hand out the newest session of {@code peer} that {@code check} wants to offer. A single-use session (TLS 1.3) is
     * gone from the store, durably, before this returns; another (TLS 1.2) stays. Sessions the check drops are removed.
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
     * Drop a session that the server refused or over which a handshake failed, and those of the peer received no later: they
     * came from the same keys.
     */
    void forget(Peer peer, Session refused) throws IOException;
}
