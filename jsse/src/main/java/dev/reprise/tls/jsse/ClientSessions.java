package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.Counters;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore.Observation;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.Clocks;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * A client's sessions in memory: one entry for each ticket, so that as many connections to a server resume at a time as it
 * gave tickets. Bounded by number, in all and per peer, and by age, each exactly: what is over is not there. The least
 * recently used goes first. Thread-safe.
 */
final class ClientSessions implements SSLSessionContext {
    private static final long NANOS = 1_000_000_000L;

    private final Clocks clocks;
    private final SecureRandom random;
    private final int maxPerPeer;
    private final Counters counters;
    /** Where the sessions are, of which here are only the views then; null when they are here. */
    private final @Nullable StoredSessions stored;
    /** From least to most recently used. Guarded by this, as is all below. */
    private final Map<Bytes, Kept> byId = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Peer, Deque<Kept>> byPeer = new HashMap<>();
    private int timeoutSeconds;
    private int cacheSize;
    private int origins;

    /**
     * A session kept.
     *
     * @param view what programs see of it
     * @param session what resumes it; owned by the cache
     * @param peer whose it is
     * @param id the view's id
     * @param origin the number of the connection that received it; 0 when that was in another run
     * @param since when it was received, in monotonic nanoseconds
     * @param life how long it is good for by what the server said, in nanoseconds
     */
    record Kept(TlsSession view, Session session, Peer peer, Bytes id, int origin, long since, long life) {}

    /**
     * Make an empty cache.
     *
     * @param stored a store that outlives the context, or null
     * @param counters counts the connections of the context's clients
     */
    ClientSessions(
            Clocks clocks,
            SecureRandom random,
            int timeoutSeconds,
            int cacheSize,
            int maxPerPeer,
            @Nullable StoredSessions stored,
            Counters counters) {
        this.stored = stored;
        this.counters = counters;
        this.clocks = clocks;
        this.random = random;
        this.timeoutSeconds = timeoutSeconds;
        this.cacheSize = cacheSize;
        this.maxPerPeer = maxPerPeer;
    }

    /** Return what counts the connections of the context's clients. */
    Counters counters() {
        return counters;
    }

    /** Number a connection, so that its tickets can be told from others'. */
    synchronized int newOrigin() {
        return ++origins;
    }

    /**
     * Keep a session that a connection got a ticket for, unless it is over already; it is copied.
     *
     * @param connection the connection's session, of which the one kept is a child
     * @param origin the connection's number
     */
    void put(TlsSession connection, Session session, Peer peer, int origin) {
        long left = session.expires().getEpochSecond() - clocks.wall().instant().getEpochSecond();
        if (left <= 0) {
            return;
        }
        // TLS 1.2 has one id for all of a session; of TLS 1.3, where each ticket is good once, each has its own.
        var id = session.singleUse() ? SessionIds.random(random) : connection.getId();
        var same = keep(new Kept(
                connection.child(id),
                session.copy(),
                peer,
                Bytes.wrap(id),
                origin,
                clocks.nanoTime().getAsLong(),
                Math.min(left, Integer.MAX_VALUE) * NANOS));
        if (stored != null) {
            if (same != null) {
                stored.remove(peer, same.session); // The server has renewed the ticket.
            }
            stored.put(peer, session);
        }
    }

    /** Keep a session; answers the one that it replaces. */
    private synchronized @Nullable Kept keep(Kept kept) {
        var same = byId.get(kept.id);
        if (same != null) {
            drop(same);
        }
        byId.put(kept.id, kept);
        var peers = byPeer.computeIfAbsent(kept.peer, unknown -> new ArrayDeque<>(2));
        peers.addFirst(kept);
        if (peers.size() > maxPerPeer) {
            drop(peers.getLast());
        }
        shrink();
        return same;
    }

    /** Tell whether sessions outlive the context, in a store. */
    boolean stored() {
        return stored != null;
    }

    /** Tell whether there are sessions of the same peer that belong to another certificate of ours. */
    boolean hasOtherIdentity(Peer peer) throws IOException {
        return stored != null && stored.store().hasOtherIdentity(peer);
    }

    /** Tell whether the peer's sessions are passed over, as a server ended a connection that offered one. */
    boolean inDoubt(Peer peer) throws IOException {
        return stored != null && stored.store().inDoubt(peer);
    }

    /** Tell the store, if there is one, what a connection showed of a server whose sessions may be to blame. */
    void observe(Peer peer, Observation seen) {
        if (stored != null) {
            stored.observe(peer, seen);
        }
    }

    /** Drop a session of the store over which a connection ended unanswered: it is spent, whether it was to blame or not. */
    void spend(Kept offered) {
        dropIf(kept -> kept.id.equals(offered.id));
        if (stored != null) {
            stored.remove(offered.peer, offered.session);
        }
    }

