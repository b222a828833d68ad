package dev.reprise.bench;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.Clocks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What grows: threads on one config, peers in one cache, and a file in the cache's place. Reprise alone. */
final class Scale {
    private static final int QUESTIONS = 2_000;

    private final Stack.Setup setup;

    Scale(Stack.Setup setup) {
        this.setup = setup;
    }

    /** Something that one thread does for some time; answers how often. */
    private interface Job {
        long run(long end) throws Exception;
    }

    /** Resume in several threads over one config of each side; answer connections, CPU nanoseconds, and those of the clock. */
    double[] threads(int threads, long budget) throws Exception {
        var cache = new SessionCache(JsseStack.SESSIONS, Clocks.system());
        return handshakes(RepriseStack.with(cache, setup), threads, budget);
    }

    /** Resume in one thread with a session file instead of a cache; answer the same. */
    double[] file(long budget) throws Exception {
        var directory = Files.createTempDirectory("bench");
        var path = directory.resolve("sessions");
        try (var file = SessionFile.open(path)) {
            return handshakes(RepriseStack.with(file, setup), 1, budget);
        } finally {
            try (var files = Files.list(directory)) {
                for (var left : (Iterable<Path>) files::iterator) {
                    Files.delete(left);
                }
            }
            Files.delete(directory);
        }
    }

    private static double[] handshakes(Stack stack, int threads, long budget) throws Exception {
        // Brings a session for each thread.
        var first = stack.open(Handshake.RESUMED);
        first.connect(new Buffers(false), Handshake.FULL, new long[0]);
        first.close();
        return inThreads(threads, budget, end -> {
            var buffers = new Buffers(false);
            long count = 0;
            while (System.nanoTime() < end) {
                var link = stack.open(Handshake.RESUMED);
                link.connect(buffers, Handshake.RESUMED, new long[0]);
                link.close();
                count++;
            }
            return count;
        });
    }

    /**
     * Ask a cache that knows so many peers what a connection asks, for peers it knows and peers it does not, in several
     * threads; answer how often, CPU nanoseconds, and those of the clock.
     */
    double[] peers(int peers, int threads, long budget) throws Exception {
        var session = session();
        var cache = new SessionCache(peers + threads, Clocks.system());
        for (int i = 0; i < peers; i++) {
            cache.put(peer(i), session);
        }
        return inThreads(threads, budget, end -> {
            long count = 0;
            long sink = 0;
            while (System.nanoTime() < end) {
                for (int i = 0; i < QUESTIONS; i++) {
                    var known = peer((int) ((count + i) * 7919 % peers));
                    var taken = cache.take(known, candidate -> Verdict.OFFER);
                    if (taken != null) {
                        cache.put(known, taken);
                        taken.close();
                    }
                    var stranger = peer(-1 - i);
                    sink += cache.take(stranger, candidate -> Verdict.OFFER) == null ? 1 : 0;
                    sink += cache.hasOtherIdentity(stranger) ? 1 : 0;
                }
                count += QUESTIONS;
            }
            return sink < 0 ? 0 : count;
        });
    }

    private static Peer peer(int number) {
        return new Peer("host-" + number + ".example", 443, Optional.empty(), "", "");
    }

    /** Return a session as a server of ours issues it. */
    private Session session() throws Exception {
        var caught = new AtomicReference<Session>();
        var stack = RepriseStack.with(
                new SessionStore() {
                    @Override
                    public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
                        return null;
                    }

                    @Override
                    public void put(Peer peer, Session session) {
                        caught.set(session.copy());
                    }

                    @Override
                    public void forget(Peer peer, Session refused) {}
                },
                setup);
        var link = stack.open(Handshake.FULL);
        link.connect(new Buffers(false), Handshake.FULL, new long[0]);
        link.close();
        return caught.get();
    }

    private static double[] inThreads(int threads, long budget, Job job) throws Exception {
        long begin = System.nanoTime();
        long count = 0;
        long spent = 0;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            Callable<long[]> task = () -> {
                long before = CpuClock.thread();
                return new long[] {job.run(begin + budget), CpuClock.thread() - before};
            };
            for (var done : pool.invokeAll(Collections.nCopies(threads, task))) {
                count += done.get()[0];
                spent += done.get()[1];
            }
        }
        return new double[] {count, spent, System.nanoTime() - begin};
    }
}
