package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How an engine ends in good order. */
class EngineClosingTest {
    private static final String NO_CLOSE_NOTIFY = "closing inbound before receiving peer's close_notify";

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 15] closeOutbound, and one wrap says CLOSED with the close_notify; later ones say CLOSED alone")
    void oneWrapSaysClosed(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            end.engine.closeOutbound();
            assertThat(end.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            assertThat(end.engine.isOutboundDone()).isFalse();
            var result = end.wrap("ignored".getBytes());
            assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            assertThat(result.bytesConsumed()).isZero();
            assertThat(result.bytesProduced()).isPositive();
            assertThat(end.engine.isOutboundDone()).isTrue();
            for (int i = 0; i < 3; i++) {
                var again = end.wrap("ignored".getBytes());
                assertThat(again.getStatus()).isEqualTo(Status.CLOSED);
                assertThat(again.bytesConsumed()).isZero();
                assertThat(again.bytesProduced()).isZero();
            }
            end.engine.closeOutbound();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise")
    @DisplayName("[JSSE 13] [JSSE 15] one wrap says CLOSED also when tickets or anything else is pending")
    void oneWrapSaysClosedWhateverIsPending(Setting setting) throws Exception {
        var pair = EnginePair.named(setting, Parties.client(setting.client()), Parties.server(setting.server()));
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        for (int i = 0; i < 100 && pair.server.finished() == 0; i++) {
            pair.client.step();
            for (var end : pair.ours()) {
                if (end == pair.server && lastStep(pair)) {
                    end.engine.closeOutbound();
                    var result = end.wrap();
                    assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
                    assertThat(end.engine.isOutboundDone()).isTrue();
                    return;
                }
            }
            pair.server.step();
        }
    }

    /** Tell whether the server has to wrap once more, after the client is done in TLS 1.3 or nearly so in TLS 1.2. */
    private static boolean lastStep(EnginePair pair) {
        return pair.server.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                && pair.server.results.stream().anyMatch(result -> result.bytesProduced() > 0);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 17] closeInbound before the handshake is silent, and no wrap asks for another")
    void closedInboundBeforeTheHandshake(Setting setting) throws Exception {
        for (var end : EnginePair.of(setting).ends()) {
            end.engine.closeInbound();
            assertThat(end.engine.isInboundDone()).isTrue();
            var result = end.wrap();
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            assertThat(result.bytesProduced()).isZero();
            assertThatThrownBy(end.engine::beginHandshake).isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 15] closed before the handshake, wrap says CLOSED with nothing and beginHandshake throws")
    void closedBeforeTheHandshake(Setting setting) throws Exception {
        for (var end : EnginePair.of(setting).ends()) {
            end.engine.closeOutbound();
            var result = end.wrap();
            assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(result.bytesProduced()).isZero();
            assertThat(end.engine.isOutboundDone()).isTrue();
            assertThatThrownBy(end.engine::beginHandshake).isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise")
    @DisplayName("[JSSE 15] closed in mid-handshake, one wrap says CLOSED with one alert")
    void closedInTheHandshake(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.client.wrap();
        pair.server.unwrap();
        pair.server.runTasks();
        for (var end : pair.ours()) {
            end.engine.closeOutbound();
            assertThat(end.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            var result = end.wrap();
            assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
            assertThat(result.bytesProduced()).isPositive();
            assertThat(end.engine.isOutboundDone()).isTrue();
            assertThat(end.wrap().getStatus()).isEqualTo(Status.CLOSED);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 16] close_notify received: unwrap says CLOSED, consumes it, and produces nothing")
    void closeNotifyReceived(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        pair.client.wrap("last".getBytes());
        pair.client.engine.closeOutbound();
        pair.client.wrap();
        assertThat(pair.server.unwrap().getStatus()).isEqualTo(Status.OK);
        assertThat(pair.server.takeReceived()).isEqualTo("last");
        var result = pair.server.unwrap();
        assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(result.bytesConsumed()).isPositive();
        assertThat(result.bytesProduced()).isZero();
        assertThat(pair.server.takeIncoming()).isEmpty();
        assertThat(pair.server.engine.isInboundDone()).isTrue();
        assertThat(result.getHandshakeStatus())
                .isEqualTo(setting.tls13() ? HandshakeStatus.NOT_HANDSHAKING : HandshakeStatus.NEED_WRAP);
        assertThat(pair.server.unwrap().getStatus()).isEqualTo(Status.CLOSED);
        pair.server.engine.closeInbound();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all13")
    @DisplayName("[JSSE 16] in TLS 1.3 data can still be sent after the peer's close_notify")
    void halfClose(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        pair.client.engine.closeOutbound();
        pair.client.wrap();
        pair.run();
        assertThat(pair.server.engine.isInboundDone()).isTrue();
        assertThat(pair.server.engine.isOutboundDone()).isFalse();
        var result = pair.server.wrap("answer".getBytes());
        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.bytesConsumed()).isEqualTo(6);
        pair.run();
        assertThat(pair.client.takeReceived()).isEqualTo("answer");
        pair.server.engine.closeOutbound();
        assertThat(pair.server.wrap().getStatus()).isEqualTo(Status.CLOSED);
        assertThat(pair.client.unwrap().getStatus()).isEqualTo(Status.CLOSED);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all12")
    @DisplayName("[JSSE 16] in TLS 1.2 close_notify is answered by one of equal length, and no data follows it")
    void closeNotifyIsAnswered(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        pair.client.engine.closeOutbound();
        int sent = pair.client.wrap().bytesProduced();
        assertThat(pair.server.unwrap().getStatus()).isEqualTo(Status.CLOSED);
        assertThat(pair.server.engine.isOutboundDone()).isFalse();
        var result = pair.server.wrap("too late".getBytes());
        assertThat(result.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(result.bytesConsumed()).isZero();
        assertThat(result.bytesProduced()).isEqualTo(sent);
        assertThat(pair.server.engine.isOutboundDone()).isTrue();
        var last = pair.client.unwrap();
        assertThat(last.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(last.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(pair.client.engine.isInboundDone()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE 17] closeInbound without close_notify throws, but closes; the session stays valid, wrap goes on")
    void closeInboundWithoutCloseNotify(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            assertThatThrownBy(end.engine::closeInbound)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining(NO_CLOSE_NOTIFY);
            assertThat(end.engine.isInboundDone()).isTrue();
            assertThat(end.engine.getSession().isValid()).isTrue();
            end.engine.closeInbound();
            assertThat(end.engine.isOutboundDone()).isFalse();
            assertThat(end.wrap("more".getBytes()).bytesConsumed()).isEqualTo(4);
            end.engine.closeOutbound();
            assertThat(end.wrap().getStatus()).isEqualTo(Status.CLOSED);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 17] closeInbound is silent before the handshake and after close_notify")
    void closeInboundInGoodOrder(Setting setting) throws Exception {
        for (var end : EnginePair.of(setting).ends()) {
            end.engine.closeInbound();
            assertThat(end.engine.isInboundDone()).isTrue();
        }
        var pair = EnginePair.of(setting).handshake();
        pair.client.engine.closeOutbound();
        pair.client.wrap();
        pair.server.unwrap();
        pair.server.engine.closeInbound();
    }
}
