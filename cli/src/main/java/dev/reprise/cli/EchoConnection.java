package dev.reprise.cli;

import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.spec.ConnectionInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Serve one client: send back what it sends, until it sends no more; then end our direction as well. */
final class EchoConnection implements Runnable {
    private static final int BUFFER = 16 * 1024;

    private final TlsConnection connection;
    private final PrintStream log;
    private final String peer;

    /** Take over a connection whose handshake is still to come. */
    EchoConnection(TlsConnection connection, PrintStream log) {
        this.connection = connection;
        this.log = log;
        this.peer = connection.remoteAddress() instanceof InetSocketAddress address
                ? new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString()
                : String.valueOf(connection.remoteAddress());
    }

    /** Serve and log; a failure ends this connection and no other. */
    @Override
    public void run() {
        try (connection) {
            connection.handshake();
            log.println(line(connection.info()));
            var input = connection.input();
            var output = connection.output();
            var buffer = new byte[BUFFER];
            for (int count; (count = input.read(buffer)) >= 0; ) {
                output.write(buffer, 0, count);
            }
            connection.closeOutput();
        } catch (IOException | RuntimeException failure) {
            log.println("connection peer=" + peer + " error=" + Text.logValue(Failure.describe(failure)));
        }
    }

    private String line(ConnectionInfo info) {
        var line = new StringBuilder("connection");
        append(line, "peer", peer);
        append(line, "protocol", info.version().displayName());
        append(line, "cipher", info.cipherSuite().name());
        append(
                line,
                "group",
                info.group().map(group -> group.name().toLowerCase(Locale.ROOT)).orElse("none"));
        info.alpn().ifPresent(alpn -> append(line, "alpn", alpn));
        info.serverName().ifPresent(name -> append(line, "servername", name));
        info.peerCertificates().stream()
                .findFirst()
                .ifPresent(leaf ->
                        append(line, "client", leaf.getSubjectX500Principal().getName()));
        append(
                line,
                "kind",
                info.handshakeKind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        info.ticketRefusal().ifPresent(reason -> append(line, "refused", reason.toString()));
        return line.toString();
    }

    private static void append(StringBuilder line, String key, String value) {
        line.append(' ').append(key).append('=').append(Text.logValue(value));
    }
}
