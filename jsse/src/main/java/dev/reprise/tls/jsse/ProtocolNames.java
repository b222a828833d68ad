package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of protocol versions in JSSE. */
final class ProtocolNames {
    static final String TLS_1_3 = "TLSv1.3";
    static final String TLS_1_2 = "TLSv1.2";

    /** What a connection without a version has instead. */
    static final String NONE = "NONE";

    private static final List<String> BOTH = List.of(TLS_1_3, TLS_1_2);
    // Many programs enable these beside the newer ones. They are accepted and never spoken.
    private static final List<String> OUTDATED =
            List.of("TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello", "DTLSv1.3", "DTLSv1.2", "DTLSv1.0");

    private ProtocolNames() {}

    /** Return what is spoken unless told otherwise. */
    static List<String> supported() {
        return BOTH;
    }

    /** Name a version. */
    static String of(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_3 ? TLS_1_3 : TLS_1_2;
    }

    /**
     * Check names that a program enables, and copy them.
     *
     * @throws IllegalArgumentException with the texts of SunJSSE
     */
    static List<String> checked(@Nullable String @Nullable [] names) {
        if (names == null) {
            throw new IllegalArgumentException("Protocols cannot be null");
        }
        var checked = new ArrayList<String>(names.length);
        for (var name : names) {
            if (name == null || !(BOTH.contains(name) || OUTDATED.contains(name))) {
                throw new IllegalArgumentException("Unsupported protocol: " + name);
            }
            checked.add(name);
        }
        return NameLists.shared(checked);
    }

    /** Tell whether a list of names enables a version. */
    static boolean enables(List<String> names, ProtocolVersion version) {
        return names.contains(of(version));
    }
}
