package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Contexts, what they are made by, and the parameters of what they make. */
class ContextTest {
    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] a context that is not initialised says so")
    void uninitialised(Stack stack) throws Exception {
        var context = stack.context("TLS");
        for (var use : List.<Runnable>of(
                context::createSSLEngine,
                context::getSocketFactory,
                context::getServerSocketFactory,
                context::getDefaultSSLParameters,
                context::getSupportedSSLParameters)) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("SSLContext is not initialized");
        }
        assertThat(context.getClientSessionContext()).isNotNull();
        assertThat(context.getServerSessionContext()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] which versions the protocols of getInstance stand for")
    void protocols(Stack stack) throws Exception {
        for (var protocol : List.of("TLS", "TLSv1.3", "SSL")) {
            var context = stack.context(protocol);
            context.init(null, null, null);
            assertThat(context.getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        }
        if (stack == Stack.REPRISE) {
            for (var foreign : List.of("TLSv1", "TLSv1.1", "SSLv3", "DTLS")) { // SunJSSE has them still.
                assertThatThrownBy(() -> stack.context(foreign)).isInstanceOf(NoSuchAlgorithmException.class);
            }
        }
        var context = stack.context("TLSv1.2");
        context.init(null, null, null);
        assertThat(context.getDefaultSSLParameters().getProtocols()).containsExactly("TLSv1.2");
        assertThat(context.createSSLEngine().getEnabledProtocols()).contains("TLSv1.3", "TLSv1.2");
        assertThat(context.getProvider().getName()).isEqualTo(stack.toString());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "[JSSE context] clients of TLSv1.2 have its suites alone, and speak it although both versions are enabled")
    void suitesOfDefaultVersions(Stack stack) throws Exception {
        var context = stack.context("TLSv1.2");
        context.init(null, Parties.trust(Parties.ROOT), null);
        assertThat(context.getDefaultSSLParameters().getCipherSuites())
                .contains("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                .noneMatch(suite -> suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_"));
        assertThat(context.getSupportedSSLParameters().getCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        assertThat(context.createSSLEngine().getEnabledCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        var setting = new Setting(stack, stack, Setting.TLS_1_3, false);
        var pair = EnginePair.of(setting, context, Parties.server(stack));
        for (var end : pair.ends()) {
            end.engine.setEnabledProtocols(new String[] {"TLSv1.2", "TLSv1.3"});
        }
        pair.handshake();
        assertThat(pair.client.engine.getSession().getProtocol()).isEqualTo("TLSv1.2");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] default and supported parameters are all that an engine begins with, not names alone")
    void defaultParameters(Stack stack) throws Exception {
        var context = Parties.server(stack);
        for (var parameters : List.of(context.getDefaultSSLParameters(), context.getSupportedSSLParameters())) {
            assertThat(parameters.getUseCipherSuitesOrder()).isTrue();
            assertThat(parameters.getEnableRetransmissions()).isFalse();
            assertThat(parameters.getMaximumPacketSize()).isPositive();
            assertThat(parameters.getApplicationProtocols()).isEmpty();
            assertThat(parameters.getServerNames()).isNull();
            assertThat(parameters.getCipherSuites()).contains("TLS_AES_128_GCM_SHA256");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] the default context works without properties, and cannot be initialised")
    void defaultContext(Stack stack) throws Exception {
        var context = stack.context("Default");
        assertThat(context.createSSLEngine()).isNotNull();
        assertThatThrownBy(() -> context.init(null, null, null)).isInstanceOf(KeyManagementException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] factories make sockets of the right mode")
    void factories(Stack stack) throws Exception {
        var context = Parties.server(stack);
        try (var client = (SSLSocket) context.getSocketFactory().createSocket();
                var unbound = (SSLServerSocket) context.getServerSocketFactory().createServerSocket()) {
            assertThat(client.getUseClientMode()).isTrue();
            assertThat(unbound.isBound()).isFalse();
            assertThat(unbound.getUseClientMode()).isFalse();
            assertThat(unbound.getEnabledProtocols()).contains("TLSv1.3", "TLSv1.2");
            assertThat(unbound.toString()).startsWith("[SSL: ");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] everything that is set in SSLParameters comes back")
    void parametersRoundTrip(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        var set = engine.getSSLParameters();
        assertThat(set.getServerNames()).isNull();
        assertThat(set.getSNIMatchers()).isNull();
        assertThat(set.getUseCipherSuitesOrder()).isTrue();
        assertThat(set.getApplicationProtocols()).isEmpty();
        assertThat(set.getEndpointIdentificationAlgorithm()).isNull();
        set.setProtocols(new String[] {"TLSv1.2"});
        set.setCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        set.setNeedClientAuth(true);
        set.setEndpointIdentificationAlgorithm("HTTPS");
        set.setServerNames(List.of(new SNIHostName("a.example")));
        set.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("a\\.example")));
        set.setUseCipherSuitesOrder(false);
        set.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        set.setNamedGroups(new String[] {"secp256r1", "unknown_group"});
        set.setSignatureSchemes(new String[] {"ecdsa_secp256r1_sha256"});
        engine.setSSLParameters(set);

        var got = engine.getSSLParameters();
        assertThat(got.getProtocols()).containsExactly("TLSv1.2");
        assertThat(got.getCipherSuites()).containsExactly("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        assertThat(got.getNeedClientAuth()).isTrue();
        assertThat(got.getWantClientAuth()).isFalse();
        assertThat(got.getEndpointIdentificationAlgorithm()).isEqualTo("HTTPS");
        assertThat(got.getServerNames()).containsExactly(new SNIHostName("a.example"));
        assertThat(got.getSNIMatchers()).hasSize(1);
        assertThat(got.getUseCipherSuitesOrder()).isFalse();
        assertThat(got.getApplicationProtocols()).containsExactly("h2", "http/1.1");
        assertThat(got.getNamedGroups()).containsExactly("secp256r1", "unknown_group");
        assertThat(got.getSignatureSchemes()).containsExactly("ecdsa_secp256r1_sha256");

        got.setServerNames(List.of());
        engine.setSSLParameters(got);
        assertThat(engine.getSSLParameters().getServerNames()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] need and want of client certificates exclude each other")
    void needAndWant(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        engine.setNeedClientAuth(true);
        engine.setWantClientAuth(true);
        assertThat(engine.getNeedClientAuth()).isFalse();
        assertThat(engine.getWantClientAuth()).isTrue();
        engine.setNeedClientAuth(false);
        assertThat(engine.getWantClientAuth()).isFalse();
        var none = new SSLParameters();
        engine.setNeedClientAuth(true);
        engine.setSSLParameters(none);
        assertThat(engine.getNeedClientAuth()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "[JSSE context] names of versions and suites: unknown ones are refused, outdated ones kept and not used")
    void names(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello"});
        assertThat(engine.getEnabledProtocols())
                .containsExactly("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello");
        assertThatThrownBy(() -> engine.setEnabledProtocols(new String[] {"TLSv9"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unsupported protocol: TLSv9");
        assertThatThrownBy(() -> engine.setEnabledProtocols(null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.setEnabledProtocols(new String[] {null}))
                .isInstanceOf(IllegalArgumentException.class);
        engine.setEnabledProtocols(new String[0]);
        assertThat(engine.getEnabledProtocols()).isEmpty();

        var old = new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"};
        engine.setEnabledCipherSuites(old);
        assertThat(engine.getEnabledCipherSuites()).isEqualTo(old);
        assertThatThrownBy(() -> engine.setEnabledCipherSuites(new String[] {"TLS_NO_SUCH_SUITE"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unsupported CipherSuite: TLS_NO_SUCH_SUITE");
        assertThatThrownBy(() -> engine.setEnabledCipherSuites(null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.setEnabledCipherSuites(new String[] {null}))
                .isInstanceOf(IllegalArgumentException.class);
        engine.setEnabledCipherSuites(new String[0]);
        assertThat(engine.getEnabledCipherSuites()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] the name of every suite that the JDK knows is accepted")
    void allNamesOfTheJdk(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        var suites = SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites();
        engine.setEnabledCipherSuites(suites);
        assertThat(engine.getEnabledCipherSuites()).isEqualTo(suites);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] when nothing is left to speak the handshake says so")
    void nothingToSpeak(Stack stack) throws Exception {
        var engine = Parties.client(stack).createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1"});
        assertThatThrownBy(() -> {
                    engine.beginHandshake();
                    engine.wrap(java.nio.ByteBuffer.allocate(0), java.nio.ByteBuffer.allocate(1 << 15));
                })
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining(
                        "No appropriate protocol (protocol is disabled or cipher suites are inappropriate)");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all12")
    @DisplayName("[JSSE context] suites of TLS 1.2 alone leave TLS 1.3 out, and the reverse")
    void suitesDecideTheVersion(Setting setting) throws Exception {
        for (boolean old : new boolean[] {true, false}) {
            var pair = EnginePair.of(setting);
            for (var end : pair.ends()) {
                end.engine.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2", "TLSv1"});
            }
            pair.client.engine.setEnabledCipherSuites(
                    new String[] {old ? "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" : "TLS_AES_128_GCM_SHA256"});
            pair.handshake();
            assertThat(pair.client.engine.getSession().getProtocol()).isEqualTo(old ? "TLSv1.2" : "TLSv1.3");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE context] useCipherSuitesOrder says whose order decides")
    void orderOfSuites(Setting setting) throws Exception {
        var suites = setting.tls13()
                ? new String[] {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"}
                : new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"};
        for (boolean serversOrder : new boolean[] {true, false}) {
            var pair = EnginePair.of(setting);
            pair.client.engine.setEnabledCipherSuites(suites);
            var parameters = pair.server.engine.getSSLParameters();
            parameters.setCipherSuites(new String[] {suites[1], suites[0]});
            parameters.setUseCipherSuitesOrder(serversOrder);
            pair.server.engine.setSSLParameters(parameters);
            pair.handshake();
            assertThat(pair.client.engine.getSession().getCipherSuite()).isEqualTo(suites[serversOrder ? 1 : 0]);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE context] the peer host is sent as server name unless it is an address or no name; others as set")
    void serverNames(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var named = List.of(Parties.NAME, Parties.NAME + ".");
        var hosts =
                new ArrayList<>(Arrays.asList("127.0.0.1", "127.0.0.1.", "::1", "[::1]", "localhost", "localhost."));
        hosts.addAll(Arrays.asList("/invalid.path", "under_score.org", "", null));
        hosts.addAll(named);
        for (var host : hosts) {
            var pair = EnginePair.of(setting, client.createSSLEngine(host, 443), server.createSSLEngine());
            if (host != null && !named.contains(host)) {
                assertThat(pair.client.engine.getSSLParameters().getServerNames())
                        .isNull();
            }
            pair.handshake();
            var session = (javax.net.ssl.ExtendedSSLSession) pair.server.engine.getSession();
            assertThat(session.getRequestedServerNames())
                    .isEqualTo(
                            host != null && named.contains(host) ? List.of(new SNIHostName(Parties.NAME)) : List.of());
        }
        int port = 1000; // Each its own, as SunJSSE resumes also for another name.
        var foreign = new SNIHostName("b\u00fccher.example");
        for (var names : List.of(List.of(new SNIHostName("other.example")), List.of(foreign), List.<SNIHostName>of())) {
            var pair = EnginePair.of(setting, client.createSSLEngine(Parties.NAME, port++), server.createSSLEngine());
            var parameters = pair.client.engine.getSSLParameters();
            parameters.setServerNames(Collections.unmodifiableList(names));
            pair.client.engine.setSSLParameters(parameters);
            pair.handshake();
            var session = (javax.net.ssl.ExtendedSSLSession) pair.server.engine.getSession();
            assertThat(session.getRequestedServerNames()).isEqualTo(names);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] session contexts: defaults, what is set, and what is refused")
    void sessionContexts(Stack stack) throws Exception {
        var context = Parties.client(stack);
        for (var sessions : List.of(context.getClientSessionContext(), context.getServerSessionContext())) {
            assertThat(sessions.getSessionTimeout()).isEqualTo(86_400);
            assertThat(sessions.getSessionCacheSize()).isEqualTo(20_480);
            sessions.setSessionTimeout(0);
            sessions.setSessionCacheSize(0);
            assertThat(sessions.getSessionTimeout()).isZero();
            assertThat(sessions.getSessionCacheSize()).isZero();
            sessions.setSessionTimeout(7);
            sessions.setSessionCacheSize(3);
            assertThat(sessions.getSessionTimeout()).isEqualTo(7);
            assertThat(sessions.getSessionCacheSize()).isEqualTo(3);
            assertThatThrownBy(() -> sessions.setSessionTimeout(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sessions.setSessionCacheSize(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sessions.getSession(null)).isInstanceOf(NullPointerException.class);
            assertThat(sessions.getSession(new byte[] {1})).isNull();
            assertThat(sessions.getIds().hasMoreElements()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("[JSSE context] a context's parameters, set on an engine, leave it as it was")
    void contextsParameters(Stack stack) throws Exception {
        var context = Parties.server(stack);
        for (var given : List.of(context.getDefaultSSLParameters(), context.getSupportedSSLParameters())) {
            var engine = context.createSSLEngine();
            var before = engine.getSSLParameters();
            engine.setSSLParameters(given);
            var after = engine.getSSLParameters();
            assertThat(after.getUseCipherSuitesOrder()).isTrue();
            assertThat(after.getMaximumPacketSize()).isEqualTo(before.getMaximumPacketSize());
            assertThat(after.getEnableRetransmissions()).isEqualTo(before.getEnableRetransmissions());
            assertThat(after.getApplicationProtocols()).isEmpty();
            assertThat(after.getServerNames()).isNull();
            assertThat(after.getNamedGroups()).isEqualTo(before.getNamedGroups());
        }
    }

    @Test
    @DisplayName("[JSSE context] only what is there is listed as supported")
    void supported() throws Exception {
        var parameters = Parties.client(Stack.REPRISE).getSupportedSSLParameters();
        assertThat(parameters.getProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(parameters.getCipherSuites()).hasSize(9).allMatch(name -> name.startsWith("TLS_"));
    }
}
