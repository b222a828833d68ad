package dev.reprise.tls.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes SSLSockets of a context: clients', and servers' over sockets that a program has accepted. */
final class RepriseSocketFactory extends SSLSocketFactory {
    private final ContextShared context;

    RepriseSocketFactory(ContextShared context) {
        this.context = context;
    }

    @Override
    public Socket createSocket() {
        return RepriseSocket.unconnected(context);
    }

    @Override
    public Socket createSocket(@Nullable String host, int port) throws IOException {
        return connected(null, remote(host, port));
    }

    @Override
    public Socket createSocket(@Nullable String host, int port, InetAddress localHost, int localPort)
            throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), remote(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(null, new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return connected(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
    }

    /** Name a server; null is this machine, as for a plain Socket. */
    private static InetSocketAddress remote(@Nullable String host, int port) {
        return host == null
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
                : new InetSocketAddress(host, port);
    }

    private Socket connected(@Nullable SocketAddress local, InetSocketAddress remote) throws IOException {
        var socket = RepriseSocket.unconnected(context);
        try {
            if (local != null) {
                socket.bind(local);
            }
            socket.connect(remote);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Socket createSocket(Socket below, @Nullable String host, int port, boolean autoClose) throws IOException {
        requireConnected(below);
        return RepriseSocket.over(context, below, host, port, autoClose);
    }

    @Override
    public Socket createSocket(Socket below, @Nullable InputStream consumed, boolean autoClose) throws IOException {
        requireConnected(below);
        return RepriseSocket.over(context, below, consumed, autoClose);
    }

    private static void requireConnected(Socket below) throws SocketException {
        if (!below.isConnected()) {
            throw new SocketException("Underlying socket is not connected");
        }
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return context.parameters(null).suites().toArray(String[]::new);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return Parameters.supportedSuites();
    }
}
