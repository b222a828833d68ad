package dev.reprise.tls.jsse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Couples two SSLSockets over loopback, both layered over sockets that a test can reach. The handshake is not done yet, or
 * by {@link #handshake}. What must happen at a time is run by {@link #together}.
 */
final class SocketPair implements AutoCloseable {
    static final int TIMEOUT_MILLIS = 20_000;

    final Setting setting;
    final Socket rawClient;
    final Socket rawServer;
    final SSLSocket client;
    final SSLSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private SocketPair(
            Setting setting, SSLSocketFactory clients, String host, SSLContext serverContext, boolean autoClose)
            throws IOException {
        this.setting = setting;
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            rawClient = new Socket(listening.getInetAddress(), listening.getLocalPort());
            rawServer = listening.accept();
        }
        client = (SSLSocket) clients.createSocket(rawClient, host, 443, autoClose);
        server = (SSLSocket) serverContext.getSocketFactory().createSocket(rawServer, null, autoClose);
        for (var socket : new SSLSocket[] {client, server}) {
            socket.setEnabledProtocols(new String[] {setting.version()});
            socket.setSoTimeout(TIMEOUT_MILLIS); // No test hangs for ever.
        }
    }

    static SocketPair of(Setting setting) throws GeneralSecurityException, IOException {
        return of(setting, Parties.client(setting.client()), Parties.server(setting.server()));
    }

    static SocketPair of(Setting setting, SSLContext client, SSLContext server) throws IOException {
        return to(setting, client.getSocketFactory(), Parties.NAME, server);
    }

    /** Let the client know the server by this name. */
    static SocketPair to(Setting setting, SSLSocketFactory clients, String host, SSLContext server) throws IOException {
        return new SocketPair(setting, clients, host, server, true);
    }

    /** Leave the sockets below open when those above are closed. */
    static SocketPair layered(Setting setting) throws GeneralSecurityException, IOException {
        var clients = Parties.client(setting.client()).getSocketFactory();
        return new SocketPair(setting, clients, Parties.NAME, Parties.server(setting.server()), false);
    }

    Stack stack(SSLSocket socket) {
        return socket == client ? setting.client() : setting.server();
    }

    SSLSocket peer(SSLSocket socket) {
        return socket == client ? server : client;
    }

    Socket raw(SSLSocket socket) {
        return socket == client ? rawClient : rawServer;
    }

    SocketPair handshake() throws Exception {
        var served = later(() -> {
            server.startHandshake();
            return null;
        });
        client.startHandshake();
        served.get();
        return this;
    }

    /** Do something in another thread. */
    <T> Future<T> later(Callable<T> work) {
        return threads.submit(work);
    }

    /** Send some data each way. */
    void exchange() throws Exception {
        for (var socket : new SSLSocket[] {client, server}) {
            var sent = later(() -> {
                socket.getOutputStream().write("hello".getBytes());
                socket.getOutputStream().flush();
                return null;
            });
            var got = new String(peer(socket).getInputStream().readNBytes(5));
            sent.get();
            if (!got.equals("hello")) {
                throw new AssertionError("got '" + got + "'");
            }
        }
    }

    @Override
    public void close() throws IOException {
        rawClient.close();
        rawServer.close();
        threads.shutdownNow();
    }
}
