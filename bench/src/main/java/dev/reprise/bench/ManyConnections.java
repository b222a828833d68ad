package dev.reprise.bench;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsClient;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.TlsServer;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Holds many connections open at once over the loopback, half of them resumed, and lets all of them echo: clients in one
 * process, a server with a virtual thread for each connection in another, as a process may have 20,000 files. Prints how
 * many were lost, handshakes a second, and the heap that each side keeps for a connection.
 *
 * <p>TLS 1.3, X25519, ECDSA on P-256. Each of the clients' threads has a context of its own for the second half, whose first
 * connection is full.
 */
final class ManyConnections {
    private static final int THREADS = 32;

    private ManyConnections() {}

    /** Run both stacks with so many connections, or one of the parts in a process of its own. */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "server" -> server(args[1]);
            case "clients" -> clients(args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]), args[4]);
            default -> {
                for (var stack : List.of("reprise", "jdk")) {
                    run(stack, Integer.parseInt(args[0]));
                }
            }
        }
    }

    private static void run(String stack, int count) throws Exception {
        var server = start("server", stack);
        try (var lines = server.inputReader(StandardCharsets.UTF_8)) {
            var place = lines.readLine().split(" ", -1);
            var clients = start("clients", stack, place[0], Integer.toString(count), place[1]);
            try (var told = clients.inputReader(StandardCharsets.UTF_8)) {
                for (var line = told.readLine(); line != null; line = told.readLine()) {
                    if (!line.equals("all open")) {
                        System.out.println(line);
                        continue;
                    }
                    say(server);
                    System.out.println(lines.readLine());
                    say(clients);
                }
            } finally {
                clients.destroy();
            }
        } finally {
            server.destroy();
        }
    }

    private static void say(Process process) throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private static Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ManyConnections.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** An open connection. */
    private record Open(AutoCloseable connection, InputStream input, OutputStream output, boolean resumed) {
        /** Send a byte and wait for it. */
        void echo(int value) throws IOException {
            output.write(value);
            int back = input.read();
            if (back != value) {
                throw new IOException("the echo of " + value + " is " + back);
            }
        }
    }

    private interface Accepting {
        Runnable accept() throws IOException;
    }

    private static void server(String stack) throws Exception {
        var credentials = Credentials.make();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Accepting accepting;
        int port;
        if (stack.equals("reprise")) {
            var config = TlsConfig.server(new Identity(List.of(credentials.leaf()), credentials.key()))
                    .groups(NamedGroup.X25519)
                    .sessionLifetime(Duration.ofHours(1))
                    .build();
            var listening = TlsServer.listen(config, address);
            port = listening.localPort();
            accepting = () -> {
                var connection = listening.accept();
                return () -> echo(connection, connection::input, connection::output);
            };
        } else {
            var listening = (SSLServerSocket) serverContext(credentials)
                    .getServerSocketFactory()
                    .createServerSocket(0, 1024, InetAddress.getLoopbackAddress());
            port = listening.getLocalPort();
            accepting = () -> {
                var socket = (SSLSocket) listening.accept();
                return () -> echo(socket, socket::getInputStream, socket::getOutputStream);
            };
        }
        long before = IdleMemory.heap();
        var served = new AtomicInteger();
        Thread.ofPlatform().daemon().start(() -> accept(accepting, served));
        System.out.println(port + " "
                + Base64.getEncoder().encodeToString(credentials.root().getEncoded()));
        while (System.in.read() >= 0) {
            int open = served.get();
            System.out.printf(
                    "%s: server keeps %,d bytes of heap for each of %,d connections, thread included%n",
                    stack, (IdleMemory.heap() - before) / Math.max(1, open), open);
        }
    }

    private static void accept(Accepting accepting, AtomicInteger served) {
        while (true) {
            try {
                var service = accepting.accept();
                Thread.startVirtualThread(() -> {
                    served.incrementAndGet();
                    service.run();
                    served.decrementAndGet();
                });
            } catch (IOException e) {
                System.err.println("accept: " + e);
            }
        }
    }

    private static void echo(AutoCloseable connection, Callable<InputStream> input, Callable<OutputStream> output) {
        try (connection) {
            var in = input.call();
            var out = output.call();
            var buffer = new byte[64];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (Exception e) {
            System.err.println("server: " + e);
        }
    }

    private static SSLContext serverContext(Credentials credentials) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", credentials.key(), new char[0], new Certificate[] {credentials.leaf()});
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Makes connections; sessions are kept within one of these. */
    private interface Connecting {
        Open connect() throws IOException;
    }

    private static Connecting connecting(String stack, int port, X509Certificate root, boolean resuming)
            throws Exception {
        return stack.equals("reprise") ? reprise(port, root, resuming) : jdk(port, root, resuming);
    }

    private static Connecting reprise(int port, X509Certificate root, boolean resuming) {
        ClientConfig.Builder config = TlsConfig.client().roots(List.of(root)).groups(NamedGroup.X25519);
        if (resuming) {
            config.sessions(new SessionCache());
        }
        var client = TlsClient.of(config.build());
        return () -> {
            var connection = client.connect("127.0.0.1", port, Credentials.HOST);
            return new Open(
                    connection,
                    connection.input(),
                    connection.output(),
                    connection.info().resumed());
        };
    }

    private static Connecting jdk(int port, X509Certificate root, boolean resuming) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("root", root);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        return () -> {
            if (!resuming) {
                // It cannot be told to keep none, and those that come with data are others than the handshake's.
                forget(context.getClientSessionContext());
            }
            long begin = System.currentTimeMillis();
            var socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(new Socket(InetAddress.getLoopbackAddress(), port), Credentials.HOST, port, true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setNamedGroups(new String[] {"x25519"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // Of a resumed connection it is the first one's time.
            boolean resumed = socket.getSession().getCreationTime() < begin;
            return new Open(socket, socket.getInputStream(), socket.getOutputStream(), resumed);
        };
    }

    private static void forget(SSLSessionContext sessions) {
        for (var id : Collections.list(sessions.getIds())) {
            var session = sessions.getSession(id);
            if (session != null) {
                session.invalidate();
            }
        }
    }

    private static void clients(String stack, int port, int count, String root) throws Exception {
        var der = new ByteArrayInputStream(Base64.getDecoder().decode(root));
        var trusted = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(der);
        // Both sides' code is compiled by then.
        for (var one : open(stack, port, trusted, true, THREADS * 8)) {
            one.connection.close();
        }
        long before = IdleMemory.heap();
        long begin = System.nanoTime();
        var all = open(stack, port, trusted, false, count / 2);
        long half = System.nanoTime();
        all.addAll(open(stack, port, trusted, true, count - count / 2));
        long end = System.nanoTime();
        long heap = IdleMemory.heap() - before;
        int lost = count - all.size();
        for (var one : all) {
            try {
                one.echo(42);
            } catch (IOException e) {
                System.err.println("lost: " + e);
                lost++;
            }
        }
        long resumed = all.stream().filter(Open::resumed).count();
        System.out.printf(
                "%s: %,d connections open at once, %,d resumed, %,d lost%n", stack, all.size(), resumed, lost);
        System.out.printf(
                "%s: handshakes a second: %,.0f in the full half, %,.0f in the resumed one%n",
                stack, count / 2.0 / ((half - begin) / 1e9), count / 2.0 / ((end - half) / 1e9));
        System.out.printf("%s: client keeps %,d bytes of heap for each%n", stack, heap / count);
        System.out.println("all open");
        if (System.in.read() < 0) {
            return;
        }
        for (var one : all) {
            one.connection.close();
        }
    }

    /** Open so many connections in several threads at once, and let each echo. */
    private static List<Open> open(String stack, int port, X509Certificate root, boolean resuming, int count)
            throws Exception {
        var all = new ArrayList<Open>(count);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var parts = new ArrayList<Future<List<Open>>>();
            for (int i = 0; i < THREADS; i++) {
                int share = count / THREADS + (i < count % THREADS ? 1 : 0);
                var connecting = connecting(stack, port, root, resuming);
                parts.add(threads.submit(() -> {
                    var part = new ArrayList<Open>(share);
                    for (int k = 0; k < share; k++) {
                        try {
                            var one = connecting.connect();
                            one.echo(k & 0x7f); // brings the tickets, too
                            part.add(one);
                        } catch (IOException e) {
                            System.err.println("lost: " + e);
                        }
                    }
                    return part;
                }));
            }
            for (var part : parts) {
                all.addAll(part.get());
            }
        }
        return all;
    }
}
