package dev.reprise.tls.session;

import dev.reprise.tls.spec.Clocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client's sessions in memory: per peer at most 8 with 64 KiB of tickets, for at most so many peers, of which the
 * least recently used goes first. Nothing leaves it for other reasons than use, age, refusal and these bounds. Each call
 * takes the same time however many peers there are. Thread-safe.
 */
public final class SessionCache implements SessionStore {
    private static final int DEFAULT_MAX_PEERS = 1_024;

    private final int maxPeers;
    private final Clocks clocks;
    /** From least to most recently used; per peer newest first. Guarded by this. */
    private final Map<Peer, List<Kept>> peers = new LinkedHashMap<>(16, 0.75f, true);
    /**
     * How many of the peers have an identity of ours, by what they are without it: whoever has one alone costs nothing here.
     * Guarded by this.
     */
    private final Map<Peer, Integer> withIdentity = new HashMap<>();

    /** A session in its place; what changes is guarded by the cache. */
    private static final class Kept {
        final Session session;
        /** The wall clock may be set back; the deadline in monotonic time may not. */
        final long deadlineNanos;

        Suspicion suspicion = Suspicion.NONE;
        boolean gone;

        Kept(Session session, long deadlineNanos) {
            this.session = session;
            this.deadlineNanos = deadlineNanos;
        }

        /** Wipe it as it leaves the cache; always true. */
        boolean leave() {
            gone = true;
            session.close();
            return true;
        }
    }

    /** Make a cache for 1,024 peers. */
    public SessionCache() {
        this(DEFAULT_MAX_PEERS, Clocks.system());
    }

    /**
     * Make a cache for some number of peers; when there is one more, the sessions of the one used least recently go.
     *
     * @param maxPeers at least 1
     * @throws IllegalArgumentException when it is less
     */
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
        for (var candidate : candidates(peer)) {
            // A copy, as another thread may evict and wipe the original while it is checked.
            var copy = copy(candidate);
            if (copy == null) {
                continue;
            }
            boolean offered = false;
            try {
                offered = offered(peer, candidate, check.apply(copy));
                if (offered) {
                    return copy;
                }
            } finally {
                if (!offered) {
                    copy.close();
                }
            }
        }
        return null;
    }

    private boolean offered(Peer peer, Kept candidate, Verdict verdict) {
        return switch (verdict) {
            // A single-use session is ours once we removed it; if another thread was faster, the next may do.
            case OFFER -> !candidate.session.singleUse() || removeIf(peer, kept -> kept == candidate);
            case KEEP -> false;
            case DROP -> {
                removeIf(peer, kept -> kept == candidate);
                yield false;
            }
        };
    }

    private synchronized List<Kept> candidates(Peer peer) {
        var kept = peers.get(peer);
        if (kept == null) {
            return List.of();
        }
        long now = clocks.nanoTime().getAsLong();
        removeIf(peer, candidate -> now - candidate.deadlineNanos >= 0);
        var candidates = new ArrayList<>(kept);
        candidates.removeIf(candidate -> candidate.suspicion.inDoubt());
        return candidates;
    }

    private synchronized @Nullable Session copy(Kept candidate) {
        return candidate.gone ? null : candidate.session.copy();
    }

    private synchronized boolean removeIf(Peer peer, Predicate<Kept> unwanted) {
        var kept = peers.get(peer);
        if (kept == null) {
            return false;
        }
        boolean had = kept.removeIf(candidate -> unwanted.test(candidate) && candidate.leave());
        if (kept.isEmpty()) {
            peers.remove(peer);
            countIdentity(peer, -1);
        }
        return had;
    }

    /** Keep the count of peers with an identity as one of them comes or goes. */
    private void countIdentity(Peer peer, int change) {
        if (!peer.identity().isEmpty()) {
            withIdentity.merge(
                    peer.withIdentity(""),
                    change,
                    (known, more) -> known + more == 0 ? null : Integer.valueOf(known + more));
        }
    }

    @Override
    public synchronized boolean hasOtherIdentity(Peer peer) {
        boolean own = !peer.identity().isEmpty();
        var without = own ? peer.withIdentity("") : peer;
        int others = withIdentity.getOrDefault(without, 0);
        if (own) {
            others += (peers.containsKey(without) ? 1 : 0) - (peers.containsKey(peer) ? 1 : 0);
        }
        return others > 0;
    }

    @Override
    public void put(Peer peer, Session session) {
        var left = Duration.between(clocks.wall().instant(), session.expires());
        if (!left.isPositive()) {
            return; // RFC 9846 section 4.7.1: a ticket of lifetime zero is discarded at once
        }
        var kept = new Kept(session.copy(), clocks.nanoTime().getAsLong() + nanos(left));
        synchronized (this) {
            removeIf(peer, candidate -> candidate.session.equals(session));
            var list = peers.get(peer);
            if (list == null) {
                list = new ArrayList<>(2);
                peers.put(peer, list);
                countIdentity(peer, 1);
            }
            list.add(0, kept);
            var quota = new SessionQuota();
            removeIf(peer, candidate -> !quota.fits(candidate.session.ticketLength()));
            if (peers.size() > maxPeers) {
                removeIf(peers.keySet().iterator().next(), candidate -> true);
            }
        }
    }

    /** Centuries would overflow the monotonic clock's 292 years; a hundred are as good. */
    private static long nanos(Duration left) {
        return Math.min(left.toSeconds() + 1, 100L * 366 * 86_400) * 1_000_000_000L;
    }

    @Override
    public void forget(Peer peer, Session refused) {
        remove(peer, session -> session.receivedNoLaterThan(refused));
    }

    @Override
    public void remove(Peer peer, Session unwanted) {
        remove(peer, unwanted::equals);
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code unwanted} runs with the cache's lock held.
     */
    @Override
    public void remove(Peer peer, Predicate<Session> unwanted) {
        removeIf(peer, kept -> unwanted.test(kept.session));
    }

    @Override
    public void observe(Peer peer, Observation seen) {
        removeIf(peer, kept -> {
            var suspicion = kept.suspicion.after(seen);
            kept.suspicion = suspicion == null ? kept.suspicion : suspicion;
            return suspicion == null;
        });
    }

    @Override
    public synchronized boolean inDoubt(Peer peer) {
        var kept = peers.get(peer);
        return kept != null && kept.stream().anyMatch(candidate -> candidate.suspicion.inDoubt());
    }
}
