package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What startHandshake does on sockets that have had their handshake. */
@Timeout(60)
class SecondHandshakeTest {
    private static final int APPLICATION_DATA = 23;
    // RFC 9846 sections 4.6.3, 5.2: five bytes of KeyUpdate, the content type, and the tag.
    private static final int KEY_UPDATE = 5 + 1 + 16;

    static Stream<Setting> all() {
        return SocketTest.all();
    }

    static Stream<Setting> all13() {
        return all().filter(Setting::tls13);
    }

    static Stream<Setting> all12() {
        return all().filter(setting -> !setting.tls13());
    }

    private static List<SSLSocket> ours(SocketPair pair) {
        return Stream.of(pair.client, pair.server)
                .filter(socket -> pair.stack(socket) == Stack.REPRISE)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] startHandshake again is harmless before any data")
    void harmless(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.handshake();
            for (var socket : ours(pair)) {
                socket.startHandshake();
            }
            pair.exchange();
        }
    }

    @ParameterizedTest
    @MethodSource("all13")
    @DisplayName("[JSSE socket] startHandshake after data changes the keys in TLS 1.3")
    void changesKeys(Setting setting) throws Exception {
        for (boolean clients : new boolean[] {true, false}) {
            try (var pair = SocketPair.of(setting)) {
                var socket = clients ? pair.client : pair.server;
                if (pair.stack(socket) != Stack.REPRISE) {
                    continue;
                }
                pair.exchange();
                socket.startHandshake();
                pair.exchange();

                socket.startHandshake();
                var sent = new DataInputStream(pair.raw(pair.peer(socket)).getInputStream());
                assertThat(sent.readUnsignedByte()).isEqualTo(APPLICATION_DATA);
                sent.readUnsignedShort();
                assertThat(sent.readUnsignedShort()).isEqualTo(KEY_UPDATE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all12")
    @DisplayName(
            "[JSSE socket] startHandshake after data, which is renegotiation in TLS 1.2, is refused and does no harm")
    void refusesRenegotiation(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.exchange();
            for (var socket : ours(pair)) {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
            }
            pair.exchange();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE socket] startHandshake after data and shutdownOutput is refused")
    void refusesWhenClosed(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            pair.exchange();
            for (var socket : ours(pair)) {
                socket.shutdownOutput();
                assertThatThrownBy(socket::startHandshake).isExactlyInstanceOf(SSLException.class);
            }
        }
    }
}
