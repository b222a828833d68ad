package dev.reprise.cli;

import dev.reprise.tls.TlsConnection;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Serve one client: send back what it sends, until it sends no more; then end our direction as well. */
final class EchoConnection implements Runnable {
    private static final int BUFFER = 16 * 1024;

    private final TlsConnection connection;
    private final Log log;
    private final @Nullable SocketAddress peer;

    /** Take over a connection whose handshake is still to come. */
    EchoConnection(TlsConnection connection, Log log) {
        this.connection = connection;
        this.log = log;
        this.peer = connection.remoteAddress();
    }

    /** Serve and log; a failure ends this connection and no other. */
    @Override
    public void run() {
        try (connection) {
            connection.handshake();
            var line = new ConnectionLine(peer);
            line.handshake(connection.info());
            log.connection(line);
            var input = connection.input();
            var output = connection.output();
            var buffer = new byte[BUFFER];
            for (int count; (count = input.read(buffer)) >= 0; ) {
                output.write(buffer, 0, count);
            }
            connection.closeOutput();
        } catch (IOException | RuntimeException failure) {
            var failed = new ConnectionLine(peer);
            failed.error(failure);
            log.connection(failed);
        }
    }
}
