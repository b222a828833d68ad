package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.TlsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.Channels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing said is lost when a connection is closed, and closing ends. */
@Timeout(120)
class OrderlyCloseTest {
    private static final int ROUNDS = Integer.getInteger("closing.rounds", 25);
    /** How long closing may take where it is to come to its end: longer than the slowest machine needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RingClocks clocks = new RingClocks();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    /** Play a round often, and expect each to end alike. */
    private static void always(Object end, Callable<?> round) throws Exception {
        var ends = new HashMap<String, Integer>();
        for (int i = 0; i < ROUNDS; i++) {
            ends.merge(String.valueOf(round.call()), 1, Integer::sum);
        }
        assertThat(ends).isEqualTo(Map.of(end.toString(), ROUNDS));
    }

    /**
     * A server closes over what the client goes on sending. The client writes and reads over channels that cannot tell what
     * has come, so it must be the server that waits until its alert is read.
     */
    @Test
    void anAlertReachesAPeerThatIsWriting() throws Exception {
        var config = serverOf()
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .build();
        try (var server = listen(config)) {
            always(AlertDescription.CERTIFICATE_REQUIRED.code(), () -> {
                var refusing = threads.submit(() -> {
                    try (var connection = server.accept()) {
                        return catchThrowable(connection::handshake);
                    }
                });
                var socket = socket(server);
                socket.setTcpNoDelay(true);
                var input = Channels.newChannel(socket.getInputStream());
                var output = Channels.newChannel(socket.getOutputStream());
                try (var connection = TlsClient.over(clientOf().build(), input, output, Pair.NAME)) {
                    return alertIn(catchThrowable(() -> {
                        for (int k = 0; k < 5; k++) {
                            connection.output().write(new byte[100]);
                        }
                        connection.input().read();
                    }));
                } finally {
                    assertThat(refusing.get()).isInstanceOf(ProtocolException.class);
                }
            });
        }
    }

