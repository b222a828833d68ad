package dev.reprise.tls.session;

import static dev.reprise.tls.session.SessionFixtures.NOW;
import static dev.reprise.tls.session.SessionFixtures.ours;
import static dev.reprise.tls.session.SessionFixtures.peer;
import static dev.reprise.tls.session.SessionFixtures.stopped;
import static dev.reprise.tls.session.SessionFixtures.tls12;
import static dev.reprise.tls.session.SessionFixtures.tls13;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.SessionFixtures.MovingClocks;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionCacheTest {
    private static final Peer PEER = peer("example.org");

    private final SessionCache cache = new SessionCache(3, stopped());

    @Test
    void handsOutTheNewestFirstAndTls13SessionsOnce() {
        cache.put(PEER, ours(tls13(1)));
        cache.put(PEER, ours(tls13(2)));
        assertThat(take(PEER)).isEqualTo(ours(tls13(2)));
        assertThat(take(PEER)).isEqualTo(ours(tls13(1)));
        assertThat(take(PEER)).isNull();
    }

    @Test
    void handsOutTls12SessionsAgain() {
        cache.put(PEER, ours(tls12(1)));
        assertThat(take(PEER)).isEqualTo(ours(tls12(1)));
        assertThat(take(PEER)).isEqualTo(ours(tls12(1)));
    }

    @Test
    void handsOutCopiesAndKeepsCopies() {
        var session = ours(tls12(1));
        cache.put(PEER, session);
        session.close();
        for (int i = 0; i < 2; i++) {
            try (var taken = Objects.requireNonNull(take(PEER))) {
                assertThat(taken.toDer()).isNotEmpty();
            }
        }
    }

    @Test
    void wipesItsCopiesWhenTheCheckThrows() {
        cache.put(PEER, ours(tls13(1)));
        cache.put(PEER, ours(tls13(2)));
        cache.put(PEER, ours(tls13(3)));
        var seen = new ArrayList<Session>();
        assertThatIllegalStateException()
                .isThrownBy(() -> cache.take(PEER, session -> {
                    seen.add(session);
                    if (seen.size() == 2) {
                        throw new IllegalStateException("no verdict");
                    }
                    return Verdict.KEEP;
                }));
        assertThat(seen)
                .hasSize(2)
                .allSatisfy(copy -> assertThatIllegalStateException().isThrownBy(copy::toDer));
        assertThat(take(PEER)).as("nothing is lost").isEqualTo(ours(tls13(3)));
    }

    @Test
    void neverCrossesPeers() {
        cache.put(PEER, ours(tls13(1)));
        assertThat(take(peer("other.example"))).isNull();
        assertThat(take(new Peer("example.org", 444, Optional.of("example.org"), "", "p0")))
                .isNull();
        assertThat(take(new Peer("example.org", 443, Optional.empty(), "", "p0")))
                .isNull();
        assertThat(take(new Peer("example.org", 443, Optional.of("example.org"), "id", "p0")))
                .isNull();
        assertThat(take(new Peer("example.org", 443, Optional.of("example.org"), "", "p1")))
                .isNull();
        assertThat(take(new Peer("EXAMPLE.org", 443, Optional.of("Example.ORG"), "", "p0")))
                .isNotNull();
    }

    @Test
    void keepsTheEightNewestPerPeer() {
        for (int i = 0; i < 10; i++) {
            cache.put(PEER, ours(tls13(i)));
        }
        assertThat(drain(PEER)).containsExactly(sessions(9, 8, 7, 6, 5, 4, 3, 2));
    }

    @Test
    void storesOneTicketOnce() {
        cache.put(PEER, ours(tls13(1)));
        cache.put(PEER, ours(tls13(2)));
        cache.put(PEER, ours(tls13(1)));
        assertThat(drain(PEER)).containsExactly(sessions(1, 2));
    }

    @Test
    void forgetsTheLeastRecentlyUsedPeer() {
        cache.put(peer("a"), ours(tls12(1)));
        cache.put(peer("b"), ours(tls12(2)));
        cache.put(peer("c"), ours(tls12(3)));
        assertThat(take(peer("a"))).isNotNull();
        cache.put(peer("d"), ours(tls12(4)));
        assertThat(take(peer("b"))).isNull();
        assertThat(take(peer("a"))).isNotNull();
        assertThat(take(peer("c"))).isNotNull();
        assertThat(take(peer("d"))).isNotNull();
    }

    @Test
    void keepsWhatTheCheckKeepsAndDropsWhatItDrops() {
        for (int i = 1; i <= 4; i++) {
            cache.put(PEER, ours(tls13(i)));
        }
        var seen = new ArrayList<Session>();
        var taken = cache.take(PEER, session -> {
            seen.add(session);
            return List.of(Verdict.KEEP, Verdict.DROP, Verdict.OFFER).get(seen.size() - 1);
        });
        assertThat(taken).isEqualTo(ours(tls13(2)));
        assertThat(seen).as("no check after OFFER").containsExactly(sessions(4, 3, 2));
        assertThat(drain(PEER)).containsExactly(sessions(4, 1));
    }

    @Test
    void forgetsTheRefusedSessionAndOlderOnes() {
        cache.put(PEER, ours(tls13(1)));
        cache.put(PEER, ours(tls13(2)));
        cache.put(PEER, ours(tls13(3).time(NOW.getEpochSecond() + 1)));
        cache.put(peer("other.example"), ours(tls13(4)));
        cache.forget(PEER, ours(tls13(2)));
        assertThat(drain(PEER)).containsExactly(sessions(3));
        assertThat(drain(peer("other.example"))).hasSize(1);
    }

    @Test
    void neverStoresWhatIsExpired() {
        cache.put(PEER, ours(tls13(1).ticketLifetimeHint(0)));
        assertThat(take(PEER)).isNull();
    }

    @Test
    void countsAgeEvenWhenTheWallClockIsSetBack() {
        var clocks = new MovingClocks();
        var moving = new SessionCache(3, clocks.clocks());
        moving.put(PEER, ours(tls12(1)));
        clocks.pass(Duration.ofSeconds(3_602));
        clocks.wall = NOW;
        assertThat(moving.take(PEER, s -> Verdict.OFFER)).isNull();
    }

    @Test
    void oneSingleUseSessionGoesToOneThread() throws Exception {
        int threads = 8;
        int rounds = 200;
        var handedOut = ConcurrentHashMap.<Session>newKeySet();
        var twice = ConcurrentHashMap.<Session>newKeySet();
        var workers = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            workers.add(() -> {
                for (int n = 0; n < rounds; n++) {
                    cache.put(PEER, ours(tls13(thread * rounds + n)));
                    var session = take(PEER);
                    if (session != null && !handedOut.add(session)) {
                        twice.add(session);
                    }
                }
                return true;
            });
        }
        try (var executor = Executors.newFixedThreadPool(threads)) {
            for (var done : executor.invokeAll(workers)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(twice).isEmpty();
        assertThat(handedOut).hasSizeGreaterThan(rounds);
    }

    @Test
    void tellsOfSessionsUnderOtherIdentities() {
        var none = PEER;
        var alice = PEER.withIdentity("alice");
        var bob = PEER.withIdentity("bob");
        assertThat(cache.hasOtherIdentity(none)).isFalse();
        cache.put(none, ours(tls13(1)));
        assertThat(cache.hasOtherIdentity(none)).isFalse();
        assertThat(cache.hasOtherIdentity(alice)).isTrue();
        cache.put(alice, ours(tls13(2)));
        assertThat(cache.hasOtherIdentity(none)).isTrue();
        assertThat(cache.hasOtherIdentity(bob)).isTrue();
        assertThat(cache.hasOtherIdentity(peer("other.example"))).isFalse();
        take(none);
        assertThat(cache.hasOtherIdentity(alice)).as("its own is no other").isFalse();
        take(alice);
        assertThat(cache.hasOtherIdentity(bob)).isFalse();
    }

    /** Against a model that walks all peers, as the cache itself once did. */
    @Test
    void countsIdentitiesRightWhateverComesAndGoes() {
        long seed = Long.getLong("test.seed", 20260101);
        var random = new Random(seed);
        var small = new SessionCache(6, stopped());
        var all = new ArrayList<Peer>();
        for (var host : List.of("a", "b", "c")) {
            for (var identity : List.of("", "x", "y")) {
                all.add(peer(host).withIdentity(identity));
            }
        }
        for (int i = 0; i < 5_000; i++) {
            var peer = all.get(random.nextInt(all.size()));
            switch (random.nextInt(4)) {
                case 0 -> small.take(peer, session -> Verdict.OFFER);
                case 1 -> small.remove(peer, session -> true);
                default -> small.put(peer, ours(tls13(i)));
            }
            var held = new HashSet<Peer>();
            for (var one : all) {
                small.remove(one, session -> {
                    held.add(one);
                    return false;
                });
            }
            for (var one : all) {
                boolean others = held.stream().anyMatch(one::sameButIdentity);
                assertThat(small.hasOtherIdentity(one))
                        .as("%s after step %d, -Dtest.seed=%d", one, i, seed)
                        .isEqualTo(others);
            }
        }
    }

    @Test
    void boundsTheTicketsOfOnePeerByTheirSize() {
        for (int i = 0; i < 8; i++) {
            cache.put(PEER, ours(tls13(i).ticket(bigTicket(i, 20_000))));
        }
        assertThat(drain(PEER)).hasSize(3);
        cache.put(PEER, ours(tls13(1)));
        cache.put(PEER, ours(tls13(2).ticket(bigTicket(2, 32_768))));
        cache.put(PEER, ours(tls13(3).ticket(bigTicket(3, 32_768))));
        assertThat(drain(PEER)).as("the newest two fill it").hasSize(2);
    }

    private static Bytes bigTicket(int number, int length) {
        return Bytes.wrap(ByteBuffer.allocate(length).putInt(number).array());
    }

    @Test
    void showsTheCheckNothingThatLeftMeanwhile() {
        cache.put(PEER, ours(tls12(1)));
        cache.put(PEER, ours(tls12(2)));
        var seen = new ArrayList<Session>();
        assertThat(cache.take(PEER, session -> {
                    seen.add(session);
                    cache.remove(PEER, ours(tls12(1)));
                    return Verdict.KEEP;
                }))
                .isNull();
        assertThat(seen).containsExactly(ours(tls12(2)));
    }

    /** RFC 9846 appendix C.4: a ticket that somebody else took while it was checked is not offered a second time. */
    @Test
    void handsOutNoSingleUseSessionThatLeftMeanwhile() {
        for (var kept : List.of(List.<Session>of(), List.of(ours(tls13(1))))) {
            kept.forEach(session -> cache.put(PEER, session));
            cache.put(PEER, ours(tls13(2)));
            var taken = cache.take(PEER, session -> {
                if (!session.equals(ours(tls13(2)))) {
                    return Verdict.KEEP;
                }
                cache.remove(PEER, session);
                return Verdict.OFFER;
            });
            assertThat(taken).isNull();
            assertThat(drain(PEER)).isEqualTo(kept);
        }
    }

    @Test
    void refusesToHoldNobody() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionCache(0, stopped()));
    }

    private @Nullable Session take(Peer peer) {
        return cache.take(peer, session -> Verdict.OFFER);
    }

    private List<Session> drain(Peer peer) {
        var all = new ArrayList<Session>();
        for (var session = take(peer); session != null; session = take(peer)) {
            all.add(session);
        }
        return all;
    }

    private static Session[] sessions(int... numbers) {
        var sessions = new Session[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            sessions[i] = ours(tls13(numbers[i]));
        }
        return sessions;
    }
}
