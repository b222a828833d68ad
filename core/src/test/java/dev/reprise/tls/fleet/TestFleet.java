package dev.reprise.tls.fleet;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.RingClocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Servers over one store and under one clock, which stands still until a test moves it. */
final class TestFleet {
    static final Bytes NAME = Bytes.wrap(new byte[] {'t', 'e', 's', 't'});
    static final FleetTimings TIMINGS = FleetTimings.of(Duration.ofHours(2));

    final RingClocks clocks = new RingClocks();
    final SimulatedStore store = new SimulatedStore(new Random(1), 0);
    final FleetSecrets secrets = FleetSecrets.of(secret(1));
    private final List<Member> members = new ArrayList<>();
    private long seed = 1;

    /** A server. */
    final class Member {
        final SimulatedStore.Link link = store.link();
        final FleetNode node;

        private Member(FleetSecrets known) {
            var random = new SeededRandom(seed++);
            var wrap = new SecretKeyWrap(known, NAME, random);
            node = new FleetNode(link, new Envelope(NAME, wrap), TIMINGS, clocks.clocks(), random);
            node.tick();
        }

        FleetKeyStatus current() {
            return node.status().keys().stream()
                    .filter(key -> key.state() == FleetKeyState.CURRENT)
                    .findFirst()
                    .orElseThrow();
        }

        List<Long> revisions() {
            return node.status().keys().stream().map(FleetKeyStatus::revision).toList();
        }

        FleetMode mode() {
            return node.status().mode();
        }

        /** Return the name of the key that seals. */
        Bytes sealing() {
            return node.placements().stream()
                    .filter(placement -> placement.role() == KeyRole.CURRENT)
                    .map(Placement::name)
                    .findFirst()
                    .orElseThrow();
        }

        Set<Bytes> names() {
            var names = new HashSet<Bytes>();
            node.placements().forEach(placement -> names.add(placement.name()));
            return names;
        }

        void leave() {
            members.remove(this);
            node.close();
        }
    }

    static FleetSecret secret(int id) {
        var bytes = new byte[FleetSecret.BYTES];
        new Random(id).nextBytes(bytes);
        return new FleetSecret(id, bytes);
    }

    /** Add a server with the fleet's secret. */
    Member join() {
        return join(secrets);
    }

    Member join(FleetSecrets known) {
        var member = new Member(known);
        members.add(member);
        return member;
    }

    /** Let all servers read the store, in turn. */
    void poll() {
        members.forEach(member -> member.node.poll());
    }

    /** Let time pass, with a read every poll interval. */
    void pass(Duration time) {
        long seconds = time.toSeconds();
        long step = TIMINGS.poll().toSeconds();
        while (seconds > 0) {
            clocks.pass(Math.min(step, seconds));
            seconds -= step;
            poll();
        }
    }

    /** Let time pass in which nobody reads. */
    void passUnread(Duration time) {
        clocks.pass(time.toSeconds());
        members.forEach(member -> member.node.tick());
    }
}
