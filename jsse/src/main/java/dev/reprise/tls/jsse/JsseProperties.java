package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.handshake.server.TicketCount;
import dev.reprise.tls.internal.record.SealingRules;
import dev.reprise.tls.internal.ticket.TicketPolicy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The system properties of JSSE that are honoured, read when they are asked for; docs/jsse.md lists them all. */
final class JsseProperties {
    private static final int MAX_TICKET_SECONDS = (int) TicketPolicy.MAX_LIFETIME.toSeconds();
    private static final long LEAST_RECORDS = 16;
    private static final int MAX_POWER = 62;
    // As SunJSSE reads it: an algorithm, the word KeyUpdate, and bytes as a number or a power of two.
    private static final Pattern KEY_LIMIT = Pattern.compile("(?i)\\S+\\s+KeyUpdate\\s+(?:2\\^(\\d{1,2})|(\\d{1,18}))");

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
                        client
                                ? "jdk.tls.client.enableSessionTicketExtension"
                                : "jdk.tls.server.enableSessionTicketExtension",
                        true)
                && !disables(client, "session_ticket")
                && !disables(client, "pre_shared_key");
    }

    /** Return how many tickets clients get that do not say how many they want; null for none at all. */
    static @Nullable TicketCount ticketCount() {
        int count = number("jdk.tls.server.newSessionTicketCount", 0, 10, -1);
        if (count == 0) {
            return null;
        }
        int most = Math.min(count, TicketCount.MAX);
        return count < 0 ? TicketCount.DEFAULT : new TicketCount(most, most);
    }

    /** Return for how many seconds a server's tickets are good unless its context is told otherwise. */
    static int ticketSeconds() {
        return number("jdk.tls.server.sessionTicketTimeout", 1, MAX_TICKET_SECONDS, 86_400);
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
        return flag("jsse.enableSNIExtension", true) && !disables(true, "server_name");
    }

    /** Tell whether an extension is switched off, by its name in the registry. */
    static boolean disables(boolean client, String extension) {
        var names = list(client ? "jdk.tls.client.disableExtensions" : "jdk.tls.server.disableExtensions");
        return names != null && names.contains(extension);
    }

    /** Tell whether clients ask servers for OCSP responses. */
    static boolean statusRequest() {
        return flag("jdk.tls.client.enableStatusRequestExtension", true) && !disables(true, "status_request");
    }

    /** Return how records are sealed: by the security property {@code jdk.tls.keyLimits}, whose bytes are full records here. */
    static SealingRules sealing() {
        var limits = Security.getProperty("jdk.tls.keyLimits");
        long least = Long.MAX_VALUE;
        for (var entry : limits == null ? new String[0] : limits.split(",", -1)) {
            var bytes = KEY_LIMIT.matcher(entry.strip());
            if (bytes.matches()) {
                var power = bytes.group(1);
                long limit = power == null
                        ? Long.parseLong(bytes.group(2))
                        : 1L << Math.min(MAX_POWER, Integer.parseInt(power));
                least = Math.min(least, limit);
            }
        }
        return least == Long.MAX_VALUE
                ? SealingRules.DEFAULT
                : SealingRules.DEFAULT.withRecordsPerKey(Math.max(LEAST_RECORDS, least >>> 14));
    }

    /** Tell whether each handshake is to be told in the log. */
    static boolean debug() {
        var wanted = System.getProperty("javax.net.debug");
        return wanted != null && (wanted.contains("ssl") || wanted.contains("all"));
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
