package dev.reprise.tls;

import java.util.regex.Pattern;

/**
 * A server as libtls's {@code tls_connect} takes it in one word.
 *
 * @param host a name or an IP address without brackets
 * @param port 1 to 65535
 */
record HostAndPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^:\\[\\]]+)):([0-9]{1,5})");

    /**
     * Parse {@code host:port} or {@code [address]:port}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static HostAndPort parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no host with a port; legal are host:port and, for IPv6, [address]:port");
        }
        var host = form.group(1) == null ? form.group(2) : form.group(1);
        return new HostAndPort(GivenName.host(host), GivenName.port(Integer.parseInt(form.group(3))));
    }
}
