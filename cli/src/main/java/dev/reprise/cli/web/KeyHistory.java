package dev.reprise.cli.web;

import dev.reprise.tls.session.KeyRole;
import dev.reprise.tls.session.KeyStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Remember what each key of a ring was good for and when, from looking at the ring often. Thread-safe. */
final class KeyHistory {
    private static final int MAX_KEYS = 12;
    private static final int MAX_SPANS = 8;

    private final Map<String, Life> lives = new LinkedHashMap<>();

    /**
     * A time in one role.
     *
     * @param role what the key was good for
     * @param from the second it began, as far as is known
     * @param until the second it was last seen so
     */
    record Span(KeyRole role, long from, long until) {}

    /**
     * The life of one key so far.
     *
     * @param revision the first four bytes of its name
     * @param name its 16 bytes in hex
     * @param age seconds, as the ring counts them
     * @param spans oldest first, at least one
     */
    record Life(int revision, String name, long age, List<Span> spans) {
        Span latest() {
            return spans.getLast();
        }
    }

    /** Take account of the ring's keys at a second. */
    synchronized void look(List<KeyStatus> keys, long now) {
        var there = new HashSet<String>();
        for (var key : keys) {
            there.add(key.name());
            var before = lives.get(key.name());
            var spans = before == null
                    ? List.of(new Span(key.role(), now - key.age().toSeconds(), now))
                    : continued(before.spans(), key.role(), now);
            lives.put(key.name(), new Life(key.revision(), key.name(), key.age().toSeconds(), spans));
        }
        // A ring remembers only some of the keys that it has wiped.
        lives.replaceAll((name, life) -> there.contains(name)
                ? life
                : new Life(life.revision(), name, life.age(), continued(life.spans(), KeyRole.FORGOTTEN, now)));
        while (lives.size() > MAX_KEYS) {
            lives.remove(lives.keySet().iterator().next());
        }
    }

    private static List<Span> continued(List<Span> spans, KeyRole role, long now) {
        var more = new ArrayList<>(spans);
        var last = more.removeLast();
        more.add(new Span(last.role(), last.from(), now));
        if (last.role() != role) {
            more.add(new Span(role, now, now));
        }
        return List.copyOf(more.size() > MAX_SPANS ? more.subList(1, more.size()) : more);
    }

    /** Return the lives of the keys, newest first. */
    synchronized List<Life> lives() {
        return new ArrayList<>(lives.values()).reversed();
    }
}
