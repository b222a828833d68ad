package dev.reprise.tls;

import dev.reprise.tls.internal.net.ChannelTransport;
import dev.reprise.tls.internal.net.SocketTransport;
import dev.reprise.tls.internal.resumption.LinkedSessions;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Link a connection to further ones that must resume its session, as FTPS's data connections must resume that of their
 * control connection; made by {@link TlsClient#linked}. The sessions of the first are kept here, in memory, and not in the
 * config's store, which is neither asked nor needed. Each further connection takes one of them, whatever the socket's address
 * and port, and those it gets come back here. All are verified for one name. Thread-safe.
 *
 * <pre>{@code
 * try (var linked = client.linked("ftp.example.org");
 *         var control = linked.over(socket)) {
 *     …                                            // USER, PASS, PBSZ 0, PROT P, PASV, STOR file
 *     try (var data = linked.resume(dataSocket)) {
 *         data.output().write(file);
 *     }
 * }
 * }</pre>
 */
public final class LinkedConnections implements AutoCloseable {
    private final ClientConfig config;
    private final String serverName;
    private final Peer peer;
    private final LinkedSessions sessions;
    private final AtomicBoolean begun = new AtomicBoolean();

    LinkedConnections(ClientConfig config, String serverName) {
        this.config = config;
        this.serverName = GivenName.server(serverName);
        this.peer = config.engines().peer(this.serverName, 0, this.serverName);
        this.sessions = new LinkedSessions(config.engines().settings().shared().clocks());
    }

    /**
     * Put TLS over a connected socket as {@link TlsClient#over(ClientConfig, Socket, String)} does: the first connection,
     * whose handshake is full and whose sessions the others resume.
     *
     * @throws IllegalStateException when there is a first one already; the socket is left as it is
     */
    public TlsConnection over(Socket socket) throws IOException {
        var transport = new SocketTransport(socket);
        return config.connection(engine(), transport);
    }

    /**
     * Put TLS over a connected socket channel as {@link #over(Socket)} does.
     *
     * @throws IllegalBlockingModeException when it is not in blocking mode
     */
    public TlsConnection over(SocketChannel channel) throws IOException {
        var transport = ChannelTransport.of(channel, channel);
        return config.connection(engine(), transport);
    }

    /** Make the engine of the first connection, as {@link #over(Socket)} does over a transport of the caller's. */
    public TlsEngine engine() {
        if (begun.getAndSet(true)) {
            throw new IllegalStateException("there is a first connection; another needs linked connections of its own");
        }
        return config.engines().firstOfLinked(sessions, peer, serverName);
    }

    /**
     * Put TLS over a connected socket, to offer a session of the first connection. TLS 1.3's tickets come after the handshake,
     * with what is read from the first connection and from those that resume it, and each is good for one connection;
     * up to eight are kept. Whether the server took it, {@code info().resumed()} tells after the handshake.
     *
     * @throws ProtocolException with SESSION_REQUIRED when there is none to offer; nothing has been sent, and the socket is left
     *     as it is. When another thread takes the last one after this, the handshake throws it
     */
    public TlsConnection resume(Socket socket) throws IOException {
        return config.connection(resumingEngine(), new SocketTransport(socket));
    }

    /**
     * Put TLS over a connected socket channel as {@link #resume(Socket)} does.
     *
     * @throws IllegalBlockingModeException when it is not in blocking mode
     */
    public TlsConnection resume(SocketChannel channel) throws IOException {
        return config.connection(resumingEngine(), ChannelTransport.of(channel, channel));
    }

    /** Make an engine that offers a session of the first connection, as {@link #resume(Socket)} does. */
    public TlsEngine resumingEngine() throws ProtocolException {
        return config.engines().resumingLinked(sessions, peer, serverName);
    }

    /** Wipe the sessions that are left; connections go on. Idempotent. */
    @Override
    public void close() {
        sessions.close(peer);
    }
}
