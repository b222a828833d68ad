package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.cert.NameCheck;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import org.jspecify.annotations.Nullable;

/**
 * The names that clients send for a host unless a program sets others. JSSE's name of a host is dear to make, and most
 * connections of a context go where the last one went. Thread-safe.
 */
final class HostNames {
    private volatile @Nullable Known last;

    private record Known(String host, @Nullable List<SNIServerName> names) {}

    /** Return the one name to send, or null when there is none: RFC 6066 section 3, addresses and what is no name go nowhere. */
    @Nullable
    List<SNIServerName> of(@Nullable String host) {
        if (host == null) {
            return null;
        }
        var known = last;
        if (known == null || !known.host.equals(host)) {
            known = new Known(host, make(host));
            last = known;
        }
        return known.names;
    }

    private static @Nullable List<SNIServerName> make(String given) {
        var host = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
        if (host.indexOf('.') < 0 || NameCheck.isIpLiteral(host)) {
            return null;
        }
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
