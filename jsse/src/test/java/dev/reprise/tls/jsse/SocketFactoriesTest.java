package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets by every method of the factories, and what they know from the beginning. */
@Timeout(60)
class SocketFactoriesTest {
    private static final String ADDRESS = "127.0.0.1";

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** One way to a connected client. */
    private interface Way {
        Socket connect(SSLSocketFactory factory, int port) throws Exception;
    }

    /**
     * What is expected of a way.
     *
     * @param host the peer host by which identity is checked, and sessions are kept
     */
    private record Expected(String host, Way way) {}

    @AfterEach
    void stop() {
        threads.shutdownNow();
        System.clearProperty("jdk.tls.trustNameService");
    }

    private static InetAddress nameless() throws Exception {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static List<Expected> ways() {
        return List.of(
                new Expected("localhost", (factory, port) -> factory.createSocket("localhost", port)),
                new Expected("localhost", (factory, port) -> factory.createSocket((String) null, port)),
                new Expected("localhost", (factory, port) -> factory.createSocket("localhost", port, nameless(), 0)),
                new Expected(ADDRESS, (factory, port) -> factory.createSocket(nameless(), port)),
                new Expected(ADDRESS, (factory, port) -> factory.createSocket(nameless(), port, nameless(), 0)),
                new Expected("localhost", (factory, port) -> {
                    var socket = factory.createSocket();
                    socket.bind(null);
                    socket.connect(new InetSocketAddress("localhost", port));
                    return socket;
                }),
                new Expected(ADDRESS, (factory, port) -> {
                    var socket = factory.createSocket();
                    socket.connect(new InetSocketAddress(nameless(), port), SocketPair.TIMEOUT_MILLIS);
                    return socket;
                }),
                new Expected(
                        Parties.NAME,
                        (factory, port) ->
                                factory.createSocket(new Socket(nameless(), port), Parties.NAME, port, true)));
    }

    private static List<SSLServerSocket> listening(SSLServerSocketFactory factory) throws Exception {
        var unbound = (SSLServerSocket) factory.createServerSocket();
        unbound.bind(new InetSocketAddress(nameless(), 0));
        return List.of(
                unbound,
                (SSLServerSocket) factory.createServerSocket(0),
                (SSLServerSocket) factory.createServerSocket(0, 1),
                (SSLServerSocket) factory.createServerSocket(0, 1, nameless()));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE socket] every factory method makes a client that knows its peer's host without looking it up")
    void clients(Stack stack) throws Exception {
        var factory = Parties.client(stack).getSocketFactory();
        try (var server =
                (SSLServerSocket) Parties.server(stack).getServerSocketFactory().createServerSocket(0)) {
            for (var expected : ways()) {
                var session = new LinkedBlockingQueue<SSLSession>();
                try (var client = (SSLSocket) expected.way.connect(factory, server.getLocalPort());
                        var accepted = (SSLSocket) server.accept()) {
                    assertThat(client.getUseClientMode()).isTrue();
                    var parameters = client.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm("HTTPS");
                    client.setSSLParameters(parameters);
                    client.addHandshakeCompletedListener(event -> session.add(event.getSession()));
                    echo(client, accepted);
                    assertThat(session.take().getPeerHost()).isEqualTo(expected.host);
                }
            }
        }
    }

    /** Send a byte there and back, and close both. */
    private void echo(SSLSocket client, SSLSocket accepted) throws Exception {
        client.setSoTimeout(SocketPair.TIMEOUT_MILLIS);
        accepted.setSoTimeout(SocketPair.TIMEOUT_MILLIS);
        var served = threads.submit(() -> {
            try (accepted) {
                accepted.getOutputStream().write(accepted.getInputStream().read());
                return accepted.getInputStream().read();
            }
        });
        client.getOutputStream().write(42);
        assertThat(client.getInputStream().read()).isEqualTo(42);
        client.close(); // SunJSSE's waits for the other's answer.
        assertThat(served.get()).isEqualTo(-1);
    }

    @Test
    @DisplayName("[JSSE properties] jdk.tls.trustNameService takes the peer's name from the name service")
    void trustNameService() throws Exception {
        var factory = Parties.client(Stack.REPRISE).getSocketFactory();
        System.setProperty("jdk.tls.trustNameService", "true");
        try (var server = Parties.server(Stack.REPRISE).getServerSocketFactory().createServerSocket(0);
                var client = (SSLSocket) factory.createSocket(nameless(), server.getLocalPort());
                var accepted = (SSLSocket) server.accept()) {
            var session = new LinkedBlockingQueue<SSLSession>();
            client.addHandshakeCompletedListener(event -> session.add(event.getSession()));
            echo(client, accepted);
            assertThat(session.take().getPeerHost()).isEqualTo(nameless().getHostName());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE socket] every factory method makes a server socket, which accepts without a handshake")
    void servers(Stack stack) throws Exception {
        var client = Parties.client(stack).getSocketFactory();
        for (var server : listening(Parties.server(stack).getServerSocketFactory())) {
            try (server;
                    var raw = new Socket(nameless(), server.getLocalPort());
                    // Nobody has said anything yet.
                    var accepted = (SSLSocket) server.accept()) {
                assertThat(accepted.getUseClientMode()).isFalse();
                assertThat(accepted.getHandshakeSession()).isNull();
                echo((SSLSocket) client.createSocket(raw, Parties.NAME, 443, true), accepted);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE socket] accepted sockets have what was set on the server socket when they were accepted")
    void acceptedSockets(Stack stack) throws Exception {
        try (var server =
                (SSLServerSocket) Parties.server(stack).getServerSocketFactory().createServerSocket(0)) {
            var parameters = server.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.2"});
            parameters.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
            parameters.setApplicationProtocols(new String[] {"h2"});
            parameters.setUseCipherSuitesOrder(false);
            parameters.setNeedClientAuth(true);
            parameters.setNamedGroups(new String[] {"secp256r1"});
            parameters.setSignatureSchemes(new String[] {"ecdsa_secp256r1_sha256"});
            server.setSSLParameters(parameters);
            server.setEnableSessionCreation(false);
            try (var raw = new Socket(nameless(), server.getLocalPort());
                    var accepted = (SSLSocket) server.accept()) {
                server.setEnabledProtocols(new String[] {"TLSv1.3"});
                assertThat(raw.isConnected()).isTrue();
                var got = accepted.getSSLParameters();
                assertThat(got.getProtocols()).containsExactly("TLSv1.2");
                assertThat(got.getCipherSuites()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
                assertThat(got.getApplicationProtocols()).containsExactly("h2");
                assertThat(got.getUseCipherSuitesOrder()).isFalse();
                assertThat(got.getNeedClientAuth()).isTrue();
                assertThat(got.getNamedGroups()).containsExactly("secp256r1");
                assertThat(got.getSignatureSchemes()).containsExactly("ecdsa_secp256r1_sha256");
                assertThat(accepted.getNeedClientAuth()).isTrue();
                assertThat(accepted.getEnableSessionCreation()).isFalse();
                assertThat(accepted.getUseClientMode()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE socket] a server socket in client mode accepts clients, as FTP servers need them")
    void clientModeOfServers(Stack stack) throws Exception {
        try (var listening =
                (SSLServerSocket) Parties.client(stack).getServerSocketFactory().createServerSocket(0)) {
            listening.setUseClientMode(true);
            assertThat(listening.getUseClientMode()).isTrue();
            try (var raw = new Socket(nameless(), listening.getLocalPort());
                    var client = (SSLSocket) listening.accept()) {
                assertThat(client.getUseClientMode()).isTrue();
                var server =
                        (SSLSocket) Parties.server(stack).getSocketFactory().createSocket(raw, Parties.NAME, 443, true);
                server.setUseClientMode(false);
                echo(client, server);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE socket] suites of a factory: what its context has, in its order")
    void suites(Stack stack) throws Exception {
        var context = Parties.client(stack);
        var expected = new ArrayList<List<String>>();
        for (var suites : List.of(
                context.getDefaultSSLParameters().getCipherSuites(),
                context.getSocketFactory().getDefaultCipherSuites(),
                context.getServerSocketFactory().getDefaultCipherSuites(),
                unbound(context).getEnabledCipherSuites())) {
            expected.add(List.of(suites));
        }
        assertThat(expected).allMatch(expected.get(0)::equals);
        assertThat(context.getServerSocketFactory().getSupportedCipherSuites())
                .isEqualTo(context.getSocketFactory().getSupportedCipherSuites())
                .isEqualTo(unbound(context).getSupportedCipherSuites());
        assertThat(unbound(context).getSupportedProtocols())
                .isEqualTo(context.getSupportedSSLParameters().getProtocols());
    }

    private static SSLServerSocket unbound(SSLContext context) throws Exception {
        return (SSLServerSocket) context.getServerSocketFactory().createServerSocket();
    }
}
