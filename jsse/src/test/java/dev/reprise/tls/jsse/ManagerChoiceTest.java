package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which manager is asked, for what, and what becomes of answers that do not help. */
class ManagerChoiceTest {
    private static final KeyManager NO_X509 = new KeyManager() {};
    private static final TrustManager NO_TRUST = new TrustManager() {};
    private static final TestCertificate P384_SERVER = TestCertificates.named("p384 server")
            .dns(Parties.NAME)
            .server()
            .key(KeyType.P384)
            .issuedBy(Parties.ROOT);

    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    static Stream<Setting> all12() {
        return all().filter(setting -> !setting.tls13());
    }

    static Stream<Setting> all13() {
        return all().filter(Setting::tls13);
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] the first X509 manager of each array is asked, and no other")
    void firstOfTheArray(Setting setting) throws Exception {
        var none = new KeysByType(Map.of());
        var keys = new KeyManager[] {NO_X509, new KeysByType(Map.of("EC", Parties.SERVER)), none};
        var trust = new TrustManager[] {NO_TRUST, Parties.trust(Parties.ROOT)[0], Parties.trust(Parties.STRANGER)[0]};
        pair(setting, null, trust, keys).handshake();
        assertThat(none.serversAsked).isEmpty();
        var last = new TrustManager[] {trust[2], trust[1]};
        assertThat(pair(setting, null, last, keys).runToFailure()).isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] an alias without key, without chain or with another kind of key is passed over")
    void unusableAliases(Setting setting) throws Exception {
        for (var fault : Fault.values()) {
            var keys = new KeysByType(Map.of("EC", Parties.SERVER, "RSA", Parties.RSA_SERVER));
            keys.faultOfEc = fault;
            var pair = pair(setting, null, Parties.trust(Parties.ROOT), new KeyManager[] {keys});
            pair.handshake();
            assertThat(keys.serversAsked).contains("EC", "RSA");
            assertThat(pair.client.engine.getSession().getPeerCertificates())
                    .as(fault.name())
                    .containsExactly(Parties.RSA_SERVER.certificate());
        }
    }

