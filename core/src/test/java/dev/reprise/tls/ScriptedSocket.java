package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.engine.RecordPeer;
import dev.reprise.tls.internal.engine.ScriptedServer;
import dev.reprise.tls.internal.net.SocketTransport;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.spec.Clocks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/**
 * A scripted server's connection over loopback sockets; the test itself is the peer, record by record, at the far socket. The far
 * side ends its direction once the near one has ended its own, unless a test says otherwise.
 */
final class ScriptedSocket implements AutoCloseable {
    static final byte[] HELLO = RecordPeer.plain(22, RecordPeer.HELLO);
    static final Duration NONE = Duration.ZERO;

    final RecordPeer peer = new RecordPeer();
    final Socket near;
    final Socket far;
    /** How long closing may take: longer than the slowest machine needs, unless a test has the other side never end. */
    Duration closeTimeout = Duration.ofSeconds(30);

    boolean farEnds = true;

    ScriptedSocket() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            near = new NearSocket(listener.getInetAddress(), listener.getLocalPort());
            far = listener.accept();
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
    }

    private final class NearSocket extends Socket {
        NearSocket(InetAddress address, int port) throws IOException {
            super(address, port);
        }

        @Override
        public void shutdownOutput() throws IOException {
            super.shutdownOutput();
            if (farEnds && !far.isOutputShutdown()) {
                far.shutdownOutput();
            }
        }
    }

    /** Make a connection and do its handshake. */
    TlsConnection established(ScriptedServer server, Duration readTimeout) throws IOException {
        var connection = connection(server, Duration.ofSeconds(60), readTimeout, Clocks.system());
        send(HELLO);
        peer.writeWith(ScriptedServer.secret(1));
        send(peer.sealed(ContentType.HANDSHAKE, RecordPeer.FINISHED));
        connection.handshake();
        for (int i = 0; i < 3; i++) {
            received();
        }
        peer.writeWith(ScriptedServer.secret(3));
        peer.readWith(ScriptedServer.secret(4));
        return connection;
    }

    /** Make a connection; nothing is sent yet. */
    TlsConnection connection(ScriptedServer server, Duration handshake, Duration read, Clocks clocks)
            throws IOException {
        var engine = Engines.server(server.first());
        return new TlsConnection(
                new TlsEngine(engine, SessionSink.NONE, new Announcer(null)),
                new SocketTransport(near),
                Timeouts.DEFAULT.withHandshake(handshake).withRead(read).withClose(closeTimeout),
                clocks);
    }

    /** Send from the far side. */
    void send(byte... bytes) throws IOException {
        far.getOutputStream().write(bytes);
    }

    /** Receive a record at the far side. */
    RecordPeer.Received received() throws IOException {
        var header = far.getInputStream().readNBytes(5);
        assertThat(header).hasSize(5);
        var body = far.getInputStream().readNBytes((header[3] & 0xff) << 8 | (header[4] & 0xff));
        return peer.read(RecordPeer.join(header, body)).get(0);
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
