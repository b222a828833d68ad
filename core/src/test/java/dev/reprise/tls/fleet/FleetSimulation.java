package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.spec.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * A fleet in simulated time: servers that run the real protocol with real records over a store that fails, clocks that
 * differ, and clients that get a ticket at one server and bring it to another.
 *
 * <p>Every ticket is looked at twice: when it is sealed, every server that is in contact with the store must have the key;
 * when it comes back, at any age up to the session lifetime, the server it comes to must have it. A server whose own link was
 * cut, or that has restarted, is out of contact until it has read the store for two settle times: one for the others to put
 * back what the store has lost, one to settle that. What it seals meanwhile, and what comes to it, is counted apart. Where
 * the store loses what it had, only servers that take clients count, as one that starts then reads nothing, and only tickets
 * whose server is still there to put its key back.
 */
final class FleetSimulation {
    /**
     * What happens.
     *
     * @param seed of all randomness
     * @param servers how many
     * @param duration how long in simulated time
     * @param timings of the fleet
     * @param skew how far apart the wall clocks are at most
     * @param visitsPerHour how many tickets are sealed
     * @param faults what goes wrong
     */
    record Plan(
            long seed,
            int servers,
            Duration duration,
            FleetTimings timings,
            Duration skew,
            int visitsPerHour,
            Faults faults) {}

    /**
     * What goes wrong.
     *
     * @param outageEvery mean time between failures of the store; zero for none
     * @param longestOutage the failures' length is spread evenly in the logarithm from 5 s to this
     * @param killsOfCreations the share of new keys whose creation the store does not survive for 30 s
     * @param losses the share of the store's returns at which it comes back empty or set back
     * @param lostAnswers the share of writes whose answer is lost
     * @param cutEvery mean time between cuts of one server's link; zero for none
     * @param restartEvery mean time between restarts of a server; zero for none
     */
    record Faults(
            Duration outageEvery,
            Duration longestOutage,
            double killsOfCreations,
            double losses,
            double lostAnswers,
            Duration cutEvery,
            Duration restartEvery) {
        static final Faults NONE = new Faults(Duration.ZERO, Duration.ZERO, 0, 0, 0, Duration.ZERO, Duration.ZERO);
    }

    /** What came of it. */
    static final class Result {
        long sealed;
        long sealedInOutage;
        long sealedLocally;
        /** Sealed under a key that a server in contact with the store lacked. */
        long lacking;

        long resumed;
        long lost;
        /** Lost where a server was out of contact, or under a key of one server alone. */
        long lostApart;

        long newestRevision;
        int outages;

        void add(Result other) {
            sealed += other.sealed;
            sealedInOutage += other.sealedInOutage;
            sealedLocally += other.sealedLocally;
            lacking += other.lacking;
            resumed += other.resumed;
            lost += other.lost;
            lostApart += other.lostApart;
            newestRevision += other.newestRevision;
            outages += other.outages;
        }

        @Override
        public String toString() {
            return "sealed %,d (%,d under outage keys, %,d under local ones), of those %,d lacking at a server in contact; "
                            .formatted(sealed, sealedInOutage, sealedLocally, lacking)
                    + "resumed %,d, lost %,d, lost apart %,d; %,d keys, %,d outages"
                            .formatted(resumed, lost, lostApart, newestRevision, outages);
        }
    }

    private static final Bytes FLEET = Bytes.wrap(new byte[] {'s', 'i', 'm'});
    private static final long EPOCH = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();

    private final Plan plan;
    private final Random random;
    private final SimulatedStore store;
    private final List<Server> servers = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Result result = new Result();
    private final SecretKeyWrap wrap;
    private long now;
    private long sequence;
    private int writesSeen;
    private boolean racing;

