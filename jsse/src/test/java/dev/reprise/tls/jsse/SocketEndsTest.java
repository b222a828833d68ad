package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of an SSLSocket when its connection has failed or is ended by halves. */
@Timeout(60)
class SocketEndsTest {
    // A record that claims to hold application data, and does not open.
    private static final byte[] BAD_RECORD = new byte[5 + 40];

    static {
        BAD_RECORD[0] = 23;
        BAD_RECORD[1] = 3;
        BAD_RECORD[2] = 3;
        BAD_RECORD[4] = 40;
    }

    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] a handshake that cannot begin closes the socket, so that the peer does not wait")
    void cannotBegin(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.client.setEnabledProtocols(new String[0]);
            assertThatThrownBy(pair.client::startHandshake).isInstanceOf(SSLHandshakeException.class);
            assertThat(pair.client.isClosed()).isTrue();
            assertThat(pair.rawClient.isClosed()).isTrue();
            assertThatThrownBy(pair.server::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] a fatal alert, sent or received, closes the socket")
    void fatalAlertCloses(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            pair.exchange();
            pair.rawClient.getOutputStream().write(BAD_RECORD);
            assertThatThrownBy(() -> pair.server.getInputStream().read()).isInstanceOf(SSLException.class);
            assertThat(pair.server.isClosed()).isTrue();
            assertThatThrownBy(() -> pair.client.getInputStream().read())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("Received fatal alert: bad_record_mac");
            assertThat(pair.client.isClosed()).isTrue();
            for (var socket : new SSLSocket[] {pair.client, pair.server}) {
                assertThat(pair.raw(socket).isClosed()).isTrue();
                assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
                assertThat(socket.getSession().isValid()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] without autoClose the socket below outlives a fatal alert")
    void fatalAlertInALayer(Setting setting) throws Exception {
        try (var pair = SocketPair.layered(setting)) {
            pair.handshake();
            pair.exchange();
            pair.rawClient.getOutputStream().write(BAD_RECORD);
            assertThatThrownBy(() -> pair.server.getInputStream().read()).isInstanceOf(SSLException.class);
            assertThat(pair.server.isClosed()).isTrue();
            assertThat(pair.rawServer.isClosed()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] shutdownInput before close_notify throws, and has ended our input alone")
    void shutdownInput(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            pair.exchange();
            assertThatThrownBy(pair.client::shutdownInput)
                    .isInstanceOf(SSLException.class)
                    .hasMessage("closing inbound before receiving peer's close_notify");
            assertThat(pair.client.isInputShutdown()).isTrue();
            assertThat(pair.client.isClosed()).isFalse();
            assertThatThrownBy(pair.client::getInputStream)
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Socket input is already shutdown");
            pair.client.getOutputStream().write(42);
            assertThat(pair.server.getInputStream().read()).isEqualTo(42);
            pair.client.shutdownInput();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] a stream at hand is at its end after shutdownInput")
    void streamAfterShutdownInput(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            var input = pair.client.getInputStream();
            pair.server.getOutputStream().write("unread".getBytes());
            assertThat(input.read()).isEqualTo('u');
            assertThatThrownBy(pair.client::shutdownInput).isInstanceOf(SSLException.class);
            if (setting.client() == Stack.REPRISE) { // SunJSSE's still hands out what it has decrypted.
                assertThat(input.available()).isZero();
                assertThat(input.read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] shutdownInput before the handshake is silent, and there is none after it")
    void shutdownInputUnbegun(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.client.shutdownInput();
            assertThat(pair.client.isInputShutdown()).isTrue();
            assertThatThrownBy(pair.client::getInputStream).isInstanceOf(SocketException.class);
            assertThatThrownBy(pair.client::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "REPRISE")
    @DisplayName("[JSSE socket] a manager that asks the socket for its session in the handshake gets the null session")
    void managerAsksForTheSession(Stack stack) throws Exception {
        var seen = new CompletableFuture<SSLSession>();
        var trust = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                throw new AssertionError("asked for an engine");
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
                seen.complete(((SSLSocket) socket).getSession());
            }
        };
        var client = Parties.context(stack, null, new TrustManager[] {trust});
        var setting = new Setting(stack, stack, Setting.TLS_1_3, false);
        try (var pair = SocketPair.of(setting, client, Parties.server(stack))) {
            pair.handshake();
            assertThat(seen.get().getProtocol()).isEqualTo("NONE");
            pair.exchange();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE socket] a host that is null is this machine, as for a plain socket")
    void nullHost(Stack stack) throws Exception {
        var factory = Parties.client(stack).getSocketFactory();
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var socket = factory.createSocket((String) null, listening.getLocalPort())) {
            assertThat(socket.getInetAddress().isLoopbackAddress()).isTrue();
        }
    }
}
