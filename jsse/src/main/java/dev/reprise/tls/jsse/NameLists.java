package dev.reprise.tls.jsse;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lists of names that programs set, of which few are about: equal ones are kept once, as every engine keeps its own. */
final class NameLists {
    private static final int MAX_LISTS = 64;
    /** A cache: what is not in it is merely kept twice. */
    private static final Map<List<String>, List<String>> LISTS = new ConcurrentHashMap<>();

    private NameLists() {}

    /** Return an immutable list that is equal to this one. */
    static List<String> shared(List<String> names) {
        var known = LISTS.get(names);
        if (known != null) {
            return known;
        }
        var copy = List.copyOf(names);
        if (LISTS.size() < MAX_LISTS) {
            LISTS.put(copy, copy);
        }
        return copy;
    }

    /** Return an immutable list of these names. */
    static List<String> shared(String[] names) {
        return shared(List.of(names));
    }
}