    /** A server says something illegal and then much more, which lies unread while our alert goes out. */
    @Test
    void anAlertReachesAPeerThatHasSentMore() throws Exception {
        var config = serverOf().build();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            always(AlertDescription.BAD_RECORD_MAC.code(), () -> {
                var told = threads.submit(() -> catchThrowable(() -> misbehave(config, server)));
                var connection = client().connect("127.0.0.1", server.getLocalPort(), Pair.NAME);
                assertThatThrownBy(() -> connection.input().read()).isInstanceOf(ProtocolException.class);
                connection.close();
                return alertIn(told.get());
            });
        }
    }

    private static Object alertIn(Throwable thrown) {
        return thrown instanceof PeerAlertException alert ? alert.code() : thrown;
    }

    /** Send a record that does not open and 100,000 bytes after it, then read. */
    private static void misbehave(ServerConfig config, ServerSocket server) throws IOException {
        var socket = server.accept();
        try (var connection = TlsServer.over(config, socket)) {
            connection.handshake();
            var junk = new byte[100_000];
            junk[0] = 23;
            junk[1] = 3;
            junk[2] = 3;
            junk[4] = 100;
            socket.getOutputStream().write(junk);
            connection.input().read();
        }
    }

    @Test
    void sessionsThatComeWhileItClosesAreStored() throws Exception {
        try (var server = listen(serverOf().build())) {
            always(3, () -> {
                var store = Parties.store(clocks);
                var served = threads.submit(() -> serve(server.accept(), 0));
                var config = clientOf().sessions(store).ticketRequest(3, 3);
                TlsClient.of(config.build())
                        .connect("127.0.0.1", server.localPort(), Pair.NAME)
                        .close();
                assertThat(served.get()).isZero();
                return store.stored();
            });
        }
    }

    /** A peer that answers while we send cannot take the rest before somebody takes its answer. */
    @ParameterizedTest
    @ValueSource(ints = {100, 100_000, 3_000_000})
    void whatWasWrittenReachesAPeerThatAnswersMeanwhile(int length) throws Exception {
        try (var server = listen(serverOf().build())) {
            var served = threads.submit(() -> {
                try (var connection = server.accept()) {
                    int count = 0;
                    var buffer = new byte[1 << 14];
                    for (int n = connection.input().read(buffer);
                            n >= 0;
                            n = connection.input().read(buffer)) {
                        connection.output().write(buffer, 0, n);
                        count += n;
                    }
                    return count;
                }
            });
            try (var connection = client().connect("127.0.0.1", server.localPort(), Pair.NAME)) {
                connection.output().write(new byte[length]);
            }
            assertThat(served.get()).isEqualTo(length);
        }
    }

    @Test
    void closeNotifyGoesOutBesideBusyWriters() throws Exception {
        try (var server = listen(serverOf().build())) {
            always("close_notify", () -> {
                var served = threads.submit(() -> serve(server.accept(), 0));
                var connection = client().connect("127.0.0.1", server.localPort(), Pair.NAME);
                var begun = new CountDownLatch(2);
                var writers =
                        List.of(threads.submit(writer(connection, begun)), threads.submit(writer(connection, begun)));
                begun.await();
                connection.close();
                for (var writer : writers) {
                    assertThat(writer.get()).isInstanceOf(SocketException.class);
                }
                var failure = catchThrowable(served::get);
                return failure == null ? "close_notify" : failure.getCause().getClass();
            });
        }
    }

    private static Callable<Throwable> writer(TlsConnection connection, CountDownLatch begun) {
        return () -> catchThrowable(() -> {
            while (true) {
                connection.output().write(new byte[20_000]);
                begun.countDown();
            }
        });
    }

    /** The thread that reads is in a store that takes its time, and another one closes. */
    @Test
    void aStoreThatAnotherThreadIsAtHasEndedWhenCloseReturns() throws Exception {
        var store = new SlowStore();
        try (var server = listen(serverOf().build())) {
            var served = threads.submit(() -> serve(server.accept(), 1));
            var connection = TlsClient.of(clientOf()
                            .sessions(Parties.store(clocks))
                            .ticketRequest(1, 1)
                            .listener(store)
                            .build())
                    .connect("127.0.0.1", server.localPort(), Pair.NAME);
            var reader = threads.submit(() -> connection.input().read());
            store.entered.await();
            var closer = waiting(() -> {
                connection.close();
                return store.stored;
            });
            assertThat(served.get()).as("the peer has seen our end").isZero();
            store.goOn.countDown();
            assertThat(closer.get()).isTrue();
            assertThat(catchThrowable(reader::get)).hasCauseInstanceOf(SocketException.class);
        }
    }

    /** The thread that writes is busy telling of its own keys, and so it falls to it to store what the reader has received. */
    @Test
    void aStoreThatAnotherThreadIsAtHasEndedWhenTheEndIsRead() throws Exception {
        var store = new SlowStore();
        try (var server = listen(serverOf().build())) {
            var served = threads.submit(() -> {
                try (var connection = server.accept()) {
                    connection.output().write(1);
                    connection.closeOutput();
                    return connection.input().readAllBytes().length;
                }
            });
            var connection = TlsClient.of(clientOf()
                            .sessions(Parties.store(clocks))
                            .ticketRequest(1, 1)
                            .listener(store)
                            .recordsPerKey(16)
                            .build())
                    .connect("127.0.0.1", server.localPort(), Pair.NAME);
            var writer = threads.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    connection.output().write(i);
                }
                connection.closeOutput();
                return 0;
            });
            store.updated.await();
            var reader = waiting(() -> {
                connection.input().readAllBytes();
                return store.stored;
            });
            store.goOn.countDown();
            assertThat(writer.get()).isZero();
            assertThat(served.get()).isEqualTo(20);
            assertThat(reader.get()).isTrue();
            connection.close();
        }
    }

    /** Call in a thread of its own, and return once that waits for another thread, and not for the network. */
    private static <T> Future<T> waiting(Callable<T> call) {
        var task = new FutureTask<>(call);
        var thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).as("waits").isTrue();
            Thread.onSpinWait();
        }
        return task;
    }

    /** Has done nothing until it is told to go on. */
    private static final class SlowStore implements ConnectionListener {
        final CountDownLatch updated = new CountDownLatch(1);
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        volatile boolean stored;

        @Override
        public void keysUpdated(boolean byPeer) {
            updated.countDown();
            awaitQuietly(goOn);
        }

        @Override
        public void sessionStored(Instant expires) {
            entered.countDown();
            awaitQuietly(goOn);
            stored = true;
        }
    }

    /** The end that we have asked for is nobody's failure, though many peers end without close_notify. */
    @Test
    void aBareEndInAnswerIsNoFailure() throws Exception {
        var failures = new ArrayList<TlsException>();
        var listener = new ConnectionListener() {
            @Override
            public void failed(TlsException reason) {
                failures.add(reason);
            }
        };
        var config = serverOf().build();
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var served = threads.submit(() -> {
                var socket = server.accept();
                var connection = TlsServer.over(config, socket);
                connection.handshake();
                connection.input().read();
                socket.close();
                return 0;
            });
            TlsClient.of(clientOf().listener(listener).build())
                    .connect("127.0.0.1", server.getLocalPort(), Pair.NAME)
                    .close();
            served.get();
        }
        assertThat(failures).isEmpty();
    }

    /** One that neither reads nor ends: the time is over, and the socket closed. */
    @Test
    void aPeerThatSaysNothingCostsItsTimeAlone() throws Exception {
        try (var server = listen(serverOf().build())) {
            var held = threads.submit(() -> {
                var connection = server.accept();
                connection.handshake();
                return connection;
            });
            var connection = TlsClient.of(
                            clientOf().closeTimeout(Duration.ofMillis(30)).build())
                    .connect("127.0.0.1", server.localPort(), Pair.NAME);
            var writer = threads.submit(() -> catchThrowable(() -> {
                while (true) {
                    connection.output().write(new byte[100_000]);
                }
            }));
            held.get();
            connection.close();
            assertThat(writer.get()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connection.input().read()).isInstanceOf(SocketException.class);
            held.get().close();
        }
    }

    @Test
    void anInterruptedThreadClosesAtOnce() throws Exception {
        try (var server = listen(serverOf().build())) {
            var held = threads.submit(() -> {
                var connection = server.accept();
                connection.handshake();
                return connection;
            });
            var connection = TlsClient.of(
                            clientOf().closeTimeout(Duration.ofDays(20)).build())
                    .connect("127.0.0.1", server.localPort(), Pair.NAME);
            held.get();
            var closer = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                closeQuietly(connection);
            });
            closer.join();
            held.get().close();
        }
    }

    @Test
    void refusesACloseThatWouldNotBeBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> clientOf().closeTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> serverOf().closeTimeout(Duration.ofDays(25)));
    }

    private TlsClient client() {
        return TlsClient.of(clientOf().build());
    }

    private ClientConfig.Builder clientOf() {
        return Parties.client(clocks).closeTimeout(PATIENCE);
    }

    private ServerConfig.Builder serverOf() {
        return Parties.server(clocks).closeTimeout(PATIENCE);
    }

    private static TlsServer listen(ServerConfig config) throws IOException {
        return TlsServer.listen(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static Socket socket(TlsServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.localPort());
    }

    /** Send some bytes, then read until close_notify and answer how many bytes came; anything else is thrown. */
    private static int serve(TlsConnection accepted, int bytes) throws IOException {
        try (accepted) {
            accepted.output().write(new byte[bytes]);
            return accepted.input().readAllBytes().length;
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(TlsConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
