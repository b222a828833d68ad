package dev.reprise.tls.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.LoopbackPorts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RFC 8305, at addresses of this machine that answer, refuse, or say nothing. */
@Timeout(60)
class HappyEyeballsTest {
    private static final int LIMIT_MILLIS = 30_000;

    /** Listens at an address, and once it is full says nothing to who connects. */
    private static final class Listener implements AutoCloseable {
        private final ServerSocket socket;
        private final List<SocketChannel> waiting = new ArrayList<>();

        Listener(InetAddress address, int port) throws IOException {
            socket = new ServerSocket(port, 1, address);
        }

        Listener full() throws IOException {
            for (int i = 0; i < 16; i++) {
                var channel = SocketChannel.open();
                channel.configureBlocking(false);
                waiting.add(channel);
                channel.connect(socket.getLocalSocketAddress());
            }
            // What is connected by now fills the queue; the last one is still asking.
            assertThat(waiting.get(15).finishConnect()).isFalse();
            return this;
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (var channel : waiting) {
                channel.close();
            }
            socket.close();
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals).map(HappyEyeballsTest::address).toList();
    }

    /** RFC 8305 section 4: the second address is of the other family than the first, and so on. */
    @Test
    void familiesTakeTurnsBeginningWithTheSystemsFirst() {
        assertThat(HappyEyeballs.inTurns(addresses("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")))
                .isEqualTo(addresses("::1", "10.0.0.1", "::2", "10.0.0.2", "::3"));
        assertThat(HappyEyeballs.inTurns(addresses("10.0.0.1", "10.0.0.2", "10.0.0.3", "::1")))
                .isEqualTo(addresses("10.0.0.1", "::1", "10.0.0.2", "10.0.0.3"));
        assertThat(HappyEyeballs.inTurns(addresses("10.0.0.2", "10.0.0.1")))
                .isEqualTo(addresses("10.0.0.2", "10.0.0.1"));
    }

    @Test
    void anAddressThatRefusesGivesWayAtOnce() throws Exception {
        try (var listener = new Listener(address("127.0.0.2"), 0);
                var socket = HappyEyeballs.connect(
                        addresses("127.0.0.3", "127.0.0.4", "127.0.0.2"), listener.port(), LIMIT_MILLIS)) {
            assertThat(socket.getInetAddress()).isEqualTo(address("127.0.0.2"));
            assertThat(socket.getTcpNoDelay()).isTrue();
        }
    }

    /** RFC 8305 section 5: without an answer the next attempt begins beside the first, which goes on. */
    @Test
    void anAddressThatSaysNothingDoesNotHoldUpTheNext() throws Exception {
        try (var silent = new Listener(address("127.0.0.2"), 0).full();
                var listener = new Listener(address("127.0.0.3"), silent.port());
                var socket =
                        HappyEyeballs.connect(addresses("127.0.0.2", "127.0.0.3"), listener.port(), LIMIT_MILLIS)) {
            assertThat(socket.getInetAddress()).isEqualTo(address("127.0.0.3"));
        }
    }

    @Test
    void oneLimitHoldsForAll() throws Exception {
        try (var silent = new Listener(address("127.0.0.2"), 0).full();
                var other = new Listener(address("127.0.0.3"), silent.port()).full()) {
            for (var tried : List.of(addresses("127.0.0.2"), addresses("127.0.0.4", "127.0.0.2", "127.0.0.3"))) {
                assertThatThrownBy(() -> HappyEyeballs.connect(tried, other.port(), 50))
                        .isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void theLastFailureIsTheOneToldAndTheOthersAreWithIt() throws Exception {
        try (var refusing = LoopbackPorts.refusing(address("127.0.0.2"))) {
            assertThatThrownBy(() -> HappyEyeballs.connect(
                            addresses("127.0.0.2", "127.0.0.3", "127.0.0.4"), refusing.port(), LIMIT_MILLIS))
                    .isInstanceOf(ConnectException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
    }

    @Test
    void anInterruptedThreadStopsTrying() throws Exception {
        try (var silent = new Listener(address("127.0.0.2"), 0).full();
                var other = new Listener(address("127.0.0.3"), silent.port()).full()) {
            var failure = new CompletableFuture<IOException>();
            var interrupted = new CompletableFuture<Boolean>();
            var thread = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                try {
                    HappyEyeballs.connect(addresses("127.0.0.2", "127.0.0.3"), other.port(), 0)
                            .close();
                } catch (IOException e) {
                    failure.complete(e);
                    interrupted.complete(Thread.interrupted());
                }
            });
            thread.join();
            assertThat(failure.getNow(null)).isInstanceOf(InterruptedIOException.class);
            assertThat(interrupted.getNow(false)).isTrue();
        }
    }
}
