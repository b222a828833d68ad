package dev.reprise.tls.session;

import dev.reprise.tls.spec.Clocks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client's sessions in memory: at most 8 per peer, for at most so many peers, of which the least recently used
 * goes first. Nothing leaves it for other reasons than use, age, refusal and these bounds. Thread-safe.
 */
public final class SessionCache implements SessionStore {
    private static final int MAX_PER_PEER = 8;
    private static final int DEFAULT_MAX_PEERS = 1_024;

    private final int maxPeers;
    private final Clocks clocks;
    /** From least to most recently used; per peer newest first. Guarded by this. */
    private final Map<Peer, List<Kept>> peers = new LinkedHashMap<>(16, 0.75f, true);

    /** The wall clock may be set back; the deadline in monotonic time may not. */
    private record Kept(Session session, long deadlineNanos) {}

    /** Make a cache for 1,024 peers. */
    public SessionCache() {
        this(DEFAULT_MAX_PEERS, Clocks.system());
    }

    /** Make a cache for some number of peers, at least 1. */
    public SessionCache(int maxPeers, Clocks clocks) {
        if (maxPeers < 1) {
            throw new IllegalArgumentException("a cache for " + maxPeers + " peers, at least 1 is legal");
        }
        this.maxPeers = maxPeers;
        this.clocks = clocks;
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code check} runs without any lock held.
     */
    @Override
    public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
        // Copies, as another thread may evict and wipe the originals while they are checked.
        var left = new ArrayDeque<>(copies(peer));
        try {
            while (!left.isEmpty()) {
                var session = left.element();
                if (offered(peer, session, check.apply(session))) {
                    return left.remove();
                }
                left.remove().close();
            }
            return null;
        } finally {
            left.forEach(Session::close);
        }
    }

    private boolean offered(Peer peer, Session session, Verdict verdict) {
        return switch (verdict) {
            // A single-use session is ours once we removed it; if another thread was faster, the next may do.
            case OFFER -> !session.singleUse() || remove(peer, session);
            case KEEP -> false;
            case DROP -> {
                remove(peer, session);
                yield false;
            }
        };
    }

    private synchronized List<Session> copies(Peer peer) {
        var copies = new ArrayList<Session>();
        var kept = peers.get(peer);
        if (kept != null) {
            long now = clocks.nanoTime().getAsLong();
            for (Iterator<Kept> i = kept.iterator(); i.hasNext(); ) {
                var candidate = i.next();
                if (now - candidate.deadlineNanos >= 0) {
                    i.remove();
                    candidate.session.close();
                } else {
                    copies.add(candidate.session.copy());
                }
            }
            removeIfEmpty(peer, kept);
        }
        return copies;
    }

    private synchronized boolean remove(Peer peer, Session session) {
        var kept = peers.get(peer);
        if (kept == null) {
            return false;
        }
        boolean had = kept.removeIf(candidate -> candidate.session.equals(session) && closed(candidate));
        removeIfEmpty(peer, kept);
        return had;
    }

    private static boolean closed(Kept candidate) {
        candidate.session.close();
        return true;
    }

    private void removeIfEmpty(Peer peer, List<Kept> kept) {
        if (kept.isEmpty()) {
            peers.remove(peer);
        }
    }

    @Override
    public synchronized boolean hasOtherIdentity(Peer peer) {
        for (var known : peers.keySet()) {
            if (peer.sameButIdentity(known)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void put(Peer peer, Session session) {
        var left = Duration.between(clocks.wall().instant(), session.expires());
        if (!left.isPositive()) {
            return; // RFC 9846 section 4.7.1: a ticket of lifetime zero is discarded at once
        }
        var kept = new Kept(session.copy(), clocks.nanoTime().getAsLong() + nanos(left));
        synchronized (this) {
            remove(peer, session);
            var list = peers.computeIfAbsent(peer, unknown -> new ArrayList<>());
            list.add(0, kept);
            if (list.size() > MAX_PER_PEER) {
                list.remove(MAX_PER_PEER).session.close();
            }
            if (peers.size() > maxPeers) {
                var eldest = peers.entrySet().iterator();
                eldest.next().getValue().forEach(SessionCache::closed);
                eldest.remove();
            }
        }
    }

    /** Centuries would overflow the monotonic clock's 292 years; a hundred are as good. */
    private static long nanos(Duration left) {
        return Math.min(left.toSeconds() + 1, 100L * 366 * 86_400) * 1_000_000_000L;
    }

    @Override
    public synchronized void forget(Peer peer, Session refused) {
        var kept = peers.get(peer);
        if (kept != null) {
            kept.removeIf(candidate -> !candidate.session.received().isAfter(refused.received()) && closed(candidate));
            removeIfEmpty(peer, kept);
        }
    }
}
