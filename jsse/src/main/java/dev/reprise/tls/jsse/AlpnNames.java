package dev.reprise.tls.jsse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What JSSE and the protocol call application protocols. The protocol has bytes (RFC 7301), Reprise a character for each, and
 * JSSE whatever {@code jdk.tls.alpnCharset} makes of them.
 */
final class AlpnNames {
    private AlpnNames() {}

    /** Return the protocol's name for one of JSSE's. */
    static String ofWire(String jsse) {
        return new String(jsse.getBytes(JsseProperties.alpnCharset()), StandardCharsets.ISO_8859_1);
    }

    /** Return the protocol's names for JSSE's. */
    static List<String> ofWire(List<String> jsse) {
        if (jsse.isEmpty()) {
            return jsse;
        }
        var names = new ArrayList<String>(jsse.size());
        for (var name : jsse) {
            names.add(ofWire(name));
        }
        return names;
    }

    /** Return JSSE's name for one of the protocol's. */
    static String ofJsse(String wire) {
        return new String(wire.getBytes(StandardCharsets.ISO_8859_1), JsseProperties.alpnCharset());
    }
}
