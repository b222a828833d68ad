package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsConnection;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.Identity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reprise in this JVM, through its public API. */
final class Library implements OurSide {
    static final String REQUEST = "GET / HTTP/1.0\r\nHost: " + Credentials.NAME + "\r\n\r\n";
    private static final int MAX_REPLY = 1 << 20;

    @Override
    public String name() {
        return "library";
    }

    @Override
    public Client client(Setup setup, Credentials credentials, Path directory) {
        var builder = TlsConfig.client()
                .roots(List.of(credentials.root()))
                .sessions(new SessionCache())
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT);
        if (setup.clientCertificate()) {
            builder.identity(identity(credentials.client()));
        }
        var client = TlsClient.of(builder.build());
        return port -> {
            try (var connection = client.connect("127.0.0.1", port, Credentials.NAME)) {
                connection.output().write(REQUEST.getBytes(ISO_8859_1));
                // Read to the end: tickets of TLS 1.3 come after the handshake.
                var reply = new String(connection.input().readNBytes(MAX_REPLY), ISO_8859_1);
                return seen(connection.info(), true, reply);
            }
        };
    }

    @Override
    public Server server(Setup setup, Credentials credentials) throws IOException {
        var builder = TlsConfig.server(identity(credentials.server()))
                .sessionLifetime(Duration.ofHours(2))
                .handshakeTimeout(Wait.LIMIT)
                .readTimeout(Wait.LIMIT);
        if (setup.clientCertificate()) {
            builder.requireClientCertificate(List.of(credentials.root()));
        }
        return new HttpServer(builder.build());
    }

    static Identity identity(TestCertificate certificate) {
        return new Identity(certificate.chain(), certificate.key());
    }

    private static Seen seen(ConnectionInfo info, boolean clientCertificate, String reply) {
        return new Seen(info.version().displayName(), Told.resumed(info.resumed()), clientCertificate, reply);
    }

    /** Answers every request; one thread per connection. */
    static final class HttpServer implements Server {
        private final TlsServer server;
        /** In the order in which they were accepted: a later connection may be established before an earlier one. */
        private final LinkedBlockingQueue<CompletableFuture<Seen>> connections = new LinkedBlockingQueue<>();

        HttpServer(ServerConfig config) throws IOException {
            server = TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofPlatform().daemon().name("accept").start(this::accept);
        }

        @Override
        public int port() {
            return server.localPort();
        }

        @Override
        public Seen next() throws IOException {
            try {
                var next = connections.poll(Wait.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    throw new IOException("our server: no connection within " + Wait.LIMIT);
                }
                return next.get(Wait.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                throw new IOException("our server: " + e.getCause().getMessage(), e.getCause());
            } catch (TimeoutException e) {
                throw new IOException("our server: no handshake within " + Wait.LIMIT, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public String said() {
            return "our server: " + connections;
        }

        @Override
        public void close() throws IOException {
            server.close();
        }

        private void accept() {
            try {
                for (; ; ) {
                    var connection = server.accept();
                    var seen = new CompletableFuture<Seen>();
                    connections.add(seen);
                    Thread.startVirtualThread(() -> serve(connection, seen));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private static void serve(TlsConnection connection, CompletableFuture<Seen> seen) {
            try (connection) {
                ConnectionInfo info;
                try {
                    connection.handshake();
                    info = connection.info();
                    seen.complete(Library.seen(info, isClient(info), ""));
                } catch (IOException failure) {
                    seen.completeExceptionally(failure);
                    return;
                }
                answer(connection, info);
            } catch (IOException e) {
                // Peers end in many ways, with a reset or without close_notify; one that misses its answer fails
                // itself.
            }
        }

        private static void answer(TlsConnection connection, ConnectionInfo info) throws IOException {
            var request = new BufferedReader(new InputStreamReader(connection.input(), ISO_8859_1));
            var line = request.readLine();
            while (line != null && !line.isEmpty()) {
                line = request.readLine();
            }
            if (line != null) {
                var body = "reprise: " + info.version().displayName() + ", " + info.handshakeKind() + "\n";
                var head = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                        + "\r\nConnection: close\r\n\r\n";
                connection.output().write((head + body).getBytes(ISO_8859_1));
            }
            connection.closeOutput();
            // Closing with bytes unread would reset the connection and could cost the client the answer.
            while (request.readLine() != null) {
                // Nothing more is asked.
            }
        }

        private static boolean isClient(ConnectionInfo info) {
            return !info.peerCertificates().isEmpty()
                    && info.peerCertificates()
                            .get(0)
                            .getSubjectX500Principal()
                            .getName()
                            .contains("CN=" + Credentials.CLIENT);
        }
    }
}
