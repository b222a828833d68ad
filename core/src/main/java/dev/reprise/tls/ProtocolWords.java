package dev.reprise.tls;

import dev.reprise.tls.spec.ProtocolVersion;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Reads lists of protocol versions in libtls's words ({@code tls_config_parse_protocols}). */
final class ProtocolWords {
    // libtls's bits. The old versions count while a list is read and are then left out, as they cannot be spoken.
    private static final int TLS_1_0 = 1 << 1;
    private static final int TLS_1_1 = 1 << 2;
    private static final int TLS_1_2 = 1 << 3;
    private static final int TLS_1_3 = 1 << 4;
    private static final int ALL = TLS_1_2 | TLS_1_3;

    private ProtocolWords() {}

    static Set<ProtocolVersion> parse(String list) {
        int mask = 0;
        // A word may be preceded by blanks, never followed: libtls reads it so.
        for (var part : list.split("[,:]", -1)) {
            var word = part.replaceFirst("^[ \t]+", "").toLowerCase(Locale.ROOT);
            boolean remove = word.startsWith("!");
            int bits = bits(remove ? word.substring(1) : word, list);
            if (!remove) {
                mask |= bits;
            } else {
                mask = (mask == 0 ? ALL : mask) & ~bits;
            }
        }
        var versions = EnumSet.noneOf(ProtocolVersion.class);
        if ((mask & TLS_1_2) != 0) {
            versions.add(ProtocolVersion.TLS_1_2);
        }
        if ((mask & TLS_1_3) != 0) {
            versions.add(ProtocolVersion.TLS_1_3);
        }
        return Collections.unmodifiableSet(versions);
    }

    private static int bits(String word, String list) {
        return switch (word) {
            case "all", "legacy", "default", "secure", "tlsv1" -> ALL;
            case "tlsv1.0" -> TLS_1_0;
            case "tlsv1.1" -> TLS_1_1;
            case "tlsv1.2" -> TLS_1_2;
            case "tlsv1.3" -> TLS_1_3;
            default ->
                throw new IllegalArgumentException("unknown protocol '" + word + "' in '" + list
                        + "'; legal are tlsv1.2, tlsv1.3, all, default, secure, legacy, tlsv1, the old tlsv1.0 and tlsv1.1,"
                        + " which add nothing, and any of them after !");
        };
    }
}
