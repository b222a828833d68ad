package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What groups, schemes and constraints that a program sets do to what is negotiated. */
class NegotiationTest {
    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    static Stream<Setting> ours() {
        return all().filter(setting -> setting.client() == Stack.REPRISE && setting.server() == Stack.REPRISE);
    }

    private static EnginePair pair(Setting setting) throws Exception {
        return EnginePair.named(
                setting,
                Parties.context(setting.client(), null, new TrustManager[] {new Trusting()}),
                Parties.context(
                        setting.server(),
                        Parties.keys(Parties.SERVER, Parties.RSA_SERVER),
                        Parties.trust(Parties.ROOT)));
    }

    private static void change(SSLEngine engine, Consumer<SSLParameters> change) {
        var parameters = engine.getSSLParameters();
        change.accept(parameters);
        engine.setSSLParameters(parameters);
    }

    private static void groups(SSLEngine engine, String... names) {
        change(engine, parameters -> parameters.setNamedGroups(names));
    }

    private static void schemes(SSLEngine engine, String... names) {
        change(engine, parameters -> parameters.setSignatureSchemes(names));
    }

    private static void forbid(SSLEngine engine, String... names) {
        change(engine, parameters -> parameters.setAlgorithmConstraints(new Forbidding(Set.of(names))));
    }

    /** Return the algorithm of the server's key that a handshake shows. */
    private static String key(SSLSession session) throws Exception {
        return session.getPeerCertificates()[0].getPublicKey().getAlgorithm();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE parameters] groups that a program names are those that are used; unknown ones are ignored")
    void namedGroups(Setting setting) throws Exception {
        for (var group : List.of("secp256r1", "secp384r1", "secp521r1", "x25519")) {
            var common = pair(setting);
            groups(common.client.engine, "no_such_group", "SecP256r1MLKEM768", group);
            groups(common.server.engine, group);
            common.handshake();
        }
        if (setting.server() == Stack.SUN) {
            return; // It fails in another way in TLS 1.3, and in TLS 1.2 it takes a group that it was not to use.
        }
        var nothing = pair(setting);
        groups(nothing.client.engine, "x25519");
        groups(nothing.server.engine, "secp384r1");
        assertThat(nothing.runToFailure()).isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE parameters] the asterisk by which newer JDKs mark key shares is no part of a group's name")
    void markedGroups(Setting setting) throws Exception {
        var pair = pair(setting);
        groups(pair.client.engine, "*secp384r1");
        groups(pair.server.engine, "secp384r1");
        pair.handshake();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE parameters] schemes that a program names are those that are used, on either side")
    void signatureSchemes(Setting setting) throws Exception {
        for (boolean rsa : new boolean[] {true, false}) {
            var scheme = rsa ? "rsa_pss_rsae_sha256" : "ecdsa_secp256r1_sha256";
            // SunJSSE's servers choose a key first, and fail if no scheme is for it.
            if (setting.server() == Stack.REPRISE || setting.tls13()) {
                var accepting = pair(setting);
                schemes(accepting.client.engine, "no_such_scheme", scheme);
                accepting.handshake();
                assertThat(key(accepting.client.engine.getSession())).isEqualTo(rsa ? "RSA" : "EC");
            }
            if (setting.server() == Stack.REPRISE) {
                var signing = pair(setting);
                schemes(signing.server.engine, "no_such_scheme", scheme);
                signing.handshake();
                assertThat(key(signing.client.engine.getSession())).isEqualTo(rsa ? "RSA" : "EC");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE parameters] versions and suites that constraints forbid are not used")
    void constraints(Setting setting) throws Exception {
        var usual = pair(setting).handshake().client.engine.getSession().getCipherSuite();
        for (boolean client : new boolean[] {true, false}) {
            var versions = pair(setting);
            var both = new String[] {"TLSv1.3", "TLSv1.2"};
            versions.ends().forEach(end -> end.engine.setEnabledProtocols(both));
            forbid(client ? versions.client.engine : versions.server.engine, setting.version());
            versions.handshake();
            assertThat(versions.client.engine.getSession().getProtocol()).isNotEqualTo(setting.version());

            var suites = pair(setting);
            forbid(client ? suites.client.engine : suites.server.engine, usual);
            suites.handshake();
            assertThat(suites.client.engine.getSession().getCipherSuite())
                    .startsWith("TLS_")
                    .isNotEqualTo(usual);
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE parameters] groups and schemes that constraints forbid are not used")
    void constraintsOnAlgorithms(Setting setting) throws Exception {
        for (boolean client : new boolean[] {true, false}) {
            var groups = pair(setting);
            groups.ends().forEach(end -> groups(end.engine, "secp384r1"));
            forbid(client ? groups.client.engine : groups.server.engine, "secp384r1");
            assertThat(groups.runToFailure()).isInstanceOf(SSLHandshakeException.class);

            var schemes = pair(setting);
            var ecdsa = new String[] {"SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA"};
            forbid(client ? schemes.client.engine : schemes.server.engine, ecdsa);
            schemes.handshake();
            assertThat(key(schemes.client.engine.getSession())).isEqualTo("RSA");
            var others = pair(setting);
            forbid(client ? others.client.engine : others.server.engine, "rsa_pss_rsae_sha256");
            others.handshake();
            assertThat(key(others.client.engine.getSession())).isEqualTo("EC");
        }
    }

    /** Trusts everybody, whatever certificates are signed by. */
    private static final class Trusting extends AllTrusting {
        @Override
        void see(X509Certificate[] chain, String authType, SSLEngine engine) {}
    }

    /** Forbids by name. */
    private record Forbidding(Set<String> names) implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String name, AlgorithmParameters parameters) {
            return !names.contains(name);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String name, Key key, AlgorithmParameters parameters) {
            return !names.contains(name);
        }
    }
}
