package dev.reprise.tls.jsse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;

/**
 * What JSSE and the protocol call application protocols. The protocol has bytes (RFC 7301), Reprise a character for each, and
 * JSSE whatever {@code jdk.tls.alpnCharset} makes of them.
 */
final class AlpnNames {
    private static final int MAX_LENGTH = 255;
    private static final int MAX_ALL = 0xffff;

    private AlpnNames() {}

    /** Return the protocol's name for one of JSSE's. */
    static String ofWire(String jsse) {
        return new String(jsse.getBytes(JsseProperties.alpnCharset()), StandardCharsets.ISO_8859_1);
    }

    /**
     * Return the protocol's names for JSSE's.
     *
     * @throws SSLHandshakeException when one is longer than 255 bytes, or all are than 65535 (RFC 7301 section 3.1)
     */
    static List<String> ofWire(List<String> jsse) throws SSLHandshakeException {
        if (jsse.isEmpty()) {
            return jsse;
        }
        var names = new ArrayList<String>(jsse.size());
        int all = 0;
        for (var name : jsse) {
            var wire = ofWire(name);
            if (wire.length() > MAX_LENGTH) {
                throw new SSLHandshakeException("an application protocol's name of " + wire.length()
                        + " bytes, legal are up to " + MAX_LENGTH + ": " + name);
            }
            names.add(wire);
            all += 1 + wire.length();
        }
        if (all > MAX_ALL) {
            throw new SSLHandshakeException("application protocols of " + all + " bytes, legal are up to " + MAX_ALL);
        }
        return names;
    }

    /** Return JSSE's name for one of the protocol's. */
    static String ofJsse(String wire) {
        return new String(wire.getBytes(StandardCharsets.ISO_8859_1), JsseProperties.alpnCharset());
    }
}
