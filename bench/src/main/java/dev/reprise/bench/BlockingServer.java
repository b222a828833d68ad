package dev.reprise.bench;

import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Gives each connection a virtual thread. */
final class BlockingServer implements SocketServer {
    private static final int BACKLOG = 1_024;

    private final int port;

    /** Waits for a client and answers what serves it. */
    private interface Acceptor {
        Runnable accept() throws IOException;
    }

    private BlockingServer(int port, Acceptor acceptor) {
        this.port = port;
        Thread.ofPlatform().daemon().name("accept").start(() -> accept(acceptor));
    }

    /** Serve by Reprise. */
    static BlockingServer reprise(Stack.Setup setup) throws IOException {
        var config = RepriseStack.server(setup).build();
        var server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new BlockingServer(server.localPort(), () -> {
            var connection = server.accept();
            return () -> serve(connection);
        });
    }

    /** Serve by the JDK. */
    static BlockingServer sun(Stack.Setup setup) throws Exception {
        var context = JsseStack.sunServer(setup.credentials());
        var server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        server.setSSLParameters(JsseStack.parameters(setup));
        return new BlockingServer(server.getLocalPort(), () -> {
            var socket = (SSLSocket) server.accept();
            socket.setTcpNoDelay(true);
            return () -> serve(socket);
        });
    }

    @Override
    public int port() {
        return port;
    }

    private static void accept(Acceptor acceptor) {
        while (true) {
            try {
                Thread.ofVirtual().start(acceptor.accept());
            } catch (IOException e) {
                Bench.say("accept: " + e);
            }
        }
    }

    private static void serve(TlsConnection connection) {
        try (connection) {
            Orders.follow(connection.input(), connection.output());
        } catch (IOException e) {
            Bench.say("Reprise's server: " + e);
        }
    }

    private static void serve(SSLSocket socket) {
        try (socket) {
            Orders.follow(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            Bench.say("the JDK's server: " + e);
        }
    }
}
