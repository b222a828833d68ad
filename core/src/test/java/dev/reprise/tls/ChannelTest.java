package dev.reprise.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over whatever carries bytes. */
@Timeout(60)
class ChannelTest {
    private final RingClocks clocks = new RingClocks();
    private final SessionCache cache = new SessionCache(16, clocks.clocks());
    private final ServerConfig server = Parties.server(clocks).build();
    private final ClientConfig client = Parties.client(clocks).sessions(cache).build();

    @Test
    void runsOverSockets() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (boolean resumed : new boolean[] {false, true}) {
                var near = new Socket(listener.getInetAddress(), listener.getLocalPort());
                var far = listener.accept();
                talk(TlsClient.over(client, near, Pair.NAME), TlsServer.over(server, far), resumed);
                assertThat(near.isClosed()).isTrue();
                assertThat(far.isClosed()).isTrue();
            }
        }
    }

    @Test
    void runsOverSocketChannels() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(loopback())) {
            for (boolean resumed : new boolean[] {false, true}) {
                var near = SocketChannel.open(listener.getLocalAddress());
                var far = listener.accept();
                var connection = TlsClient.over(client, near, Pair.NAME);
                assertThat(connection.remoteAddress()).isEqualTo(listener.getLocalAddress());
                talk(connection, TlsServer.over(server, far), resumed);
                assertThat(near.isOpen()).isFalse();
                assertThat(far.isOpen()).isFalse();
            }
        }
    }

    @Test
    void runsOverUnixDomainSockets(@TempDir Path folder) throws Exception {
        var address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (var listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
            for (boolean resumed : new boolean[] {false, true}) {
                var near = SocketChannel.open(address);
                var far = listener.accept();
                talk(TlsClient.over(client, near, Pair.NAME), TlsServer.over(server, far), resumed);
                assertThat(near.isOpen()).isFalse();
                assertThat(far.isOpen()).isFalse();
            }
        }
        assertThat(Files.exists(folder)).isTrue();
    }

    @Test
    void runsOverPipes() throws Exception {
        for (boolean resumed : new boolean[] {false, true}) {
            var there = Pipe.open();
            var back = Pipe.open();
            talk(
                    TlsClient.over(client, back.source(), there.sink(), Pair.NAME),
                    TlsServer.over(server, there.source(), back.sink()),
                    resumed);
            assertThat(back.source().isOpen() || there.sink().isOpen()).isFalse();
            assertThat(there.source().isOpen() || back.sink().isOpen()).isFalse();
        }
    }

    @Test
    void runsByTwoFunctions() throws Exception {
        for (boolean resumed : new boolean[] {false, true}) {
            var there = Pipe.open();
            var back = Pipe.open();
            var fromServer = Channels.newInputStream(back.source());
            var toServer = Channels.newOutputStream(there.sink());
            var fromClient = Channels.newInputStream(there.source());
            var toClient = Channels.newOutputStream(back.sink());
            talk(
                    TlsClient.over(client, fromServer::read, toServer::write, Pair.NAME),
                    TlsServer.over(server, fromClient::read, toClient::write),
                    resumed);
            assertThat(back.source().isOpen() && there.sink().isOpen())
                    .as("the caller's")
                    .isTrue();
            for (var channel : List.of(there.source(), there.sink(), back.source(), back.sink())) {
                channel.close();
            }
        }
    }

    @Test
    void closingAsksNothingMoreOfAFunction() throws Exception {
        var reads = new AtomicInteger();
        var connection = TlsServer.over(
                server,
                (target, offset, length) -> {
                    reads.incrementAndGet();
                    throw new IOException("nobody there");
                },
                (source, offset, length) -> {});

        assertThatThrownBy(connection::handshake)
                .isInstanceOf(IOException.class)
                .hasMessage("nobody there");
        connection.close();

        assertThat(reads).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -2, 1 << 20})
    void refusesWhatNoReadReturns(int count) {
        var connection = TlsServer.over(server, (target, offset, length) -> count, (source, offset, length) -> {});

        assertThatThrownBy(connection::handshake)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the source returned " + count + " for ");
    }

    /** The client asks and closes its half; the server answers only then, and more than a few records. */
    private static void talk(TlsConnection near, TlsConnection far, boolean resumed) throws Exception {
        var question = "who are you?".repeat(10_000).getBytes(US_ASCII);
        var answer = "a server ".repeat(20_000).getBytes(US_ASCII);
        Callable<Void> serving = () -> {
            try (far) {
                assertThat(far.input().readAllBytes()).isEqualTo(question);
                far.output().write(answer);
                return null;
            }
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                near) {
            var served = threads.submit(serving);
            near.output().write(question);
            near.closeOutput();
            assertThatThrownBy(() -> near.output().write(1)).isInstanceOf(IOException.class);
            assertThat(near.input().readAllBytes()).isEqualTo(answer);
            assertThat(near.info().resumed()).isEqualTo(resumed);
            served.get();
        }
    }

    @Test
    void keepsTimeoutsOverSocketChannels() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(loopback());
                var silent = SocketChannel.open(listener.getLocalAddress())) {
            var config = Parties.server(clocks)
                    .handshakeTimeout(Duration.ofMillis(50))
                    .build();
            try (var connection = TlsServer.over(config, listener.accept())) {
                assertThatThrownBy(connection::handshake)
                        .isInstanceOfSatisfying(
                                ProtocolException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT));
            }
            assertThat(silent.isOpen()).isTrue();
        }
    }

    @Test
    void letsReadTimeOutAndGoOn() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(loopback());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var patient =
                    Parties.client(clocks).readTimeout(Duration.ofMillis(50)).build();
            try (var near = TlsClient.over(patient, SocketChannel.open(listener.getLocalAddress()), Pair.NAME);
                    var far = TlsServer.over(server, listener.accept())) {
                var served = threads.submit(() -> {
                    far.handshake();
                    return null;
                });
                near.handshake();
                served.get();
                assertThatThrownBy(() -> near.input().read()).isInstanceOf(SocketTimeoutException.class);
                far.output().write(7);
                assertThat(near.input().read()).isEqualTo(7);
            }
        }
    }

    @Test
    void letsWriteTimeOutAndCloses() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(loopback());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var config =
                    Parties.server(clocks).writeTimeout(Duration.ofMillis(50)).build();
            try (var near = TlsClient.over(client, SocketChannel.open(listener.getLocalAddress()), Pair.NAME);
                    var far = TlsServer.over(config, listener.accept())) {
                var served = threads.submit(() -> {
                    far.handshake();
                    return null;
                });
                near.handshake();
                served.get();
                // More than the system's buffers hold of what nobody reads.
                assertThatThrownBy(() -> far.output().write(new byte[1 << 26]))
                        .isInstanceOf(SocketTimeoutException.class);
                assertThatThrownBy(() -> far.output().write(1)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void refusesChannelsThatDoNotBlock() throws Exception {
        try (var listener = ServerSocketChannel.open().bind(loopback());
                var channel = SocketChannel.open(listener.getLocalAddress())) {
            channel.configureBlocking(false);
            assertThatThrownBy(() -> TlsClient.over(client, channel, Pair.NAME))
                    .isInstanceOf(IllegalBlockingModeException.class);
            assertThatThrownBy(() -> TlsServer.over(server, channel)).isInstanceOf(IllegalBlockingModeException.class);
        }
    }

    @Test
    void tellsTheHandshakeFirstWhatIsWrong() throws Exception {
        var there = Pipe.open();
        var back = Pipe.open();
        there.sink().write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII)));
        try (var far = TlsServer.over(server, there.source(), back.sink())) {
            assertThatThrownBy(far::handshake)
                    .isInstanceOfSatisfying(
                            ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_CONTENT_TYPE))
                    .hasMessageContaining("plain text")
                    .hasMessageContaining("GET / HTTP/1.0");
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
