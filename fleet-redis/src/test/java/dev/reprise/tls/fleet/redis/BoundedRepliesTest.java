package dev.reprise.tls.fleet.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BoundedRepliesTest {
    private static BoundedReplies replies(String text) {
        return new BoundedReplies(new ByteArrayInputStream(text.getBytes(US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void passesRepliesOnAsTheyAre(int room) throws IOException {
        // What looks like a length inside a bulk string is content.
        var text =
                "+OK\r\n*2\r\n*1\r\n$6\r\nmaster\r\n$14\r\n\r\n$9999999999\r\n\r\n$-1\r\n*-1\r\n$0\r\n\r\n:-12\r\n-ERR 9999999999\r\n";
        var replies = replies(text);
        var passed = new StringBuilder();
        var part = new byte[room];
        for (int count = replies.read(part); count >= 0; count = replies.read(part)) {
            passed.append(new String(part, 0, count, US_ASCII));
        }
        assertThat(passed).hasToString(text);
        assertThat(new String(replies(text).readAllBytes(), US_ASCII)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$4194305\r\n",
                "$2147483647\r\n",
                "*2000000000\r\n",
                "*1\r\n$99999999999999999999\r\n",
                "$3\r\nabc\r\n$4194305\r\n",
                "$-1\r\n$4194305\r\n"
            })
    void refusesLengthsThatNobodyNeeds(String text) {
        assertThatIOException().isThrownBy(() -> replies(text).readAllBytes());
        assertThatIOException().isThrownBy(() -> {
            var one = replies(text);
            while (one.read() >= 0) {}
        });
    }

    @Test
    void refusesALineThatNeverEnds() {
        var endless = new InputStream() {
            private int left = 2 * BoundedReplies.MAX;

            @Override
            public int read() {
                return left-- > 0 ? '+' : -1;
            }
        };
        assertThatIOException().isThrownBy(() -> new BoundedReplies(endless).readAllBytes());
    }

    @Test
    void aServerThatAnnouncesTwoGigabytesIsOneThatFails() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (var socket = server.accept()) {
                    socket.getOutputStream().write("$2000000000\r\n".getBytes(US_ASCII));
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException closed) {
                    return; // By the store.
                }
            });
            try (var store = RedisTicketKeyStore.builder(URI.create("redis://localhost:" + server.getLocalPort()))
                    .timeout(Duration.ofSeconds(20))
                    .open()) {
                assertThatIOException().isThrownBy(store::read);
            }
        }
    }
}
