package dev.reprise.tls.internal.handshake;

import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.Arrays;
import java.util.List;

/**
 * The key exchange groups one side takes, most wanted first (RFC 9846 section 4.3.7). What handshakes ask for is worked
 * out once. Immutable.
 */
public final class NamedGroups {
    /** What is taken unless told otherwise, of those that the runtime has. */
    public static final List<NamedGroup> DEFAULT =
            List.of(NamedGroup.X25519MLKEM768, NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);

    private final List<NamedGroup> tls13;
    private final List<NamedGroup> tls12;
    private final SupportedGroups tls13Extension;
    private final SupportedGroups tls12Extension;

    private NamedGroups(List<NamedGroup> all) {
        tls13 = all; // TLS 1.3 has them all.
        tls12 = usable(all, ProtocolVersion.TLS_1_2);
        tls13Extension = extension(tls13);
        tls12Extension = tls12.isEmpty() || tls12.size() == tls13.size() ? tls13Extension : extension(tls12);
    }

    private static List<NamedGroup> usable(List<NamedGroup> all, ProtocolVersion version) {
        var usable = new NamedGroup[all.size()];
        int count = 0;
        for (var group : all) {
            if (group.usableIn(version)) {
                usable[count++] = group;
            }
        }
        return count == all.size() ? all : List.of(Arrays.copyOf(usable, count));
    }

    private static SupportedGroups extension(List<NamedGroup> groups) {
        return new SupportedGroups(CodePoints.of(groups, NamedGroup::code));
    }

    /** Take these, at least one; the list is copied. */
    public static NamedGroups of(List<NamedGroup> groups) {
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("no group");
        }
        return new NamedGroups(List.copyOf(groups));
    }

    /** Return those that a version has, maybe none. */
    public List<NamedGroup> of(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_3 ? tls13 : tls12;
    }

    /** Return the extension that offers those of a version, and of the older ones. */
    public SupportedGroups extension(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_3 ? tls13Extension : tls12Extension;
    }
}
