package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How sockets end, in one direction or both, by either side. */
@Timeout(60)
class SocketClosingTest {
    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    static Stream<Setting> all13() {
        return all().filter(Setting::tls13);
    }

    static Stream<Setting> all12() {
        return all().filter(setting -> !setting.tls13());
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] close is the end of the peer's stream; the closed socket refuses everything")
    void close(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            var input = pair.client.getInputStream();
            var output = pair.client.getOutputStream();
            pair.client.close();
            pair.client.close();
            var peers = pair.server.getInputStream();
            assertThat(peers.read()).isEqualTo(-1);
            assertThat(peers.read()).isEqualTo(-1);
            assertThat(pair.client.isClosed()).isTrue();
            if (setting.client() == Stack.REPRISE) { // SunJSSE's answers -1, as if the peer had closed.
                assertThatThrownBy(input::read).isInstanceOf(SocketException.class);
            }
            assertThatThrownBy(() -> output.write(1)).isInstanceOf(SocketException.class);
            assertThatThrownBy(pair.client::startHandshake).isInstanceOf(SocketException.class);
            assertThatThrownBy(pair.client::getInputStream)
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Socket is closed");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] close from another thread ends a read")
    void closeWhileReading(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            var reading = new CompletableFuture<Void>();
            var read = pair.later(() -> {
                reading.complete(null);
                try {
                    return pair.client.getInputStream().read();
                } catch (SocketException e) {
                    return -2;
                }
            });
            reading.get();
            pair.client.close();
            assertThat(read.get(20, TimeUnit.SECONDS)).isNegative();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] a bare FIN is the end of the stream, as com.sun.net.ssl.requireCloseNotify is false")
    void bareFin(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            pair.exchange();
            pair.rawServer.shutdownOutput();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("all13")
    @DisplayName("[JSSE socket] shutdownOutput ends our direction alone in TLS 1.3")
    void halfClose(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            var output = pair.client.getOutputStream();
            pair.client.shutdownOutput();
            assertThat(pair.client.isOutputShutdown()).isTrue();
            var refused = assertThatThrownBy(() -> output.write(1)).isInstanceOf(SocketException.class);
            if (setting.client() == Stack.REPRISE) {
                refused.hasMessage("Socket output is already shutdown");
            }
            pair.client.shutdownOutput();
            assertThatThrownBy(pair.client::getOutputStream)
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Socket output is already shutdown");
            assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
            pair.server.getOutputStream().write("answer".getBytes());
            assertThat(new String(pair.client.getInputStream().readNBytes(6))).isEqualTo("answer");
            pair.server.close();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("all12")
    @DisplayName("[JSSE socket] in TLS 1.2 shutdownOutput is answered, and both directions have ended")
    void closeIsAnswered(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            pair.client.shutdownOutput();
            assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] without autoClose the socket below goes on exactly behind the peer's close_notify")
    void closeOfALayer(Setting setting) throws Exception {
        try (var pair = SocketPair.layered(setting)) {
            pair.handshake();
            pair.exchange();
            var served = pair.later(() -> {
                assertThat(pair.server.getInputStream().read()).isEqualTo(-1);
                pair.server.close();
                pair.rawServer.getOutputStream().write("plain".getBytes());
                return pair.rawServer.getInputStream().readNBytes(6);
            });
            pair.client.close();
            assertThat(pair.rawClient.isClosed()).isFalse();
            assertThat(new String(pair.rawClient.getInputStream().readNBytes(5)))
                    .isEqualTo("plain");
            pair.rawClient.getOutputStream().write("plain!".getBytes());
            assertThat(new String(served.get())).isEqualTo("plain!");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] close does not wait for a writer that the peer leaves waiting, and ends it")
    void closeWhileWriting(Setting setting) throws Exception {
        if (setting.client() == Stack.SUN) {
            return; // Its close waits for the writer.
        }
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            var begun = new CompletableFuture<Void>();
            var writing = pair.later(() -> {
                var data = new byte[1 << 16];
                // More than the buffers of two sockets hold: the last of these waits.
                for (int i = 0; i < 10_000; i++) {
                    pair.client.getOutputStream().write(data);
                    if (i == 1) {
                        begun.complete(null);
                    }
                }
                return null;
            });
            begun.get();
            pair.later(() -> {
                        pair.client.close();
                        return null;
                    })
                    .get(20, TimeUnit.SECONDS);
            assertThatThrownBy(() -> writing.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName(
            "[JSSE socket] without autoClose and without a handshake nothing is said, and the socket below goes on")
    void closeOfALayerUnbegun(Setting setting) throws Exception {
        try (var pair = SocketPair.layered(setting)) {
            pair.client.close();
            assertThat(pair.client.isClosed()).isTrue();
            pair.rawClient.getOutputStream().write(7);
            assertThat(pair.rawServer.getInputStream().read()).isEqualTo(7);
        }
    }
}
