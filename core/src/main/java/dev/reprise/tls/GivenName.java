package dev.reprise.tls;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.message.ServerName;
import java.net.IDN;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks what a user gives for a server's name and place, before a socket or a ticket is touched. */
final class GivenName {
    private GivenName() {}

    /**
     * Return a server name as it is sent and looked for in certificates: without a final dot (RFC 6066 section 3), and
     * others than ASCII names as the A-labels that {@link #ascii} makes of them.
     *
     * @throws IllegalArgumentException when it is neither a host name nor an IP address
     */
    static String server(String given) {
        Objects.requireNonNull(given, "the server name is null");
        try {
            var ascii = ascii(given);
            var name = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            if (NameCheck.isIpLiteral(name)) {
                return name;
            }
            // A colon would make the extension take any digits around it for an address.
            if (name.indexOf(':') < 0) {
                return new ServerName(name).hostName();
            }
        } catch (IllegalArgumentException e) {
            throw noName(given, e);
        }
        throw noName(given, null);
    }

    /**
     * Return a host as it is resolved.
     *
     * @throws IllegalArgumentException when it is empty, which the JDK would take for this machine, or no name at all
     */
    static String host(String given) {
        Objects.requireNonNull(given, "the host is null");
        if (given.isEmpty()) {
            throw noName(given, null);
        }
        try {
            return ascii(given);
        } catch (IllegalArgumentException e) {
            throw noName(given, e);
        }
    }

    /** Return a port that can be connected to. */
    static int port(int given) {
        if (given < 1 || given > 0xffff) {
            throw new IllegalArgumentException("port " + given + " is not in 1..65535");
        }
        return given;
    }

    /**
     * Return a name to keep sessions under.
     *
     * @throws IllegalArgumentException when it is not what a line of a session file can hold
     */
    static String sessionPeer(String given) {
        Objects.requireNonNull(given, "the peer of the sessions is null");
        if (given.isEmpty() || given.length() > 255 || given.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("a peer of sessions of " + given.length()
                    + " characters; legal are 1 to 255, printable ASCII without space");
        }
        return given;
    }

    /** Convert a name of other than ASCII characters as the JDK's own TLS does. */
    private static String ascii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES);
            }
        }
        return name;
    }

    private static IllegalArgumentException noName(String given, @Nullable IllegalArgumentException cause) {
        return new IllegalArgumentException(
                "'" + given + "' is no name of a server; legal are an IP address without brackets, or labels of 1 to 63"
                        + " letters, digits, hyphens and underscores with dots between them, 255 characters at most",
                cause);
    }
}
