package dev.reprise.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Name where a peer listens.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535; 0, where one listens, for any free one
 */
public record HostPort(String host, int port) {
    /** Parse {@code HOST:PORT} or {@code [V6]:PORT}; anything else is wrong usage. */
    public static HostPort parse(String text) {
        return parse(text, 1);
    }

    private static HostPort parse(String text, int lowest) {
        int scheme = text.indexOf("://");
        if (scheme >= 0) {
            throw new TypeConversionException("expected HOST:PORT, not the URL '" + Text.printable(text) + "'"
                    + hint(text.substring(scheme + "://".length())));
        }
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            throw new TypeConversionException("expected HOST:PORT, not '" + Text.printable(text) + "'");
        }
        var host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new TypeConversionException("an IPv6 address needs brackets: [" + Text.printable(host) + "]:PORT");
        }
        if (host.isEmpty()) {
            throw new TypeConversionException("the host is missing in '" + Text.printable(text) + "'");
        }
        return new HostPort(host, port(text.substring(colon + 1), lowest));
    }

    /** Say what was probably meant by a URL, where its authority says so. */
    private static String hint(String afterScheme) {
        var authority = afterScheme.split("[/?#]", 2)[0];
        return authority.isEmpty()
                ? ""
                : "; try '" + Text.printable(authority.matches(".*:[0-9]+") ? authority : authority + ":443") + "'";
    }

    private static int port(String digits, int lowest) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = number ? Integer.parseInt(digits) : -1;
        if (port < lowest || port > 0xffff) {
            throw new TypeConversionException(
                    "the port '" + Text.printable(digits) + "' is not in " + lowest + "..65535");
        }
        return port;
    }

    /** Return the form that {@link #parse} takes. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Let picocli parse it. */
    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return parse(text);
        }
    }

    /** Let picocli parse where to listen. */
    static final class Listening implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return parse(text, 0);
        }
    }
}