    @ParameterizedTest
    @MethodSource("all12")
    @DisplayName("[JSSE managers] in TLS 1.2 the curve of a server's key must be one of the client's groups")
    void curveOfTheKey(Setting setting) throws Exception {
        for (boolean offered : new boolean[] {true, false}) {
            var pair = pair(setting, null, Parties.trust(Parties.ROOT), Parties.keys(P384_SERVER));
            var parameters = pair.client.engine.getSSLParameters();
            parameters.setNamedGroups(offered ? new String[] {"secp256r1", "secp384r1"} : new String[] {"secp256r1"});
            pair.client.engine.setSSLParameters(parameters);
            if (offered) {
                pair.handshake();
            } else {
                assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
                pair.server.wrap();
                assertThat(pair.runToFailure()).hasMessageContaining("Received fatal alert: handshake_failure");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all13")
    @DisplayName("[JSSE managers] a client's key manager gets the types in the order of the server's schemes")
    void orderOfTypes(Setting setting) throws Exception {
        for (boolean reverse : new boolean[] {false, true}) {
            var schemes = Arrays.asList("rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256");
            var types = Arrays.asList("RSA", "EC");
            if (reverse) {
                Collections.reverse(schemes);
                Collections.reverse(types);
            }
            var keys = new KeysByType(Map.of("EC", Parties.CLIENT));
            var pair =
                    pair(setting, new KeyManager[] {keys}, Parties.trust(Parties.ROOT), Parties.keys(Parties.SERVER));
            var parameters = pair.server.engine.getSSLParameters();
            parameters.setNeedClientAuth(true);
            parameters.setSignatureSchemes(schemes.toArray(String[]::new));
            pair.server.engine.setSSLParameters(parameters);
            pair.handshake();
            assertThat(keys.clientsAsked).containsExactly(types);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName(
            "[JSSE managers] a client's key manager may have nothing to show: the server gets an empty certificate")
    void noAlias(Setting setting) throws Exception {
        for (boolean need : new boolean[] {false, true}) {
            var keys = new KeysByType(Map.of());
            var pair =
                    pair(setting, new KeyManager[] {keys}, Parties.trust(Parties.ROOT), Parties.keys(Parties.SERVER));
            if (need) {
                pair.server.engine.setNeedClientAuth(true);
                assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
            } else {
                pair.server.engine.setWantClientAuth(true);
                pair.handshake();
                assertThatThrownBy(() -> pair.server.engine.getSession().getPeerPrincipal())
                        .isInstanceOf(SSLPeerUnverifiedException.class);
                assertThat(pair.client.engine.getSession().getLocalCertificates())
                        .isNull();
            }
            assertThat(keys.clientsAsked).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] a server that names no issuers leaves the client's key manager without any")
    void noIssuers(Setting setting) throws Exception {
        var keys = new KeysByType(Map.of("EC", Parties.CLIENT));
        var client = Parties.context(setting.client(), new KeyManager[] {keys}, Parties.trust(Parties.ROOT));
        var server = Parties.context(
                setting.server(), Parties.keys(Parties.SERVER), new TrustManager[] {new TrustsAnybody()});
        var pair = EnginePair.named(setting, client, server);
        pair.server.engine.setNeedClientAuth(true);
        pair.handshake();
        assertThat(keys.issuers).hasSize(1);
        if (setting.client() == Stack.REPRISE || setting.tls13()) { // SunJSSE has an empty array in TLS 1.2.
            assertThat(keys.issuers).containsOnlyNulls();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] trust managers are told of each kind of key by the word that they know")
    void authTypes(Setting setting) throws Exception {
        var expected = new LinkedHashMap<KeyType, String>();
        expected.put(KeyType.P256, "EC");
        expected.put(KeyType.RSA_2048, "RSA");
        expected.put(KeyType.RSA_PSS_2048, "RSASSA-PSS");
        expected.put(KeyType.ED25519, "UNKNOWN");
        for (var type : expected.keySet()) {
            var own = TestCertificates.named("client").client().key(type).issuedBy(Parties.ROOT);
            var serversTrust = new TrustsAnybody();
            var clientsTrust = new TrustsAnybody();
            var client = Parties.context(setting.client(), Parties.keys(own), new TrustManager[] {clientsTrust});
            var server = Parties.context(
                    setting.server(), Parties.keys(Parties.RSA_SERVER), new TrustManager[] {serversTrust});
            var pair = EnginePair.named(setting, client, server);
            pair.server.engine.setNeedClientAuth(true);
            pair.handshake();
            assertThat(serversTrust.authTypes).containsExactly(expected.get(type));
            assertThat(clientsTrust.authTypes).containsExactly(setting.tls13() ? "UNKNOWN" : "ECDHE_RSA");
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] the JDK's other key managers choose by what the handshake session tells them")
    void otherKeyManagers(Setting setting) throws Exception {
        for (var algorithm : List.of("NewSunX509", "SunX509")) {
            for (var own : List.of(Parties.SERVER, Parties.RSA_SERVER)) {
                var keys = keys(algorithm, own);
                var pair = pair(setting, keys(algorithm, Parties.CLIENT), Parties.trust(Parties.ROOT), keys);
                pair.server.engine.setNeedClientAuth(true);
                pair.handshake();
                assertThat(pair.client.engine.getSession().getPeerCertificates())
                        .containsExactly(own.certificate());
                assertThat(pair.server.engine.getSession().getPeerCertificates())
                        .containsExactly(Parties.CLIENT.certificate());
            }
        }
    }

    private static KeyManager[] keys(String algorithm, TestCertificate own) throws Exception {
        var factory = KeyManagerFactory.getInstance(algorithm);
        factory.init(Parties.keyStore(own), "password".toCharArray());
        return factory.getKeyManagers();
    }

    private static EnginePair pair(
            Setting setting, KeyManager[] clientKeys, TrustManager[] clientTrust, KeyManager[] serverKeys)
            throws Exception {
        return EnginePair.named(
                setting,
                Parties.context(setting.client(), clientKeys, clientTrust),
                Parties.context(setting.server(), serverKeys, Parties.trust(Parties.ROOT)));
    }

    /** What is wrong with an answer. */
    private enum Fault {
        NO_KEY,
        NO_CHAIN,
        OTHER_KIND
    }

    /** Has a key for some types, and for EC maybe a faulty one. */
    private static final class KeysByType extends UnaskedKeys {
        final List<String> serversAsked = new ArrayList<>();
        final List<List<String>> clientsAsked = new ArrayList<>();
        final List<Principal[]> issuers = new ArrayList<>();
        Fault faultOfEc;
        private final Map<String, TestCertificate> keys;

        KeysByType(Map<String, TestCertificate> keys) {
            this.keys = keys;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] asked, SSLEngine engine) {
            clientsAsked.add(List.of(keyTypes));
            issuers.add(asked);
            return Stream.of(keyTypes).filter(keys::containsKey).findFirst().orElse(null);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] asked, SSLEngine engine) {
            serversAsked.add(keyType);
            return keys.containsKey(keyType) ? keyType : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            if (alias.equals("EC") && faultOfEc == Fault.NO_CHAIN) {
                return null;
            }
            var other = alias.equals("EC") && faultOfEc == Fault.OTHER_KIND;
            return keys.get(other ? "RSA" : alias).chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            if (alias.equals("EC") && faultOfEc == Fault.NO_KEY) {
                return null;
            }
            var other = alias.equals("EC") && faultOfEc == Fault.OTHER_KIND;
            return keys.get(other ? "RSA" : alias).key();
        }
    }

    /** Trusts everybody, names nobody, and remembers as what it was shown certificates. */
    private static final class TrustsAnybody extends AllTrusting {
        final List<String> authTypes = new ArrayList<>();

        @Override
        void see(X509Certificate[] chain, String authType, SSLEngine engine) {
            authTypes.add(authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
