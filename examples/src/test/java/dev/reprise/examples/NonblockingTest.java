package dev.reprise.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TruncatedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Nonblocking} on both sides, and {@link SelectorEcho}. */
@Timeout(60)
class NonblockingTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeCertificates() throws IOException {
        Served.server(directory);
    }

    @Test
    void blockingClientsAreEchoedByOneThread() throws Exception {
        try (var server = selectorEcho();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var client = Served.client(directory);
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < 20; i++) {
                var line = "line " + i + " ".repeat(i * 1000);
                answers.add(threads.submit(() -> BlockingClient.ask(client, "localhost", server.port(), line)));
            }

            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo("line " + i + " ".repeat(i * 1000) + "\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void bothSidesGetThroughWhereBuffersAreSmallAndTheSecondTimeResume(ProtocolVersion version) throws Exception {
        var config = TlsConfig.client()
                .caFile(directory.resolve("root.pem"))
                .protocols(version)
                .sessions(new SessionCache())
                .build();
        var sent = new byte[500_000];
        new Random(7).nextBytes(sent);
        try (var server = selectorEcho()) {
            assertThat(exchange(config, server.port(), sent)).isFalse();
            assertThat(exchange(config, server.port(), sent)).isTrue();
        }
    }

    @Test
    void aConnectionThatIsCutIsNoEnd() throws Exception {
        try (var listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var channel = SocketChannel.open(listening.getLocalAddress());
                var accepted = listening.accept()) {
            channel.configureBlocking(false);
            accepted.configureBlocking(false);
            var server = new Nonblocking(accepted, Served.config(directory).engine());
            try (var client = new Nonblocking(channel, clientConfig().engine("localhost", 1))) {
                int left = Nonblocking.WANT_READ;
                int right = Nonblocking.WANT_READ;
                for (int i = 0; i < 1_000_000 && (left != Nonblocking.DONE || right != Nonblocking.DONE); i++) {
                    left = client.handshake();
                    right = server.handshake();
                }
                assertThat(left + right).isEqualTo(Nonblocking.DONE);

                accepted.shutdownOutput(); // and no word to the peer

                channel.configureBlocking(true);
                assertThatThrownBy(() -> client.read(ByteBuffer.allocate(10))).isInstanceOf(TruncatedException.class);
            }
        }
    }

    private ClientConfig clientConfig() throws IOException {
        return TlsConfig.client().caFile(directory.resolve("root.pem")).build();
    }

    private SelectorEcho selectorEcho() throws IOException {
        var config = TlsConfig.server(directory.resolve("server.pem"), directory.resolve("server.key"))
                .sessionLifetime(Duration.ofHours(1))
                .build();
        var server = new SelectorEcho(config, 0);
        Thread.ofVirtual().start(() -> {
            try {
                server.serve();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        return server;
    }

    /** Send all, and take what comes back meanwhile; tells whether it was resumed. */
    private static boolean exchange(ClientConfig config, int port, byte[] bytes) throws IOException {
        var toSend = ByteBuffer.wrap(bytes);
        var received = ByteBuffer.allocate(bytes.length + 1);
        try (var selector = Selector.open();
                var channel = SocketChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            var key = channel.register(selector, 0);
            try (var tls = new Nonblocking(channel, config.engine("localhost", port))) {
                boolean closed = false;
                while (true) {
                    int writing =
                            toSend.hasRemaining() ? tls.write(toSend) : closed ? Nonblocking.DONE : tls.closeOutput();
                    closed |= !toSend.hasRemaining() && writing == Nonblocking.DONE;
                    int reading = tls.read(received);
                    if (reading == Nonblocking.END) {
                        break;
                    }
                    if (writing < 0 && reading < 0 || closed && reading < 0) {
                        boolean write = writing == Nonblocking.WANT_WRITE || reading == Nonblocking.WANT_WRITE;
                        key.interestOps(SelectionKey.OP_READ | (write ? SelectionKey.OP_WRITE : 0));
                        selector.select();
                        selector.selectedKeys().clear();
                    }
                }
                assertThat(received.flip()).isEqualTo(ByteBuffer.wrap(bytes));
                return tls.engine().info().resumed();
            }
        }
    }
}
