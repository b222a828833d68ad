package dev.reprise.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * The JDK's own TLS in this JVM. It has no word for resumption, but a session keeps the time at which it was first made: one
 * older than its connection is resumed.
 */
abstract sealed class Jdk implements Stranger {
    @Override
    public String name() {
        return "JDK " + Runtime.version().feature();
    }

    @Override
    public List<String> programs() {
        return List.of();
    }

    @Override
    public String debianPackage() {
        return "";
    }

    private static SSLContext context(Credentials credentials, String alias) throws IOException {
        try {
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(alias.isEmpty() ? emptyStore() : credentials.keyStore(alias), Credentials.PASSWORD.toCharArray());
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(credentials.keyStore("root"));
            // Named, since a test of the JSSE provider could have changed what the default is.
            var context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String[] protocols(Setup setup) {
        return Stream.of(setup.oldest(), setup.newest()).distinct().toArray(String[]::new);
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Return a time that is later than that of every session made so far: the JDK's have milliseconds. */
    private static long laterThanAllSessions() {
        long now = System.currentTimeMillis();
        long later = now;
        while (later == now) {
            Thread.onSpinWait();
            later = System.currentTimeMillis();
        }
        return later;
    }

    /** The JDK tells a resumed session by nothing but its age, on the clock that it reads itself. */
    private static Told told(SSLSocket socket, long connected) {
        return Told.resumed(socket.getSession().getCreationTime() < connected);
    }

    /** A server that answers every request; one connection at a time. */
    static final class Server extends Jdk implements StrangeServer {
        @Override
        public Running start(Setup setup, Credentials credentials, Path directory) throws IOException {
            var socket = (SSLServerSocket) context(credentials, "server")
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            socket.setEnabledProtocols(protocols(setup));
            socket.setNeedClientAuth(setup.clientCertificate());
            var told = new LinkedBlockingQueue<Told>();
            Thread.ofPlatform().daemon().name("JDK server").start(() -> serve(socket, told));
            return new Listening(socket, told);
        }

        static void serve(SSLServerSocket server, LinkedBlockingQueue<Told> told) {
            while (!server.isClosed()) {
                try (var socket = (SSLSocket) server.accept()) {
                    long connected = laterThanAllSessions();
                    socket.setSoTimeout((int) Wait.LIMIT.toMillis());
                    socket.startHandshake();
                    told.add(told(socket, connected));
                    var request = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
                    for (var line = request.readLine(); line != null && !line.isEmpty(); ) {
                        line = request.readLine();
                    }
                    socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nhello\n".getBytes(ISO_8859_1));
                } catch (IOException e) {
                    // The client sees the failure too, and the test there; or the test is over.
                }
            }
        }

        private record Listening(SSLServerSocket socket, LinkedBlockingQueue<Told> queue) implements Running {
            @Override
            public int port() {
                return socket.getLocalPort();
            }

            @Override
            public Told told(String reply) {
                try {
                    var told = queue.poll(Wait.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                    if (told == null) {
                        throw new AssertionError("the JDK's server has seen no connection");
                    }
                    return told;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        }
    }

    /** Two connections of one context, which keeps sessions. */
    static final class Client extends Jdk implements StrangeClient {
        @Override
        public List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port)
                throws IOException {
            var context = context(credentials, setup.clientCertificate() ? "client" : "");
            var first = connect(context, setup, port);
            return List.of(first, connect(context, setup, port));
        }

        /** Connect once, to resume a session of the context if there is one. */
        static Told connect(SSLContext context, Setup setup, int port) throws IOException {
            long connected = laterThanAllSessions();
            try (var plain = new Socket(InetAddress.getLoopbackAddress(), port);
                    var socket =
                            (SSLSocket) context.getSocketFactory().createSocket(plain, Credentials.NAME, port, true)) {
                socket.setSoTimeout((int) Wait.LIMIT.toMillis());
                socket.setEnabledProtocols(protocols(setup));
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                var told = told(socket, connected);
                socket.getOutputStream().write(Library.REQUEST.getBytes(ISO_8859_1));
                var reply = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
                // Reading makes it see the tickets of TLS 1.3, which come before the answer.
                var line = reply.readLine();
                if (line == null || !line.contains("HTTP/1.0")) {
                    throw new IOException("our server answers " + line);
                }
                return told;
            }
        }
    }
}
