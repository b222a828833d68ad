package dev.reprise.examples;

import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;

/** Echo to any number of clients, each on a virtual thread of its own: {@code EchoServer CHAIN.pem KEY.pem PORT}. */
public final class EchoServer implements AutoCloseable {
    private final TlsServer server;

    /** Listen; port 0 is any free one. */
    EchoServer(ServerConfig config, int port) throws IOException {
        server = TlsServer.listen(config, new InetSocketAddress(port));
    }

    /** Run it until the process ends. */
    public static void main(String[] args) throws IOException {
        var config = TlsConfig.server(Path.of(args[0]), Path.of(args[1]))
                .sessionLifetime(Duration.ofHours(2)) // without this line clients never resume
                .readTimeout(Duration.ofMinutes(5)) // an idle client goes
                .build();
        try (var server = new EchoServer(config, Integer.parseInt(args[2]))) {
            System.out.println("listening on port " + server.port());
            server.serve();
        }
    }

    int port() {
        return server.localPort();
    }

    /** Accept until {@link #close}. */
    void serve() throws IOException {
        while (true) {
            TlsConnection connection;
            try {
                connection = server.accept(); // no handshake yet, so that a slow client keeps nobody waiting
            } catch (SocketException closed) {
                return;
            }
            Thread.startVirtualThread(() -> echo(connection));
        }
    }

    static void echo(TlsConnection connection) {
        try (connection) {
            connection.input().transferTo(connection.output()); // the first read does the handshake
        } catch (IOException e) {
            System.err.println(connection.remoteAddress() + ": " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
