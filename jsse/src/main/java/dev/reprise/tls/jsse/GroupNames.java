package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.NamedGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What JSSE calls key exchange groups. */
final class GroupNames {
    private GroupNames() {}

    /**
     * Return the groups of these names, those that Reprise has. An asterisk before a name, by which newer JDKs mark the key
     * shares to send, is left out.
     */
    static List<NamedGroup> groups(List<String> names) {
        var groups = new ArrayList<NamedGroup>(names.size());
        for (var name : names) {
            var group = find(name.startsWith("*") ? name.substring(1) : name);
            if (group != null && !groups.contains(group)) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Return the name that JSSE has for a group. */
    static String of(NamedGroup group) {
        return group == NamedGroup.X25519MLKEM768 ? group.name() : group.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable NamedGroup find(String name) {
        for (var group : NamedGroup.values()) {
            if (group.name().equals(name.toUpperCase(Locale.ROOT))) {
                return group;
            }
        }
        return null;
    }
}
