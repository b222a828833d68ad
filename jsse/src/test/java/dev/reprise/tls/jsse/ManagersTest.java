package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What managers are asked, when, and what they find then. */
class ManagersTest {
    private static EnginePair pair(Setting setting, TrustManager[] clientTrust, KeyManager[] serverKeys)
            throws Exception {
        var client = Parties.context(setting.client(), Parties.keys(Parties.CLIENT), clientTrust);
        var server = Parties.context(setting.server(), serverKeys, Parties.trust(Parties.ROOT));
        return EnginePair.named(setting, client, server);
    }

    private static void identify(SSLEngine engine, String algorithm) {
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(algorithm);
        engine.setSSLParameters(parameters);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE managers] a server's key manager is asked by type, for the engine, with what it needs to choose")
    void serverKeyManager(Setting setting) throws Exception {
        var asked = new ArrayList<String>();
        var engines = new ArrayList<SSLEngine>();
        var keys = new OneKey(Parties.SERVER) {
            @Override
            public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
                asked.add(keyType);
                engines.add(engine);
                var session = (ExtendedSSLSession) engine.getHandshakeSession();
                assertThat(session.getProtocol()).isEqualTo(setting.version());
                assertThat(session.getPeerSupportedSignatureAlgorithms()).contains("SHA256withECDSA", "RSASSA-PSS");
                assertThat(session.getLocalSupportedSignatureAlgorithms()).contains("SHA256withECDSA");
                assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName(Parties.NAME));
                assertThat(engine.getHandshakeApplicationProtocol()).isEqualTo("h2");
                return keyType.equals("EC") ? "alias" : null;
            }
        };
        var pair = pair(setting, Parties.trust(Parties.ROOT), new KeyManager[] {keys});
        for (var end : pair.ends()) {
            var parameters = end.engine.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            end.engine.setSSLParameters(parameters);
        }
        pair.handshake();
        assertThat(asked).contains("EC").doesNotHaveDuplicates();
        assertThat(engines).allMatch(engine -> engine == pair.server.engine);
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] the type that has a key wins: RSA alone, EC alone, and RSA beside EC")
    void keyTypes(Setting setting) throws Exception {
        for (var certificate : List.of(Parties.RSA_SERVER, Parties.SERVER)) {
            var pair = pair(setting, Parties.trust(Parties.ROOT), Parties.keys(certificate))
                    .handshake();
            assertThat(pair.client.engine.getSession().getPeerCertificates()[0]).isEqualTo(certificate.certificate());
        }
        pair(setting, Parties.trust(Parties.ROOT), Parties.keys(Parties.RSA_SERVER, Parties.SERVER))
                .handshake()
                .exchange();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] a server without a key for the client fails with handshake_failure")
    void noKey(Setting setting) throws Exception {
        for (var keys : Arrays.asList(null, new KeyManager[0], Parties.keys())) {
            var pair = pair(setting, Parties.trust(Parties.ROOT), keys);
            assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
            pair.server.wrap();
            assertThat(pair.runToFailure()).hasMessageContaining("Received fatal alert: handshake_failure");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#repriseServer")
    @DisplayName(
            "[JSSE managers] a key manager that is no extended one serves engines, too, which it does not in SunJSSE")
    void plainKeyManager(Setting setting) throws Exception {
        pair(setting, Parties.trust(Parties.ROOT), new KeyManager[] {new Plain(Parties.SERVER)})
                .handshake()
                .exchange();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] a client's key manager is asked once, with all types and the issuers")
    void clientKeyManager(Setting setting) throws Exception {
        var asked = new ArrayList<List<String>>();
        var keys = new OneKey(Parties.CLIENT) {
            @Override
            public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
                asked.add(List.of(keyTypes));
                assertThat(issuers).contains(Parties.ROOT.certificate().getSubjectX500Principal());
                assertThat(engine.getHandshakeSession()).isNotNull();
                return "alias";
            }
        };
        var client = Parties.context(setting.client(), new KeyManager[] {keys}, Parties.trust(Parties.ROOT));
        var pair = EnginePair.named(setting, client, Parties.server(setting.server()));
        pair.server.engine.setNeedClientAuth(true);
        pair.handshake();
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0)).contains("EC", "RSA");
        assertThat(pair.server.engine.getSession().getPeerCertificates()[0]).isEqualTo(Parties.CLIENT.certificate());
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] a client without a certificate: want goes on, need fails")
    void noClientCertificate(Setting setting) throws Exception {
        var client = Parties.context(setting.client(), null, Parties.trust(Parties.ROOT));
        var wanted = EnginePair.named(setting, client, Parties.server(setting.server()));
        wanted.server.engine.setWantClientAuth(true);
        wanted.handshake();
        assertThatThrownBy(() -> wanted.server.engine.getSession().getPeerCertificates())
                .isInstanceOf(javax.net.ssl.SSLPeerUnverifiedException.class);

        var needed = EnginePair.named(setting, client, Parties.server(setting.server()));
        needed.server.engine.setNeedClientAuth(true);
        assertThat(needed.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        needed.server.wrap();
        assertThat(needed.runToFailure()).hasMessageContaining("Received fatal alert: ");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] trust managers get the authType that they know, and sessions as far as they are")
    void trustManagers(Setting setting) throws Exception {
        var seen = new ArrayList<String>();
        var clientTrust = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                seen.add("server " + authType);
                var session = (ExtendedSSLSession) engine.getHandshakeSession();
                assertThat(session.getProtocol()).isEqualTo(setting.version());
                assertThat(session.getPeerHost()).isEqualTo(Parties.NAME);
                assertThat(session.getLocalCertificates()).isNull();
                assertThat(session.getLocalSupportedSignatureAlgorithms())
                        .contains("SHA256withECDSA", "SHA256withRSA", "RSASSA-PSS");
                assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName(Parties.NAME));
                assertThat(session.getStatusResponses()).isEmpty();
                assertThat(engine.getHandshakeApplicationProtocol()).isEmpty();
            }
        };
        var serverTrust = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                seen.add("client " + authType);
                var session = (ExtendedSSLSession) engine.getHandshakeSession();
                assertThat(session.getLocalCertificates()).containsExactly(Parties.SERVER.certificate());
                assertThat(session.getPeerSupportedSignatureAlgorithms()).isNotEmpty();
            }
        };
        var client = Parties.context(setting.client(), Parties.keys(Parties.CLIENT), new TrustManager[] {clientTrust});
        var server = Parties.context(setting.server(), Parties.keys(Parties.SERVER), new TrustManager[] {serverTrust});
        var pair = EnginePair.named(setting, client, server);
        pair.server.engine.setNeedClientAuth(true);
        pair.handshake();
        assertThat(seen)
                .containsExactlyInAnyOrder(setting.tls13() ? "server UNKNOWN" : "server ECDHE_ECDSA", "client EC");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] an extended trust manager checks the name itself, once")
    void extendedTrustManagerChecksTheName(Setting setting) throws Exception {
        var trusting = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {}
        };
        var client = Parties.context(setting.client(), null, new TrustManager[] {trusting});
        var server = Parties.context(setting.server(), Parties.keys(Parties.SERVER), null);
        var pair = EnginePair.of(setting, client.createSSLEngine("other.org", 443), server.createSSLEngine());
        identify(pair.client.engine, "HTTPS");
        pair.handshake();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE managers] identity is checked by the JDK's trust manager and for a plain one, by name and address")
    void endpointIdentification(Setting setting) throws Exception {
        for (var trust : List.of(Parties.trust(Parties.ROOT), new TrustManager[] {new PlainTrustOfAll()})) {
            var client = Parties.context(setting.client(), null, trust);
            var server = Parties.server(setting.server());
            for (var algorithm : List.of("HTTPS", "LDAPS")) {
                for (var host : List.of("example.org", "www.example.org", "127.0.0.1")) {
                    var pair = EnginePair.of(setting, client.createSSLEngine(host, 1), server.createSSLEngine());
                    identify(pair.client.engine, algorithm);
                    pair.handshake();
                }
                for (var host : List.of("other.org", "127.0.0.2")) {
                    var pair = EnginePair.of(setting, client.createSSLEngine(host, 2), server.createSSLEngine());
                    identify(pair.client.engine, algorithm);
                    assertThat(pair.runToFailure())
                            .isInstanceOf(SSLHandshakeException.class)
                            .hasMessageContaining(host);
                }
            }
            var pair = EnginePair.of(setting, client.createSSLEngine("other.org", 3), server.createSSLEngine());
            identify(pair.client.engine, "");
            pair.handshake();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] expired certificates have their own alert")
    void expired(Setting setting) throws Exception {
        var expired = TestCertificates.named("expired")
                .dns(Parties.NAME)
                .server()
                .expired()
                .issuedBy(Parties.ROOT);
        var pair = pair(setting, Parties.trust(Parties.ROOT), Parties.keys(expired));
        assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        pair.client.wrap();
        assertThat(pair.runToFailure()).hasMessageContaining("Received fatal alert: certificate_expired");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] an empty array of trust managers trusts nobody")
    void noTrustManager(Setting setting) throws Exception {
        var pair = pair(setting, new TrustManager[0], Parties.keys(Parties.SERVER));
        assertThat(pair.runToFailure())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("No X509TrustManager implementation available");
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName("[JSSE managers] a manager that throws what it may not ends the handshake")
    void throwingManager(Setting setting) throws Exception {
        var keys = new OneKey(Parties.SERVER) {
            @Override
            public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
                throw new IllegalStateException("no key today");
            }
        };
        var pair = pair(setting, Parties.trust(Parties.ROOT), new KeyManager[] {keys});
        pair.client.engine.beginHandshake();
        pair.server.engine.beginHandshake();
        assertThatThrownBy(pair::run).isInstanceOfAny(SSLException.class, RuntimeException.class);
        assertThat(pair.server.engine.isInboundDone()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("dev.reprise.tls.jsse.Setting#all")
    @DisplayName(
            "[JSSE managers] a matcher is asked once, before the key manager, and its refusal is unrecognized_name")
    void matchers(Setting setting) throws Exception {
        var asked = new ArrayList<SNIServerName>();
        for (boolean matches : new boolean[] {true, false}) {
            var pair = pair(setting, Parties.trust(Parties.ROOT), Parties.keys(Parties.SERVER));
            var parameters = pair.server.engine.getSSLParameters();
            parameters.setSNIMatchers(List.of(new SNIMatcher(0) {
                @Override
                public boolean matches(SNIServerName name) {
                    asked.add(name);
                    return matches;
                }
            }));
            pair.server.engine.setSSLParameters(parameters);
            if (matches) {
                pair.handshake();
                assertThat(asked).containsExactly(new SNIHostName(Parties.NAME));
            } else {
                assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
                pair.server.wrap();
                assertThat(pair.runToFailure()).hasMessageContaining("Received fatal alert: unrecognized_name");
            }
        }
    }

    private record Plain(TestCertificate certificate) implements X509KeyManager {
        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {"alias"};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            assertThat(socket).isNull();
            return keyType.equals("EC") ? "alias" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return certificate.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return certificate.key();
        }
    }
}
