package dev.reprise.cli;

import dev.reprise.tls.spec.ConnectionInfo;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collect what a log says of one connection, in order, and put it as {@code key=value} pairs or as JSON. */
public final class ConnectionLine {
    private final Map<String, Object> facts = new LinkedHashMap<>();

    /** Begin with who the peer is; null when that is not known. */
    public ConnectionLine(@Nullable SocketAddress peer) {
        peer(peer);
    }

    /** Say who the peer is, again when somebody has told better. */
    public void peer(@Nullable SocketAddress peer) {
        facts.put("peer", address(peer));
    }

    /** Return an address as logs have it. */
    public static String address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? new HostPort(inet.getAddress().getHostAddress(), inet.getPort()).toString()
                : String.valueOf(address);
    }

    /** Add how the connection came about. */
    public void handshake(ConnectionInfo info) {
        add("protocol", info.version().displayName());
        add("cipher", info.cipherSuite().name());
        add(
                "group",
                info.group().map(group -> group.name().toLowerCase(Locale.ROOT)).orElse("none"));
        info.alpn().ifPresent(alpn -> add("alpn", alpn));
        info.serverName().ifPresent(name -> add("servername", name));
        info.peerCertificates().stream()
                .findFirst()
                .ifPresent(leaf -> add("client", leaf.getSubjectX500Principal().getName()));
        add("kind", info.handshakeKind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        info.ticketRefusal().ifPresent(reason -> add("refused", reason.toString()));
    }

    /** Add a text. */
    public void add(String key, String value) {
        facts.put(key, value);
    }

    /** Add a number. */
    public void add(String key, long value) {
        facts.put(key, value);
    }

    /** Add a number of seconds, in milliseconds' precision. */
    public void addSeconds(String key, long nanos) {
        facts.put(key, String.format(Locale.ROOT, "%.3f", nanos / 1e9));
    }

    /** Add why the connection failed. */
    public void error(Throwable failure) {
        add("error", Failure.describe(failure));
    }

    /** Return the line without its end. */
    public String text() {
        var line = new StringBuilder("connection");
        facts.forEach((key, value) -> line.append(' ').append(key).append('=').append(Text.logValue(value.toString())));
        return line.toString();
    }

    /** Return one JSON object on one line, {@code "event":"connection"} first. */
    public String json() {
        var json = new StringBuilder("{\"event\":\"connection\"");
        facts.forEach((key, value) -> json.append(',')
                .append(Text.json(key))
                .append(':')
                .append(value instanceof Long ? value.toString() : Text.json(value.toString())));
        return json.append('}').toString();
    }
}
