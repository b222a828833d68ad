package dev.reprise.tls;

import dev.reprise.tls.internal.net.CallbackTransport;
import dev.reprise.tls.internal.net.ChannelTransport;
import dev.reprise.tls.internal.net.HappyEyeballs;
import dev.reprise.tls.internal.net.SocketTransport;
import dev.reprise.tls.internal.net.Transport;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.spec.ByteSink;
import dev.reprise.tls.spec.ByteSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/** Connect to TLS servers. Immutable and thread-safe. */
public final class TlsClient {
    private final ClientConfig config;

    private TlsClient(ClientConfig config) {
        this.config = config;
    }

    /** Make a client. */
    public static TlsClient of(ClientConfig config) {
        return new TlsClient(Objects.requireNonNull(config, "the config is null"));
    }

    /**
     * Connect and perform the handshake, as {@link #connect(String, int)} does, with a server named in one word.
     *
     * @param hostAndPort {@code host:port}, and for an IPv6 address {@code [address]:port}
     * @throws IllegalArgumentException when it is neither
     */
    public TlsConnection connect(String hostAndPort) throws IOException {
        var place = HostAndPort.parse(hostAndPort);
        return connect(place.host(), place.port());
    }

    /**
     * Connect and perform the handshake; the certificate must have the host's name (libtls's {@code tls_connect}). All of the
     * host's addresses are tried: the next one when one has failed, or has not answered for a quarter of a second, and
     * the families in turns (RFC 8305).
     *
     *
     * @param host a name, as for {@link #connect(String, int, String)}, or an IP address
     * @param port 1 to 65535
     * @throws IllegalArgumentException when one of these is not legal; nothing is connected then
     * @throws UnknownHostException when the host has no address
     * @throws ConnectException when no address answers; {@link SocketTimeoutException} or {@link NoRouteToHostException} when
     *     that is why, and {@link InterruptedIOException} when the thread is interrupted
     * @throws IOException when the handshake fails
     */
    public TlsConnection connect(String host, int port) throws IOException {
        return connect(host, port, host);
    }

    /**
     * Connect and perform the handshake for another name than the host's (libtls's {@code tls_connect_servername}).
     *
     * @param host what to connect to: a name or an IP address
     * @param serverName the name to send and to find in the certificate; an IP address is checked, never sent. A final dot
     *     is left out. Names in other than ASCII characters are converted by the strict rules of {@link java.net.IDN} (IDNA
     *     of 2003), as the JDK's own TLS does; who wants others gives A-labels
     */
    public TlsConnection connect(String host, int port, String serverName) throws IOException {
        var name = GivenName.server(serverName);
        var place = GivenName.host(host);
        var peer = config.engines().peer(place, GivenName.port(port), name);
        // A session is taken only with TCP up: a refused connect must not burn a single-use ticket.
        var connection = connection(open(place, port, peer), peer, name);
        try {
            connection.handshake();
            return connection;
        } catch (Throwable e) { // Also an Error of the user's own verifier, store or listener.
            connection.close();
            throw e;
        }
    }

    /** Make a connection over a socket of our own, which is not left open if something of the user's throws. */
    private TlsConnection connection(Socket socket, Peer peer, String serverName) throws IOException {
        try {
            return config.connection(new SocketTransport(socket), peer, serverName);
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Put TLS over a connected socket (libtls's {@code tls_connect_socket}), which the connection owns from now on. The first
     * use, or {@link TlsConnection#handshake}, does the handshake.
     *
     * @param serverName the name to send and to find in the certificate, as for {@link #connect(String, int, String)}; with
     *     the socket's port it names the peer that sessions are kept under, unless the config names another
     * @throws IllegalArgumentException when it is no legal name; the socket is left as it is
     */
    public static TlsConnection over(ClientConfig config, Socket socket, String serverName) throws IOException {
        return over(config, new SocketTransport(socket), serverName);
    }

    /** Put TLS over a connected socket channel in blocking mode, as {@link #over(ClientConfig, Socket, String)} does. */
    public static TlsConnection over(ClientConfig config, SocketChannel channel, String serverName) throws IOException {
        return over(config, channel, channel, serverName);
    }

    /**
     * Put TLS over any two blocking channels (libtls's {@code tls_connect_fds}), as {@link #over(ClientConfig, Socket, String)}
     * does; they may be one and the same. Only a socket's channel knows timeouts; others wait for as long as their reads do.
     *
     * @throws IllegalBlockingModeException when one of them is not in blocking mode
     */
    public static TlsConnection over(
            ClientConfig config, ReadableByteChannel input, WritableByteChannel output, String serverName)
            throws IOException {
        return over(config, ChannelTransport.of(input, output), serverName);
    }

    /**
     * Put TLS over two functions that carry its bytes (libtls's {@code tls_connect_cbs}), as {@link #over(ClientConfig, Socket,
     * String)} does. They know no timeouts, and nothing but they themselves can wake one that waits. What is behind them stays
     * the caller's to close; closing the connection says so to the peer and does not wait for its answer, nor for sessions
     * that come with it.
     */
    public static TlsConnection over(ClientConfig config, ByteSource source, ByteSink sink, String serverName) {
        return over(config, new CallbackTransport(source, sink), serverName);
    }

    /**
     * Begin a connection that further ones must resume, such as FTPS's control connection with its data connections.
     *
     * @param serverName the name to send and to find in the certificate, of all of them, as for {@link #connect(String, int,
     *     String)}
     */
    public LinkedConnections linked(String serverName) {
        return new LinkedConnections(config, serverName);
    }

    private static TlsConnection over(ClientConfig config, Transport transport, String serverName) {
        var name = GivenName.server(serverName);
        int port = transport.remoteAddress() instanceof InetSocketAddress address ? address.getPort() : 0;
        return config.connection(transport, config.engines().peer(name, port, name), name);
    }

    private Socket open(String host, int port, Peer peer) throws IOException {
        try {
            var addresses = config.resolve(host);
            return HappyEyeballs.connect(addresses, port, config.connectTimeoutMillis());
        } catch (UnknownHostException e) {
            var failure = new UnknownHostException("no address for host '" + host + "'");
            failure.initCause(e);
            config.engines().unreachable(peer);
            throw failure;
        } catch (IOException e) {
            config.engines().unreachable(peer);
            throw unreachable(host, port, e);
        }
    }

    /** Say where we wanted to connect to, in an exception of the kind that the last address ended with. */
    private static IOException unreachable(String host, int port, IOException last) {
        var text = "cannot connect to " + host + " port " + port + ": " + last.getMessage();
        var failure = switch (last) {
            case SocketTimeoutException timeout -> new SocketTimeoutException(text);
            case InterruptedIOException interrupted -> new InterruptedIOException(text);
            case NoRouteToHostException noRoute -> new NoRouteToHostException(text);
            default -> new ConnectException(text);
        };
        failure.initCause(last);
        return failure;
    }
}
