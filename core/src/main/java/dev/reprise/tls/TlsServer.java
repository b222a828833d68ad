package dev.reprise.tls;

import dev.reprise.tls.internal.net.CallbackTransport;
import dev.reprise.tls.internal.net.ChannelTransport;
import dev.reprise.tls.internal.net.SocketTransport;
import dev.reprise.tls.spec.ByteSink;
import dev.reprise.tls.spec.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * Accept TLS connections on a port. Thread-safe. {@link #accept} never performs a handshake, so one slow client cannot
 * keep others waiting: hand each connection to a thread of its own, where its first use does it.
 */
public final class TlsServer implements Closeable {
    private static final int BACKLOG = 1024;

    private final ServerConfig config;
    private final ServerSocket socket;

    TlsServer(ServerConfig config, ServerSocket socket) {
        this.config = config;
        this.socket = socket;
    }

    /**
     * Listen on a port of every local address.
     *
     * @param port 0 to 65535; 0 for any free one, which {@link #localPort} tells
     * @throws BindException when the port is in use, or the system does not give it to this user
     * @throws IllegalArgumentException when it is no port
     */
    public static TlsServer listen(ServerConfig config, int port) throws IOException {
        return listen(config, new InetSocketAddress(port));
    }

    /**
     * Listen on one address.
     *
     * @throws BindException when it is in use, or not this machine's
     */
    public static TlsServer listen(ServerConfig config, InetSocketAddress address) throws IOException {
        Objects.requireNonNull(config, "the config is null");
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, BACKLOG);
            return new TlsServer(config, socket);
        } catch (IOException e) {
            socket.close();
            throw unbound(address, e);
        }
    }

    /** Say where we wanted to listen, in an exception of the kind that says why not. */
    private static IOException unbound(InetSocketAddress address, IOException cause) {
        var text = "cannot listen on " + address.getHostString() + " port " + address.getPort() + ": "
                + cause.getMessage();
        if (cause instanceof BindException) {
            var failure = new BindException(text);
            failure.initCause(cause);
            return failure;
        }
        return new IOException(text, cause);
    }

    /**
     * Serve TLS over a connected socket (libtls's {@code tls_accept_socket}), which the connection owns from now on. The
     * first use, or {@link TlsConnection#handshake}, does the handshake.
     */
    public static TlsConnection over(ServerConfig config, Socket socket) throws IOException {
        return config.connection(new SocketTransport(socket));
    }

    /** Serve TLS over a connected socket channel in blocking mode, as {@link #over(ServerConfig, Socket)} does. */
    public static TlsConnection over(ServerConfig config, SocketChannel channel) throws IOException {
        return over(config, channel, channel);
    }

    /**
     * Serve TLS over any two blocking channels (libtls's {@code tls_accept_fds}), as {@link #over(ServerConfig, Socket)}
     * does; they may be one and the same. Only a socket's channel knows timeouts; others wait for as long as their reads do.
     *
     * @throws IllegalBlockingModeException when one of them is not in blocking mode
     */
    public static TlsConnection over(ServerConfig config, ReadableByteChannel input, WritableByteChannel output)
            throws IOException {
        return config.connection(ChannelTransport.of(input, output));
    }

    /**
     * Serve TLS by two functions that carry its bytes (libtls's {@code tls_accept_cbs}), as {@link #over(ServerConfig, Socket)}
     * does. They know no timeouts, and nothing but they themselves can wake one that waits. What is behind them stays the
     * caller's to close; closing the connection says so to the peer and does not wait for its answer.
     */
    public static TlsConnection over(ServerConfig config, ByteSource source, ByteSink sink) {
        return config.connection(new CallbackTransport(source, sink));
    }

    /**
     * Wait for a client (libtls's {@code tls_accept_socket}). No byte of TLS is read or written here.
     *
     * @throws SocketException when the server is closed
     * @throws IOException when the system gives no connection, as when too many files are open: the server still listens, so
     *     wait a little and call again
     */
    public TlsConnection accept() throws IOException {
        var accepted = socket.accept();
        try {
            sendAtOnce(accepted);
            return config.connection(new SocketTransport(accepted));
        } catch (Throwable e) {
            accepted.close();
            throw e;
        }
    }

    /** A client that has left by now is the matter of whoever uses its connection, not of the one who waits for others. */
    private static void sendAtOnce(Socket accepted) {
        try {
            accepted.setTcpNoDelay(true);
        } catch (SocketException e) {
            return; // Some systems refuse options of a socket that the peer has reset.
        }
    }

    /** Return the port that is listened on. */
    public int localPort() {
        return socket.getLocalPort();
    }

    /** Stop listening; connections already accepted live on. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
