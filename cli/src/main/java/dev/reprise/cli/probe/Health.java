package dev.reprise.cli.probe;

import dev.reprise.tls.spec.ProtocolVersion;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was seen of a server. Not thread-safe. */
final class Health {
    /**
     * What one address does in one protocol version.
     *
     * @param address the address
     * @param version the version
     */
    record Place(InetAddress address, ProtocolVersion version) {
        @Override
        public String toString() {
            return version.displayName() + " at " + address.getHostAddress();
        }
    }

    /** The visits of one place, in their order. */
    static final class Visits {
        final List<Visit> all = new ArrayList<>();

        /** Return those whose handshake was done. */
        List<Visit> succeeded() {
            return all.stream().filter(Visit::succeeded).toList();
        }

        /** Return how many offered a session and were done. */
        long offers() {
            return succeeded().stream().filter(visit -> visit.offered() != null).count();
        }

        /** Return how many were resumed. */
        long resumptions() {
            return all.stream().filter(Visit::resumed).count();
        }

        /** Return all tickets handed out. */
        List<Ticket> tickets() {
            return all.stream().flatMap(visit -> visit.tickets().stream()).toList();
        }

        /** Return the names of the keys that tickets were sealed under, as far as they show. */
        Set<String> keyNames() {
            var names = new LinkedHashSet<String>();
            tickets().forEach(ticket -> names.add(ticket.keyName()));
            return names;
        }

        /**
         * Part the key names into groups that open each other's tickets, as the nodes behind one address show them: a
         * visit that resumed under one key's ticket and brought another key's comes from a node that has both.
         */
        List<Set<String>> keyGroups() {
            var groups = new ArrayList<Set<String>>();
            keyNames().forEach(name -> groups.add(new LinkedHashSet<>(Set.of(name))));
            String held = null;
            for (var visit : all) {
                for (var ticket : visit.tickets()) {
                    if (visit.resumed() && held != null) {
                        join(groups, held, ticket.keyName());
                    }
                }
                held = visit.tickets().isEmpty()
                        ? held
                        : visit.tickets().get(visit.tickets().size() - 1).keyName();
            }
            return groups;
        }

        /**
         * Tell whether one key has followed the other for good, as when a node is restarted or its keys are replaced: a
         * name that has gone never comes back, and each was seen more than once.
         */
        boolean keysReplaced() {
            var counts = new LinkedHashMap<String, Integer>();
            String last = null;
            for (var visit : all) {
                if (visit.tickets().isEmpty()) {
                    continue;
                }
                var name = visit.tickets().get(visit.tickets().size() - 1).keyName();
                if (!name.equals(last) && counts.containsKey(name)) {
                    return false;
                }
                counts.merge(name, 1, Integer::sum);
                last = name;
            }
            return counts.size() > 1 && counts.values().stream().allMatch(count -> count > 1);
        }

        private static void join(List<Set<String>> groups, String one, String other) {
            var first = groupOf(groups, one);
            var second = groupOf(groups, other);
            if (!first.contains(other)) {
                first.addAll(second);
                groups.remove(second);
            }
        }

        private static Set<String> groupOf(List<Set<String>> groups, String name) {
            return groups.stream()
                    .filter(group -> group.contains(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** The visits by place. */
    final Map<Place, Visits> places = new LinkedHashMap<>();
    /** A session made at the first place, offered at the second: whether it was resumed. */
    final Map<List<Place>, Boolean> crossed = new LinkedHashMap<>();
    /** Whether a TLS 1.3 ticket is taken a second time; null when that was not tried. */
    @Nullable
    Boolean reused;
    /** Another name of the certificate under which a session was offered; null when there is none. */
    @Nullable
    String otherName;
    /** Whether it was resumed there. */
    boolean resumedUnderOtherName;
    /** The layout of the first ticket that opens under a key that is no secret; null for none. */
    @Nullable
    String weakKey;
    /** Ages at which a session was offered, and whether it was resumed. */
    final Map<Duration, Boolean> ages = new LinkedHashMap<>();
    /** For how long key names have been in use, as far as the state file knows. */
    final Map<String, Duration> keyAges = new LinkedHashMap<>();
    /** Why the certificate does not verify, null when it does. */
    @Nullable
    String unverified;
    /** How many connections were made. */
    int connections;

    /** Return the visits of a place. */
    Visits at(Place place) {
        return places.computeIfAbsent(place, key -> new Visits());
    }

    /** Return the places where a handshake was done. */
    List<Place> open() {
        return places.keySet().stream()
                .filter(place -> !at(place).succeeded().isEmpty())
                .toList();
    }

    /** Part the places of one version into groups that resume each other's sessions. */
    List<Set<Place>> groups(ProtocolVersion version) {
        var groups = new ArrayList<Set<Place>>();
        for (var place : open()) {
            if (place.version() != version || at(place).tickets().isEmpty()) {
                continue;
            }
            var group = groups.stream()
                    .filter(known ->
                            known.stream().anyMatch(other -> crossed.getOrDefault(List.of(other, place), false)))
                    .findFirst();
            group.ifPresentOrElse(known -> known.add(place), () -> groups.add(new LinkedHashSet<>(Set.of(place))));
        }
        return groups;
    }
}
