package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Managers that answer null where they may not, and connections that several threads begin. */
class BadManagersTest {
    static Stream<Setting> heap() {
        return Setting.repriseServer().filter(setting -> !setting.direct());
    }

    /** Chooses an alias of which it knows no more than what it is told to. */
    private static final class Forgetful extends UnaskedKeys {
        private final PrivateKey key;
        private final X509Certificate[] chain;

        Forgetful(PrivateKey key, X509Certificate... chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return "forgotten";
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return "forgotten";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private static List<Forgetful> forgetful() {
        return List.of(
                new Forgetful(null, Parties.SERVER.certificate()),
                new Forgetful(Parties.SERVER.key(), (X509Certificate[]) null),
                new Forgetful(Parties.SERVER.key()),
                new Forgetful(Parties.RSA_SERVER.key(), Parties.SERVER.certificate()));
    }

    @ParameterizedTest
    @MethodSource("heap")
    @DisplayName(
            "[JSSE managers] a server's alias without key or chain, or with another kind of key, is no certificate")
    void forgetfulServer(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        for (var manager : forgetful()) {
            var server = Parties.context(setting.server(), new KeyManager[] {manager}, Parties.trust(Parties.ROOT));
            assertThat(EnginePair.named(setting, client, server).runToFailure())
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("handshake_failure");
        }
    }

    @ParameterizedTest
    @MethodSource("heap")
    @DisplayName(
            "[JSSE managers] a client's alias without key or chain, or with another kind of key, is no certificate")
    void forgetfulClient(Setting setting) throws Exception {
        for (var manager : forgetful()) {
            var client = Parties.context(setting.client(), new KeyManager[] {manager}, Parties.trust(Parties.ROOT));
            var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
            pair.server.engine.setWantClientAuth(true);
            pair.handshake();
            assertThat(pair.client.engine.getSession().getLocalCertificates()).isNull();
            assertThatThrownBy(pair.server.engine.getSession()::getPeerCertificates)
                    .isInstanceOf(SSLPeerUnverifiedException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] what a manager throws unchecked is the cause, and no failure of authentication")
    void unchecked(Setting setting) throws Exception {
        var fault = new IllegalStateException("the manager's own words");
        var trust = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                throw fault;
            }
        };
        var client = Parties.context(setting.client(), null, new TrustManager[] {trust});
        assertThat(EnginePair.named(setting, client, Parties.server(setting.server()))
                        .runToFailure())
                .isNotInstanceOf(SSLHandshakeException.class)
                .hasMessageStartingWith("(internal_error) ")
                .hasCause(fault);
    }

    @ParameterizedTest
    @MethodSource("heap")
    @DisplayName(
            "[JSSE managers] a trust manager whose issuers are null names nobody, and is asked for each connection")
    void nullIssuers(Setting setting) throws Exception {
        var asked = new int[1];
        var trust = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) {
                asked[0]++;
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) {
                throw new AssertionError("asked about a server");
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return null;
            }
        };
        var server = Parties.context(setting.server(), Parties.keys(Parties.SERVER), new TrustManager[] {trust});
        var client = Parties.client(setting.client());
        for (int i = 1; i < 3; i++) {
            var pair = EnginePair.named(setting, client, server);
            pair.server.engine.setNeedClientAuth(true);
            pair.handshake();
            assertThat(asked[0]).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @MethodSource("heap")
    @DisplayName("[JSSE socket] a handshake that two threads begin is done once, for both")
    void twoThreads(Setting setting) throws Exception {
        try (var pair = SocketPair.of(setting)) {
            var all = new ArrayList<Future<Object>>();
            for (var socket : List.of(pair.client, pair.server)) {
                // SunJSSE takes a second call for a wish to negotiate anew.
                for (int i = pair.stack(socket) == Stack.REPRISE ? 0 : 1; i < 2; i++) {
                    all.add(pair.later(() -> {
                        socket.startHandshake();
                        return null;
                    }));
                }
            }
            for (var one : all) {
                one.get();
            }
            pair.exchange();
        }
    }
}
