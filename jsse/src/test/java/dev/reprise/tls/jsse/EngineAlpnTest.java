package dev.reprise.tls.jsse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Application protocols (RFC 7301) by lists and by selector. */
class EngineAlpnTest {
    private static void offer(SSLEngine engine, String... protocols) {
        var parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] the application protocol is null before, and empty when none was negotiated")
    void none(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        for (var end : pair.ends()) {
            assertThat(end.engine.getApplicationProtocol()).isNull();
            assertThat(end.engine.getHandshakeApplicationProtocol()).isNull();
        }
        pair.handshake();
        for (var end : pair.ends()) {
            assertThat(end.engine.getApplicationProtocol()).isEmpty();
            assertThat(end.engine.getHandshakeApplicationProtocol()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE 21] what is negotiated is told from then on, to managers, too, and after the handshake has failed")
    void toldEarly(Setting setting) throws Exception {
        var seen = new ArrayList<String>();
        var trust = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                seen.add(engine.getApplicationProtocol());
                seen.add(engine.getHandshakeApplicationProtocol());
                throw new IllegalStateException("refused by the test");
            }
        };
        var client = Parties.context(setting.client(), null, new TrustManager[] {trust});
        var pair = EnginePair.named(setting, client, Parties.server(setting.server()));
        for (var end : pair.ends()) {
            offer(end.engine, "h2");
        }
        assertThat(pair.runToFailure()).hasMessageStartingWith("(internal_error) ");
        assertThat(seen).containsExactly("h2", "h2");
        assertThat(pair.client.engine.getApplicationProtocol()).isEqualTo("h2");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] without a selector the server's order decides")
    void serversOrder(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        offer(pair.client.engine, "http/1.1", "h2");
        offer(pair.server.engine, "h2", "http/1.1");
        pair.handshake();
        for (var end : pair.ends()) {
            assertThat(end.engine.getApplicationProtocol()).isEqualTo("h2");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] without a selector no match is no_application_protocol")
    void noMatch(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        offer(pair.client.engine, "spdy/3");
        offer(pair.server.engine, "h2");
        assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        pair.server.wrap();
        assertThat(pair.runToFailure()).hasMessageContaining("Received fatal alert: no_application_protocol");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE 21] a selector that takes none ends the handshake, with a message that no client can write lines into")
    void selectorTakesNone(Setting setting) throws Exception {
        for (var selected : new String[] {null, "h2"}) {
            var pair = EnginePair.of(setting);
            pair.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> selected);
            offer(pair.client.engine, "a\r\nb", "\u001b[31m" + "x".repeat(240));
            var failure = pair.runToFailure();
            assertThat(failure).isInstanceOf(SSLHandshakeException.class);
            assertThat(failure.getMessage()).hasSizeLessThan(400).matches("\\P{Cntrl}*");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] a selector is called once, with the engine and the client's names, and wins over the list")
    void selector(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        var calls = new ArrayList<String>();
        pair.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> {
            assertThat(engine).isSameAs(pair.server.engine);
            assertThat(engine.getHandshakeSession()).isNotNull();
            assertThat(engine.getHandshakeApplicationProtocol()).isNull(); // Not determined yet.
            calls.addAll(offered);
            return "http/1.1";
        });
        offer(pair.server.engine, "h2");
        offer(pair.client.engine, "h2", "http/1.1");
        pair.handshake();
        assertThat(calls).containsExactly("h2", "http/1.1");
        for (var end : pair.ends()) {
            assertThat(end.engine.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] names that are longer than the extension can say end the handshake before its first byte")
    void tooLong(Setting setting) throws Exception {
        var many = new String[400];
        Arrays.setAll(many, number -> "long name".repeat(20) + number);
        for (var names : List.of(new String[] {"h2", "x".repeat(256)}, many)) {
            var pair = EnginePair.of(setting);
            offer(pair.client.engine, names);
            assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        }
        var pair = EnginePair.of(setting);
        pair.ends().forEach(end -> offer(end.engine, "x".repeat(255)));
        pair.handshake();
        assertThat(pair.client.engine.getApplicationProtocol()).hasSize(255);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all13")
    @DisplayName("[JSSE 21] a selector is called once also after a HelloRetryRequest")
    void selectorAfterRetry(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        var parameters = pair.client.engine.getSSLParameters();
        parameters.setNamedGroups(new String[] {"x25519", "secp256r1"});
        pair.client.engine.setSSLParameters(parameters);
        parameters = pair.server.engine.getSSLParameters();
        parameters.setNamedGroups(new String[] {"secp256r1"});
        pair.server.engine.setSSLParameters(parameters);
        var calls = new ArrayList<List<String>>();
        pair.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> {
            calls.add(offered);
            return "h2";
        });
        offer(pair.client.engine, "h2");
        pair.handshake();
        if (pair.server.stack == Stack.REPRISE) {
            assertThat(calls).containsExactly(List.of("h2"));
        }
        assertThat(pair.client.engine.getApplicationProtocol()).isEqualTo("h2");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] a selector that answers null is no_application_protocol")
    void selectorRefuses(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> null);
        offer(pair.client.engine, "h2");
        assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        pair.server.wrap();
        assertThat(pair.runToFailure()).hasMessageContaining("Received fatal alert: no_application_protocol");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] a selector that answers the empty string leaves ALPN out")
    void selectorDeclines(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> "");
        offer(pair.client.engine, "h2");
        pair.handshake();
        for (var end : pair.ends()) {
            assertThat(end.engine.getApplicationProtocol()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] a selector is not called when the client offers nothing")
    void selectorNotAsked(Setting setting) throws Exception {
        var pair = EnginePair.of(setting);
        pair.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> {
            throw new AssertionError("asked for " + offered);
        });
        pair.handshake();
        assertThat(pair.server.engine.getApplicationProtocol()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE 21] names are bytes, so that GREASE values survive (RFC 8701)")
    void namesAreBytes(Setting setting) throws Exception {
        var grease = new String(new byte[] {0x0a, (byte) 0xfa}, ISO_8859_1);
        var pair = EnginePair.of(setting);
        offer(pair.client.engine, grease, "h2");
        var offeredNames = new ArrayList<String>();
        pair.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> {
            offeredNames.addAll(offered);
            return grease;
        });
        pair.handshake();
        assertThat(offeredNames).containsExactly(grease, "h2");
        assertThat(pair.client.engine.getApplicationProtocol()).isEqualTo(grease);
    }
}
