package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.resumption.SessionOffer.Choice;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.UncheckedIOException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in memory the sessions that one connection got, and those it led to, for connections that resume it or fail. None
 * of them ever goes on without a session, so nothing would be learned by holding sessions back: they are never in doubt, and
 * a server that refuses one loses that one alone. Thread-safe.
 */
public final class LinkedSessions implements SessionStore {
    private final SessionCache sessions;
    /** Guarded by this, as is every change. */
    private boolean closed;

    /** Make a place for the sessions of one connection. */
    public LinkedSessions(Clocks clocks) {
        sessions = new SessionCache(1, clocks);
    }

    /**
     * Make sure that there is a session to offer, without taking one.
     *
     * @throws ProtocolException SESSION_REQUIRED when there is none, with the reason
     */
    public void require(OfferRules rules, Peer peer, String serverName) throws ProtocolException {
        var obstacle = SessionOffer.look(rules, this, peer, serverName);
        if (obstacle != null) {
            throw none(obstacle);
        }
    }

    /**
     * Choose the session to offer as {@link SessionOffer#choose} does.
     *
     * @throws UncheckedIOException of {@link #require}'s exception when there is none: of two connections that required the
     *     last one, one finds it gone
     */
    public Choice choose(OfferRules rules, Peer peer, String serverName) {
        var choice = SessionOffer.choose(rules, this, peer, serverName);
        if (choice.notOffered() != null) {
            throw new UncheckedIOException(none(choice.notOffered()));
        }
        return choice;
    }

    private static ProtocolException none(NotOffered why) {
        return new ProtocolException(
                Reason.SESSION_REQUIRED,
                "this connection must resume a session of the first one, and of those that are left none can be offered: "
                        + why);
    }

    @Override
    public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
        return sessions.take(peer, check);
    }

    @Override
    public synchronized void put(Peer peer, Session session) {
        if (!closed) {
            sessions.put(peer, session);
        }
    }

    @Override
    public void forget(Peer peer, Session refused) {
        sessions.remove(peer, refused);
    }

    @Override
    public void remove(Peer peer, Predicate<Session> unwanted) {
        sessions.remove(peer, unwanted);
    }

    /** Wipe all sessions of a peer, and keep none from now on. */
    public synchronized void close(Peer peer) {
        closed = true;
        sessions.remove(peer, session -> true);
    }
}
