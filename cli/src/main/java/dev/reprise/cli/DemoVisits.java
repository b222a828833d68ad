package dev.reprise.cli;

import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.ProtocolVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Clients that come back to a fleet, each time to a server that is chosen at random, as behind a load balancer. They come one
 * after the other in a thread of this object's, so that a server that was taken out has no client left.
 */
final class DemoVisits implements AutoCloseable {
    private static final int CLIENTS = 60;
    private static final Duration PAUSE = Duration.ofMillis(30);
    /** Lifetimes are whole seconds: a client makes a new session a little before the servers refuse the old one. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final byte[] GREETING = "hello, again".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final Duration lifetime;
    private final List<Client> clients = new ArrayList<>();
    private final Random random = new Random();
    private final Thread thread = Thread.ofPlatform().daemon().name("visits").unstarted(this::come);
    private final List<DemoServer> servers = new ArrayList<>();
    private Era era = Era.BEFORE;
    private Counts counts = new Counts(0, 0, 0, 0, 0);
    private @Nullable String failure;

    /** Sessions of one era cannot resume in another, and in the middle one only by chance. */
    private enum Era {
        BEFORE,
        DISCARDING,
        AFTER
    }

    /**
     * Visits so far.
     *
     * @param resumed resumed handshakes
     * @param fresh full ones of clients that had no session that was still good
     * @param lost full ones of clients that had one
     * @param discarded full ones of clients whose session an emergency rotation has given up
     * @param failed handshakes and echoes that failed
     */
    record Counts(int resumed, int fresh, int lost, int discarded, int failed) {}

    /** One client, with sessions of its own. */
    private static final class Client {
        final ProtocolVersion version;
        final OneAddress sessions = new OneAddress();
        final TlsClient tls;
        Era era = Era.BEFORE;
        long fullAt;

        Client(ProtocolVersion version, Path authority) throws IOException {
            this.version = version;
            tls = TlsClient.of(TlsConfig.client()
                    .protocols(Set.of(version))
                    .caFile(authority)
                    .sessions(sessions)
                    .build());
        }
    }

    /** Keeps sessions as if all ports were one, for the servers of a fleet share an address. */
    private static final class OneAddress implements SessionStore {
        private SessionCache cache = new SessionCache();

        private static Peer any(Peer peer) {
            return new Peer(peer.host(), 0, peer.serverName(), peer.identity(), peer.policy());
        }

        void empty() {
            cache = new SessionCache();
        }

        @Override
        public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
            return cache.take(any(peer), check);
        }

        @Override
        public void put(Peer peer, Session session) {
            cache.put(any(peer), session);
        }

        @Override
        public void forget(Peer peer, Session refused) {
            cache.forget(any(peer), refused);
        }
    }

    /** Make clients, of which each third speaks TLS 1.2. */
    DemoVisits(String name, Path authority, Duration lifetime) throws IOException {
        this.name = name;
        this.lifetime = lifetime;
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i % 3 == 0 ? ProtocolVersion.TLS_1_2 : ProtocolVersion.TLS_1_3, authority));
        }
    }

    void start() {
        thread.start();
    }

    /** Send clients to a server, too. */
    synchronized void add(DemoServer server) {
        servers.add(server);
    }

    /** Send no more clients to a server; it has none when this returns. */
    synchronized void remove(DemoServer server) {
        servers.remove(server);
    }

    /** From now on sessions are lost on purpose. */
    synchronized void discarding() {
        era = Era.DISCARDING;
    }

    /** From now on only sessions made before this are lost on purpose. */
    synchronized void discarded() {
        era = Era.AFTER;
    }

    synchronized Counts counts() {
        return counts;
    }

    /** Return what went wrong first, or null. */
    synchronized @Nullable String failure() {
        return failure;
    }

    private void come() {
        try {
            for (; ; ) {
                Thread.sleep(PAUSE);
                visit();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void visit() {
        if (servers.isEmpty()) {
            return;
        }
        var client = clients.get(random.nextInt(clients.size()));
        var server = servers.get(random.nextInt(servers.size()));
        if (System.nanoTime() - client.fullAt > lifetime.minus(MARGIN).toNanos()) {
            client.sessions.empty();
        }
        long start = System.nanoTime();
        try (var connection = client.tls.connect("127.0.0.1", server.port(), name)) {
            var info = connection.info();
            if (!info.resumed()) {
                client.fullAt = start;
            }
            connection.output().write(GREETING);
            connection.closeOutput();
            boolean echoed = Arrays.equals(connection.input().readAllBytes(), GREETING);
            if (!echoed) {
                throw new IOException("an echo that differs");
            }
            boolean excused = client.era != era || era == Era.DISCARDING;
            counts = new Counts(
                    counts.resumed + (info.resumed() ? 1 : 0),
                    counts.fresh + (info.notOffered().isPresent() ? 1 : 0),
                    counts.lost + (refused(info.resumed(), info.notOffered().isPresent()) && !excused ? 1 : 0),
                    counts.discarded
                            + (refused(info.resumed(), info.notOffered().isPresent()) && excused ? 1 : 0),
                    counts.failed);
        } catch (IOException | RuntimeException e) {
            counts = new Counts(counts.resumed, counts.fresh, counts.lost, counts.discarded, counts.failed + 1);
            failure = failure == null ? client.version.displayName() + ": " + Failure.describe(e) : failure;
        }
        client.era = era;
    }

    private static boolean refused(boolean resumed, boolean notOffered) {
        return !resumed && !notOffered;
    }

    /** Let nobody come any more; nobody is there when this returns. */
    @Override
    public synchronized void close() {
        servers.clear();
        thread.interrupt();
    }
}
