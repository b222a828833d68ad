package dev.reprise.tls.jsse;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The system properties of JSSE that are honoured, read when they are asked for; docs/jsse.md lists them all. */
final class JsseProperties {
    private static final int MAX_SECONDS = 7 * 24 * 3600;

    private JsseProperties() {}

    /** Return the names in {@code jdk.tls.client.protocols} or its like for servers; null when it is not set. */
    static @Nullable List<String> protocols(boolean client) {
        return list(client ? "jdk.tls.client.protocols" : "jdk.tls.server.protocols");
    }

    /** Return the names in {@code jdk.tls.client.cipherSuites} or its like for servers; null when it is not set. */
    static @Nullable List<String> suites(boolean client) {
        return list(client ? "jdk.tls.client.cipherSuites" : "jdk.tls.server.cipherSuites");
    }

    /** Return the names in {@code jdk.tls.namedGroups}; null when it is not set. */
    static @Nullable List<String> groups() {
        return list("jdk.tls.namedGroups");
    }

    /** Return the names in {@code jdk.tls.client.SignatureSchemes} or its like for servers; null when it is not set. */
    static @Nullable List<String> schemes(boolean client) {
        return list(client ? "jdk.tls.client.SignatureSchemes" : "jdk.tls.server.SignatureSchemes");
    }

    /** Tell whether a side has anything to do with tickets. */
    static boolean tickets(boolean client) {
        return flag(
                client ? "jdk.tls.client.enableSessionTicketExtension" : "jdk.tls.server.enableSessionTicketExtension",
                true);
    }

    /** Return for how many seconds a server's tickets are good unless its context is told otherwise. */
    static int ticketSeconds() {
        return number("jdk.tls.server.sessionTicketTimeout", 1, MAX_SECONDS, 86_400);
    }

    /** Return how many sessions a context keeps unless it is told otherwise. */
    static int cacheSize() {
        return number("javax.net.ssl.sessionCacheSize", 0, Integer.MAX_VALUE, 20_480);
    }

    /** Return the longest handshake message that is taken, in bytes; null for Reprise's own limit. */
    static @Nullable Integer maxHandshakeMessage() {
        int given = number("jdk.tls.maxHandshakeMessageSize", 1 << 14, (1 << 24) - 1, 0);
        return given == 0 ? null : given;
    }

    /** Return how many certificates of a peer are looked at. */
    static int maxCertificates(boolean client) {
        int all = number("jdk.tls.maxCertificateChainLength", 1, 100, 10);
        return client
                ? number("jdk.tls.client.maxInboundCertificateChainLength", 1, 100, all)
                : number("jdk.tls.server.maxInboundCertificateChainLength", 1, 100, Math.min(8, all));
    }

    /** Tell whether TLS 1.3's close_notify is answered at once, as TLS 1.2's is. */
    static boolean acknowledgeCloseNotify() {
        return flag("jdk.tls.acknowledgeCloseNotify", false);
    }

    /** Tell whether a socket's end without close_notify is an error. */
    static boolean requireCloseNotify() {
        return flag("com.sun.net.ssl.requireCloseNotify", false);
    }

    /** Tell whether clients send server names. */
    static boolean serverNames() {
        return flag("jsse.enableSNIExtension", true);
    }

    /** Tell whether a host's name that came from a name service may be the peer's. */
    static boolean trustNameService() {
        return flag("jdk.tls.trustNameService", false);
    }

    /** Return how names of application protocols become bytes. */
    static Charset alpnCharset() {
        var name = System.getProperty("jdk.tls.alpnCharset");
        try {
            return name == null || name.isEmpty() ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    private static boolean flag(String property, boolean otherwise) {
        var value = System.getProperty(property);
        return (value == null || value.isEmpty()) ? otherwise : value.strip().equalsIgnoreCase("true");
    }

    private static int number(String property, int least, int most, int otherwise) {
        var value = System.getProperty(property);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.strip());
            return number < least || number > most ? otherwise : number;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static @Nullable List<String> list(String property) {
        var value = System.getProperty(property);
        if (value == null || value.isBlank()) {
            return null;
        }
        var bare = value.strip();
        if (bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        var names = new ArrayList<String>();
        for (var name : bare.split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }
}
