package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.LoopbackPorts;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.TruncatedException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sockets that clients open and servers accept, when something goes wrong. */
@Timeout(60)
class SocketsTest {
    private final RingClocks clocks = new RingClocks();

    @Test
    void clientClosesItsSocketWhenTheClockThrows() throws Exception {
        var fault = new IllegalStateException("a fault of the clock's");
        InstantSource faulty = () -> {
            throw fault;
        };
        var client = TlsClient.of(Parties.client(clocks)
                .sessions(new SessionCache(16, clocks.clocks()))
                .clocks(new Clocks(faulty, () -> 0))
                .build());
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var host = listener.getInetAddress().getHostAddress();
            // The store is asked by a task, whose Errors end the connection.
            assertThatThrownBy(() -> client.connect(host, listener.getLocalPort(), Pair.NAME))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isSameAs(fault),
                            thrown -> assertThat(thrown).hasCause(fault));
            try (var accepted = listener.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    /** Not even an Error of the user's own code leaves a socket open that nobody has a handle to. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connectClosesItsSocketWhenTheListenerOrTheStoreThrowsAnError(boolean ofStore) throws Exception {
        var fault = new LinkageError("a fault of the user's");
        var builder = Parties.client(clocks).closeTimeout(Duration.ofMillis(100));
        if (ofStore) {
            builder.sessions(new FaultyStore(fault));
        } else {
            builder.listener(new ConnectionListener() {
                @Override
                public void established(ConnectionInfo info) {
                    throw fault;
                }
            });
        }
        var client = TlsClient.of(builder.build());
        var config = Parties.server(clocks).build();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var end = threads.submit(() -> {
                try (var connection = TlsServer.over(config, listener.accept())) {
                    return connection.input().read();
                } catch (TruncatedException e) {
                    return -1;
                }
            });
            var host = listener.getInetAddress().getHostAddress();
            // The store is asked by a task, whose Errors end the connection.
            assertThatThrownBy(() -> client.connect(host, listener.getLocalPort(), Pair.NAME))
                    .satisfiesAnyOf(
                            thrown -> assertThat(thrown).isSameAs(fault),
                            thrown -> assertThat(thrown).hasCause(fault));
            assertThat(end.get()).isEqualTo(-1);
        }
    }

    private record FaultyStore(Error fault) implements SessionStore {
        @Override
        public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
            throw fault;
        }

        @Override
        public void put(Peer peer, Session session) {}

        @Override
        public void forget(Peer peer, Session refused) {}
    }

    @Test
    void refusedConnectKeepsItsKindAndCause() throws Exception {
        var client = TlsClient.of(Parties.client(clocks).build());
        try (var refusing = LoopbackPorts.refusing(InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> client.connect("127.0.0.1", refusing.port(), Pair.NAME))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith("cannot connect to 127.0.0.1 port " + refusing.port() + ": ")
                    .hasCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void unknownHostKeepsItsKindAndCause() {
        var client = TlsClient.of(Parties.client(clocks).build());
        assertThatThrownBy(() -> client.connect("nohost.invalid", 443))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("no address for host 'nohost.invalid'")
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void occupiedPortKeepsItsKindAndCause() throws Exception {
        var config = Parties.server(clocks).build();
        try (var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var taken = new InetSocketAddress("127.0.0.1", listener.getLocalPort());
            assertThatThrownBy(() -> TlsServer.listen(config, taken))
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1 port " + taken.getPort() + ": ")
                    .hasCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void connectTimeoutIsNeverRoundedDownToForever() {
        assertThat(millis(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(millis(Duration.ofNanos(1_000_001))).isEqualTo(2);
        assertThat(millis(Duration.ofMillis(Integer.MAX_VALUE))).isEqualTo(Integer.MAX_VALUE);
        assertThat(millis(Duration.ZERO)).isZero();
    }

    private int millis(Duration timeout) {
        return Parties.client(clocks).connectTimeout(timeout).build().connectTimeoutMillis();
    }

    @Test
    void serverAcceptsClientThatHasLeftAlready() throws Exception {
        try (var listener = new LateListener();
                var server = new TlsServer(Parties.server(clocks).build(), listener);
                var client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                var connection = server.accept()) {
            assertThat(connection.remoteAddress()).isEqualTo(client.getLocalSocketAddress());
        }
    }

    /** Hands out sockets that refuse their options, as some systems' do once the peer has reset the connection. */
    private static final class LateListener extends ServerSocket {
        LateListener() throws IOException {
            super(0, 1, InetAddress.getLoopbackAddress());
        }

        @Override
        public Socket accept() throws IOException {
            var socket = new Socket() {
                @Override
                public void setTcpNoDelay(boolean on) throws SocketException {
                    throw new SocketException("Invalid argument");
                }
            };
            implAccept(socket);
            return socket;
        }
    }
}
