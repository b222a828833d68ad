package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An engine before and in its handshake: what stacks read from its status. */
class EngineBeginningTest {
    private static final String NO_MODE = "Client/Server mode has not yet been set.";

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 1] before the mode is set, every setter and getter works")
    void everythingCanBeSetWithoutMode(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine("example.org", 443);
        assertThat(engine.getUseClientMode()).isFalse();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(engine.getPeerHost()).isEqualTo("example.org");
        assertThat(engine.getPeerPort()).isEqualTo(443);
        assertThat(engine.getApplicationProtocol()).isNull();
        assertThat(engine.getHandshakeApplicationProtocol()).isNull();
        assertThat(engine.getHandshakeApplicationProtocolSelector()).isNull();
        assertThat(engine.getHandshakeSession()).isNull();
        assertThat(engine.getDelegatedTask()).isNull();
        assertThat(engine.isInboundDone()).isFalse();
        assertThat(engine.isOutboundDone()).isFalse();
        assertThat(engine.getEnableSessionCreation()).isTrue();
        assertThat(engine.getNeedClientAuth()).isFalse();
        assertThat(engine.getWantClientAuth()).isFalse();
        assertThat(engine.getSupportedCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        assertThat(engine.getSupportedProtocols()).contains("TLSv1.3", "TLSv1.2");

        engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        engine.setEnableSessionCreation(false);
        engine.setWantClientAuth(true);
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        engine.setSSLParameters(parameters);
        engine.setHandshakeApplicationProtocolSelector((e, offered) -> "h2");

        assertThat(engine.getEnabledCipherSuites()).containsExactly("TLS_AES_128_GCM_SHA256");
        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3");
        assertThat(engine.getEnableSessionCreation()).isFalse();
        assertThat(engine.getWantClientAuth()).isTrue();
        assertThat(engine.getSSLParameters().getApplicationProtocols()).containsExactly("h2");
        assertThat(engine.getHandshakeApplicationProtocolSelector()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 1] before the mode is set, wrap, unwrap and beginHandshake throw IllegalStateException")
    void nothingMovesWithoutMode(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        var buffer = ByteBuffer.allocate(1 << 15);
        assertThatThrownBy(engine::beginHandshake)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(NO_MODE);
        assertThatThrownBy(() -> engine.wrap(ByteBuffer.allocate(0), buffer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(NO_MODE);
        assertThatThrownBy(() -> engine.unwrap(buffer, ByteBuffer.allocate(1 << 15)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(NO_MODE);
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 1] the mode changes default protocols, but not those that were set")
    void modeLeavesWhatWasSet(Stack stack) throws Exception {
        var context = stack.context("TLSv1.2");
        context.init(null, null, null);
        var engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.2");
        engine.setUseClientMode(false);
        assertThat(engine.getEnabledProtocols()).contains("TLSv1.3", "TLSv1.2");

        var set = context.createSSLEngine();
        set.setEnabledProtocols(new String[] {"TLSv1.3"});
        set.setEnabledCipherSuites(new String[] {"TLS_AES_256_GCM_SHA384"});
        set.setUseClientMode(true);
        assertThat(set.getEnabledProtocols()).containsExactly("TLSv1.3");
        assertThat(set.getEnabledCipherSuites()).containsExactly("TLS_AES_256_GCM_SHA384");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 1] the mode cannot be changed once the handshake has begun")
    void modeStays(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.client.engine.beginHandshake();
        assertThatThrownBy(() -> pair.client.engine.setUseClientMode(false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot change mode after SSL traffic has started");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all13")
    @DisplayName("[JSSE 4] the wrap with the new keys that beginHandshake asks for in TLS 1.3 says FINISHED")
    void newKeysFinish(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        for (var end : pair.ends()) {
            end.engine.beginHandshake();
            assertThat(end.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            var result = end.wrap();
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.FINISHED);
            assertThat(result.bytesProduced()).isPositive();
            pair.run();
            assertThat(end.wrap("x".getBytes()).getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            pair.run();
            assertThat(end.peer.takeReceived()).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 2] beginHandshake turns the client to NEED_WRAP and the server to NEED_UNWRAP")
    void beginningHasItsStatus(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        assertThat(pair.client.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThat(pair.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
        assertThat(pair.client.engine.getDelegatedTask()).isNull();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 2] the first wrap yields the ClientHello, without any task and without beginHandshake")
    void firstWrapIsTheClientHello(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        var result = pair.client.wrap();
        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
        assertThat(result.bytesConsumed()).isZero();
        var hello = pair.server.takeIncoming();
        assertThat(hello).hasSize(result.bytesProduced());
        assertThat(hello[0]).as("handshake record").isEqualTo((byte) 22);
        assertThat(hello[5]).as("client_hello").isEqualTo((byte) 1);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 2] the first unwrap of a client begins the handshake and asks for a wrap")
    void firstUnwrapOfClientBegins(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        var result = pair.client.unwrap();
        assertThat(result.bytesConsumed()).isZero();
        assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 2] the first wrap of a server begins the handshake and asks for an unwrap")
    void firstWrapOfServerBegins(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        var result = pair.server.wrap();
        assertThat(result.getStatus()).isEqualTo(Status.OK);
        assertThat(result.bytesProduced()).isZero();
        assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE 3] [JSSE 4] NOT_HANDSHAKING is never told between beginning and FINISHED, nor another status after it")
    void statusNeverSaysDoneTooEarly(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        for (int i = 0; i < 100 && pair.client.step() | pair.server.step(); i++) {
            for (var end : pair.ends()) {
                var now = end.engine.getHandshakeStatus();
                if (end.finished() == 0) {
                    assertThat(now).as("%s", end.log).isNotEqualTo(HandshakeStatus.NOT_HANDSHAKING);
                } else {
                    assertThat(now).as("%s", end.log).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
                }
            }
        }
        for (var end : pair.ends()) {
            for (var result : end.results) {
                if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                    break;
                }
                assertThat(result.getHandshakeStatus()).isNotEqualTo(HandshakeStatus.NOT_HANDSHAKING);
            }
            assertThat(end.finished()).isPositive();
        }
        pair.exchange();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#reprise")
    @DisplayName("[JSSE 4] FINISHED is told once, also when tickets and data follow")
    void finishedIsToldOnce(Setting setting) throws Exception {
        var pair = EnginePair.of(setting).handshake();
        pair.exchange();
        pair.exchange();
        for (var end : pair.ours()) {
            assertThat(end.finished()).as("%s", end.log).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all13")
    @DisplayName("[JSSE 4] a TLS 1.3 server that owes tickets is finished by the wrap that brings out the last")
    void serverIsFinishedByItsTickets(Setting setting) throws Exception {
        var pair = EnginePair.named(setting, Parties.client(setting.client()), Parties.server(setting.server()));
        pair.handshake();
        var last = Arrays.stream(pair.server.results.toArray(SSLEngineResult[]::new))
                .filter(result -> result.getHandshakeStatus() == HandshakeStatus.FINISHED)
                .findFirst()
                .orElseThrow();
        assertThat(last.bytesProduced()).as("%s", pair.server.log).isPositive();
        assertThat(last.bytesConsumed()).isZero();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 5] after the last task of a handshake the status asks for a call, which says FINISHED")
    void taskDoesNotFinish(Setting setting) throws Exception {
        var server = Parties.server(setting.server());
        var pair = EnginePair.of(setting, Parties.client(setting.client()), server);
        pair.server.engine.setNeedClientAuth(true);
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        for (int i = 0; i < 100 && pair.server.finished() == 0; i++) {
            pair.client.step();
            if (pair.server.engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                pair.server.runTasks();
                assertThat(pair.server.engine.getHandshakeStatus())
                        .isIn(HandshakeStatus.NEED_WRAP, HandshakeStatus.NEED_UNWRAP);
            } else {
                pair.server.step();
            }
        }
        assertThat(pair.server.finished()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 6] after the handshake there is no task, whatever comes")
    void noTaskAfterTheHandshake(Setting setting) throws Exception {
        var pair = EnginePair.named(setting, Parties.client(setting.client()), Parties.server(setting.server()));
        pair.handshake();
        for (var end : pair.ends()) {
            long tasks = end.log.stream().filter("task"::equals).count();
            pair.exchange();
            assertThat(end.log.stream().filter("task"::equals).count()).isEqualTo(tasks);
            assertThat(end.engine.getDelegatedTask()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 7] a task is handed out once, and the status stays NEED_TASK until it has run")
    void taskIsHandedOutOnce(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.client.wrap();
        pair.server.unwrap();
        var engine = pair.server.engine;
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
        var task = engine.getDelegatedTask();
        assertThat(task).isNotNull();
        assertThat(engine.getDelegatedTask()).isNull();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
        for (var result : List.of(pair.server.wrap(), pair.server.unwrap())) {
            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_TASK);
            assertThat(result.bytesConsumed()).isZero();
            assertThat(result.bytesProduced()).isZero();
        }
        task.run();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        pair.run();
        pair.exchange();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 7] a task that fails throws nothing; the next call does, once, and the alert is pending")
    void failureOfTaskIsThrownByTheNextCall(Setting setting) throws Exception {
        var client = Parties.context(setting.client(), null, Parties.trust(Parties.STRANGER));
        var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
        pair.client.engine.beginHandshake();
        SSLException thrown = null;
        for (int i = 0; i < 100 && thrown == null; i++) {
            pair.server.step();
            if (pair.client.engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
                pair.client.step();
                continue;
            }
            pair.client.runTasks();
            try {
                pair.client.wrap();
            } catch (SSLException e) {
                thrown = e;
            }
        }
        assertThat(thrown).isInstanceOf(SSLHandshakeException.class);
        assertThat(pair.client.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        var alert = pair.client.wrap();
        assertThat(alert.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(alert.bytesProduced()).isPositive();
        assertThat(pair.client.engine.isOutboundDone()).isTrue();
    }

    @Test
    @DisplayName("[JSSE 1] engines of Reprise are Reprise's")
    void engineIsOurs() throws Exception {
        SSLEngine engine = Parties.client(Stack.REPRISE).createSSLEngine();
        assertThat(engine.getClass().getPackageName()).isEqualTo("dev.reprise.tls.jsse");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE 1] nulls in fresh SSLParameters leave everything as it was")
    void freshParametersChangeNothing(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        var suites = engine.getEnabledCipherSuites();
        var protocols = engine.getEnabledProtocols();
        var fresh = new SSLParameters();
        fresh.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(fresh);
        assertThat(engine.getEnabledCipherSuites()).isEqualTo(suites);
        assertThat(engine.getEnabledProtocols()).isEqualTo(protocols);
        assertThat(engine.getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo("HTTPS");
    }
}
