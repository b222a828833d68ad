package dev.reprise.tls.fleet.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that never end, from whatever stands where etcd should: they are given up, and the memory is not filled. */
@Timeout(60)
class EndlessAnswerTest {
    /** Behind the bound stand buffers of both ends. */
    private static final long ENOUGH = 64L << 20;
    /** More than a test may take: no answer here is given up because of its time. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final BlockingQueue<Long> sent = new LinkedBlockingQueue<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    var socket = server.accept();
                    Thread.startVirtualThread(() -> sent.add(answer(socket)));
                }
            } catch (IOException closed) {
                return; // The test is over.
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Begin an answer and go on until nobody listens; returns how much was sent, up to more than enough. */
    private static long answer(Socket socket) {
        long count = 0;
        try (socket) {
            var part = ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            var output = socket.getOutputStream();
            output.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            while (count <= ENOUGH) {
                output.write(part);
                count += part.length;
            }
        } catch (IOException closed) {
            return count;
        }
        return count;
    }

    private EtcdTicketKeyStore store() {
        return EtcdTicketKeyStore.builder(List.of(URI.create("http://localhost:" + server.getLocalPort())))
                .timeout(PATIENCE)
                .open();
    }

    @Test
    void givesUpAValueThatNeverEnds() throws Exception {
        try (var store = store()) {
            assertThatIOException().isThrownBy(store::read);
            assertThat(sent.poll(30, TimeUnit.SECONDS)).isLessThan(ENOUGH);
        }
    }

    @Test
    void givesUpALineOfAWatchThatNeverEnds() throws Exception {
        try (var store = store();
                var watch = store.watch(() -> {})) {
            assertThat(watch).isNotNull();
            assertThat(sent.poll(30, TimeUnit.SECONDS)).isLessThan(ENOUGH);
        }
    }
}