    /**
     * Hand out the newest session of a peer that passes, the caller's to close: one of TLS 1.3 is gone from here, one of TLS
     * 1.2 stays and is copied.
     *
     * @throws IOException when a store cannot be read or changed
     */
    @Nullable
    Kept take(Peer peer, Function<Session, Verdict> check) throws IOException {
        if (stored == null) {
            return takeKept(peer, kept -> check.apply(kept.session) == Verdict.OFFER);
        }
        var session = stored.take(peer, check);
        if (session == null) {
            return null;
        }
        var known = takeKept(peer, kept -> kept.session.equals(session));
        if (known != null) {
            known.session.close();
        }
        var view = known == null ? TlsSession.ofStored(this, session, peer, SessionIds.random(random)) : known.view;
        long now = clocks.nanoTime().getAsLong();
        long left = session.expires().getEpochSecond() - clocks.wall().instant().getEpochSecond();
        var taken = new Kept(
                view, session, peer, Bytes.wrap(view.getId()), 0, now, Math.min(left, Integer.MAX_VALUE) * NANOS);
        if (known == null && !session.singleUse()) {
            // From another run: from here on it is one of this run's,
            // under its id, and goes when its ticket is renewed.
            keep(new Kept(view, session.copy(), peer, taken.id, 0, now, taken.life));
        }
        return taken;
    }

    private synchronized @Nullable Kept takeKept(Peer peer, Predicate<Kept> passes) {
        var sessions = byPeer.get(peer);
        if (sessions == null) {
            return null;
        }
        for (var kept : List.copyOf(sessions)) {
            if (over(kept)) {
                drop(kept);
            } else if (passes.test(kept)) {
                var copy = new Kept(kept.view, kept.session.copy(), peer, kept.id, kept.origin, kept.since, kept.life);
                if (kept.session.singleUse()) {
                    drop(kept);
                } else {
                    byId.get(kept.id); // Counts as a use.
                }
                return copy;
            }
        }
        return null;
    }

    /** Tell whether there is a session of a peer. */
    synchronized boolean has(Peer peer) {
        dropOver();
        return byPeer.containsKey(peer);
    }

    /** Return how long what descends from a full handshake is good for, at the longest; zero when nothing is left of it. */
    synchronized Duration remainingLife(Lineage lineage) {
        dropOver();
        long longest = 0;
        for (var kept : byId.values()) {
            if (kept.view.lineage().equals(lineage)) {
                longest = Math.max(longest, left(kept));
            }
        }
        return Duration.ofNanos(longest);
    }

    /** Drop what descends from a full handshake. */
    void forget(Lineage lineage) {
        forgetIf(kept -> kept.view.lineage().equals(lineage));
    }

    /** Drop a session that a server refused, and those of the peer that were received no later: they have the same keys. */
    void forgetRefused(Kept refused) {
        dropIf(kept -> kept.peer.equals(refused.peer) && kept.since - refused.since <= 0);
        if (stored != null) {
            stored.forget(refused.peer, refused.session);
        }
    }

    /** Drop the tickets of one connection. */
    void forget(int origin) {
        forgetIf(kept -> kept.origin == origin);
    }

    private void forgetIf(Predicate<Kept> useless) {
        var dropped = dropIf(useless);
        if (stored != null) {
            dropped.forEach(kept -> stored.remove(kept.peer, kept.session));
        }
    }

    private synchronized List<Kept> dropIf(Predicate<Kept> useless) {
        var dropped = new ArrayList<Kept>();
        for (var kept : List.copyOf(byId.values())) {
            if (useless.test(kept)) {
                drop(kept);
                dropped.add(kept);
            }
        }
        return dropped;
    }

    private void drop(Kept kept) {
        byId.remove(kept.id);
        var sessions = byPeer.get(kept.peer);
        if (sessions != null) {
            sessions.remove(kept);
            if (sessions.isEmpty()) {
                byPeer.remove(kept.peer);
            }
        }
        kept.session.close();
    }

    private void shrink() {
        while (cacheSize > 0 && byId.size() > cacheSize) {
            drop(byId.values().iterator().next());
        }
    }

    private boolean over(Kept kept) {
        return left(kept) <= 0;
    }

    /** Return for how many nanoseconds a session is good yet. */
    private long left(Kept kept) {
        long life = timeoutSeconds > 0 ? Math.min(kept.life, timeoutSeconds * NANOS) : kept.life;
        return life - (clocks.nanoTime().getAsLong() - kept.since);
    }

    private void dropOver() {
        dropIf(this::over);
    }

    @Override
    public synchronized @Nullable SSLSession getSession(byte[] sessionId) {
        Objects.requireNonNull(sessionId, "session id cannot be null");
        var kept = byId.get(Bytes.copyOf(sessionId));
        if (kept != null && over(kept)) {
            drop(kept);
            return null;
        }
        return kept == null ? null : kept.view;
    }

    @Override
    public synchronized Enumeration<byte[]> getIds() {
        dropOver();
        var ids = new ArrayList<byte[]>(byId.size());
        for (var id : byId.keySet()) {
            ids.add(id.toArray());
        }
        return Collections.enumeration(ids);
    }

    @Override
    public synchronized void setSessionTimeout(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException(
                    "a session timeout of " + seconds + " s; legal are 0, for none, and more");
        }
        timeoutSeconds = seconds;
    }

    @Override
    public synchronized int getSessionTimeout() {
        return timeoutSeconds;
    }

    @Override
    public synchronized void setSessionCacheSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("a session cache for " + size + "; legal are 0, for no limit, and more");
        }
        cacheSize = size;
        shrink();
    }

    @Override
    public synchronized int getSessionCacheSize() {
        return cacheSize;
    }
}