    private record Event(long time, long sequence, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return time != other.time ? Long.compare(time, other.time) : Long.compare(sequence, other.sequence);
        }
    }

    FleetSimulation(Plan plan) {
        this.plan = plan;
        random = new Random(plan.seed());
        store = new SimulatedStore(random, plan.faults().lostAnswers());
        store.race(this::race);
        var secret = new byte[FleetSecret.BYTES];
        random.nextBytes(secret);
        wrap = new SecretKeyWrap(FleetSecrets.of(new FleetSecret(1, secret)), FLEET, new SeededRandom(plan.seed()));
        for (int i = 0; i < plan.servers(); i++) {
            servers.add(new Server(i));
        }
    }

    /** One server. */
    private final class Server {
        final SimulatedStore.Link link = store.link();
        final long wallOffset = (long) (plan.skew().toMillis() * (random.nextDouble() - 0.5));
        final Clocks clocks;
        FleetNode node;
        /** The names it opens, as its ring would have them since the last tick. */
        Set<Bytes> names = Set.of();

        List<Placement> placed = List.of();
        Bytes sealing = Bytes.EMPTY;
        FleetMode mode = FleetMode.STARTING;
        boolean inContact;
        /** When the reads began that have succeeded without a break, or -1. */
        long contactSince = -1;

        int lives;
        int breaks;
        int failures;

        Server(int number) {
            var wall = new InstantSource() {
                @Override
                public Instant instant() {
                    return Instant.ofEpochMilli(millis());
                }

                @Override
                public long millis() {
                    return EPOCH + now + wallOffset;
                }
            };
            clocks = new Clocks(wall, () -> now * 1_000_000 + number);
            node = fresh();
            schedule();
        }

        private FleetNode fresh() {
            return new FleetNode(
                    link, new Envelope(FLEET, wrap), plan.timings(), clocks, new SeededRandom(random.nextLong()));
        }

        private void schedule() {
            int life = ++lives;
            at(now + random.nextLong(pollMillis()), () -> poll(life));
            at(now + random.nextLong(tickMillis()), () -> tick(life));
        }

        void poll(int life) {
            if (life != lives) {
                return;
            }
            boolean answered = pollNow();
            failures = answered ? 0 : failures + 1;
            long pause = answered ? pollMillis() : FleetNode.retryMillis(plan.timings(), failures);
            at(now + (long) (pause * (0.8 + 0.4 * random.nextDouble())), () -> poll(life));
        }

        boolean pollNow() {
            boolean answered = node.poll();
            if (!answered) {
                contactSince = -1;
            } else if (!inContact) {
                contactSince = contactSince < 0 ? now : contactSince;
                inContact = now - contactSince >= 2 * plan.timings().settle().toMillis();
            }
            changed();
            return answered;
        }

        private void tick(int life) {
            if (life == lives) {
                node.tick();
                changed();
                at(now + tickMillis(), () -> tick(life));
            }
        }

        private void changed() {
            mode = node.mode();
            var placements = node.placements();
            if (placements == placed) {
                return;
            }
            placed = placements;
            names = new HashSet<>();
            for (var placement : placements) {
                names.add(placement.name());
                if (placement.role() == KeyRole.CURRENT) {
                    sealing = placement.name();
                }
            }
        }

        boolean ready() {
            return mode == FleetMode.SHARED || mode == FleetMode.OUTAGE;
        }

        void restart() {
            node.close();
            node = fresh();
            outOfContact();
            placed = List.of();
            changed();
            schedule();
        }

        void cut(long until) {
            link.cut = true;
            outOfContact();
            at(until, () -> link.cut = false);
        }

        private void outOfContact() {
            breaks++;
            inContact = false;
            contactSince = -1;
        }
    }

    private void at(long time, Runnable action) {
        events.add(new Event(time, sequence++, action));
    }

    private long pollMillis() {
        return plan.timings().poll().toMillis();
    }

    private long tickMillis() {
        return plan.timings().settle().toMillis() / 5;
    }

    /** Let time go by. */
    Result run() {
        var faults = plan.faults();
        repeat(Duration.ofHours(1).dividedBy(plan.visitsPerHour()), this::visit);
        repeat(
                faults.outageEvery(),
                () -> outage(between(5_000, faults.longestOutage().toMillis())));
        repeat(
                faults.cutEvery(),
                () -> any().cut(now + between(5_000, faults.longestOutage().toMillis())));
        repeat(faults.restartEvery(), () -> any().restart());
        long end = plan.duration().toMillis();
        while (now < end) {
            var event = events.remove();
            now = event.time();
            event.action().run();
            if (store.writes() != writesSeen) {
                writesSeen = store.writes();
                if (random.nextDouble() < faults.killsOfCreations()) {
                    long least = plan.timings().settle().toMillis();
                    at(
                            now + random.nextLong(least / 2),
                            () -> outage(
                                    between(10 * least, faults.longestOutage().toMillis())));
                }
            }
        }
        for (var server : servers) {
            for (var key : server.node.status().keys()) {
                result.newestRevision = Math.max(result.newestRevision, key.revision());
            }
        }
        return result;
    }

    /** Do something again and again, at random times with this mean distance; never for zero. */
    private void repeat(Duration mean, Runnable action) {
        if (!mean.isZero()) {
            at(now + (long) (-Math.log(1 - random.nextDouble()) * mean.toMillis()), () -> {
                action.run();
                repeat(mean, action);
            });
        }
    }

    private long between(long least, long most) {
        return most <= least ? least : (long) (least * Math.pow((double) most / least, random.nextDouble()));
    }

    private Server any() {
        return servers.get(random.nextInt(servers.size()));
    }

    private void outage(long length) {
        if (store.up()) {
            result.outages++;
            store.up(false);
            at(now + length, this::comeBack);
        }
    }

    private void comeBack() {
        store.up(true);
        if (random.nextDouble() < plan.faults().losses()) {
            if (random.nextBoolean()) {
                store.empty();
            } else {
                store.setBack();
            }
        }
    }

    /** Another server reads, and may write, at the worst moment. */
    private void race() {
        if (!racing && plan.faults().lostAnswers() > 0 && random.nextInt(4) == 0) {
            racing = true;
            any().pollNow();
            racing = false;
        }
    }

    /** A client connects and gets a ticket, which it will bring to some server, if they take clients at all. */
    private void visit() {
        var server = any();
        if (!server.ready()) {
            return;
        }
        result.sealed++;
        if (server.mode == FleetMode.OUTAGE) {
            result.sealedInOutage++;
        }
        var name = server.sealing;
        boolean inContact = server.inContact;
        for (var other : servers) {
            if (inContact && other.inContact && (lossless() || other.ready()) && !other.names.contains(name)) {
                result.lacking++;
                break;
            }
        }
        long lifetime = plan.timings().lifetime().toMillis();
        int breaks = server.breaks;
        at(now + 1 + random.nextLong(lifetime), () -> comeBack(name, server, inContact, breaks));
    }

    private boolean lossless() {
        return plan.faults().losses() == 0;
    }

    private void comeBack(Bytes name, Server sealer, boolean inContact, int breaks) {
        var server = any();
        if (!server.ready()) {
            return;
        }
        if (server.names.contains(name)) {
            result.resumed++;
        } else if (inContact && server.inContact && (lossless() || sealer.breaks == breaks)) {
            result.lost++;
        } else {
            result.lostApart++;
        }
    }
}
