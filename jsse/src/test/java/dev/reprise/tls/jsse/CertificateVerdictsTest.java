package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.Identities;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.spec.Identity;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a trust manager sees of a chain, and what becomes of its verdict. */
class CertificateVerdictsTest {
    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    static Stream<Setting> ours() {
        return all().filter(setting -> setting.client() == Stack.REPRISE && setting.server() == Stack.REPRISE);
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] the alert says why a path does not pass")
    void alerts(Setting setting) throws Exception {
        var expected = new EnumMap<BasicReason, String>(BasicReason.class);
        expected.put(BasicReason.UNSPECIFIED, "certificate_unknown");
        expected.put(BasicReason.EXPIRED, "certificate_expired");
        expected.put(BasicReason.NOT_YET_VALID, "bad_certificate");
        expected.put(BasicReason.REVOKED, "certificate_revoked");
        expected.put(BasicReason.UNDETERMINED_REVOCATION_STATUS, "certificate_unknown");
        expected.put(BasicReason.INVALID_SIGNATURE, "bad_certificate");
        expected.put(BasicReason.ALGORITHM_CONSTRAINED, "unsupported_certificate");
        for (var reason : BasicReason.values()) {
            var trust = new TrustManager[] {new Refusing(reason)};
            var client = Parties.context(setting.client(), null, trust);
            var pair = EnginePair.of(setting, client, Parties.server(setting.server()));
            assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
            pair.client.wrap();
            assertThat(pair.runToFailure())
                    .as(reason.name())
                    .hasMessageContaining("Received fatal alert: " + expected.get(reason));
        }
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE managers] OCSP responses are there before the trust manager is asked, in the chain's order")
    void statusResponses(Setting setting) throws Exception {
        var authority = TestCertificates.named("intermediate").authority().issuedBy(Parties.ROOT);
        var leaf = TestCertificates.named("leaf").dns(Parties.NAME).server().issuedBy(authority);
        var response = response(leaf).der();
        var seen = new ArrayList<List<byte[]>>();
        var trust = new AllTrusting() {
            @Override
            void see(X509Certificate[] chain, String authType, SSLEngine engine) {
                seen.add(((ExtendedSSLSession) engine.getHandshakeSession()).getStatusResponses());
            }
        };
        var client = Parties.context(setting.client(), null, new TrustManager[] {trust});
        var server = stapling(leaf, response);
        for (boolean resumed : new boolean[] {false, true}) {
            var pair = EnginePair.named(setting, client, server).handshake();
            var session = (ExtendedSSLSession) pair.client.engine.getSession();
            assertThat(RepriseSession.of(session).resumed()).isEqualTo(resumed);
            assertThat(session.getStatusResponses()).containsExactly(response, new byte[0]);
            assertThat(session.getRequestedServerNames()).hasSize(1);
            assertThat(((ExtendedSSLSession) pair.server.engine.getSession()).getRequestedServerNames())
                    .isEqualTo(session.getRequestedServerNames());
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0)).containsExactly(response, new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("ours")
    @DisplayName("[JSSE managers] the JDK's revocation checker finds the stapled response; its refusal has its alert")
    void revocationChecker(Setting setting) throws Exception {
        var client = Parties.context(setting.client(), null, checkingRevocation());
        var good = stapling(Parties.SERVER, response(Parties.SERVER).der());
        EnginePair.named(setting, client, good).handshake();

        var revoked =
                response(Parties.SERVER).revoked(Instant.now().minusSeconds(60)).der();
        var refused = EnginePair.named(setting, client, stapling(Parties.SERVER, revoked));
        assertThat(refused.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        refused.client.wrap();
        assertThat(refused.runToFailure())
                .hasMessageContaining("Received fatal alert: bad_certificate_status_response");

        var silent = EnginePair.named(setting, client, Parties.server(setting.server()));
        assertThat(silent.runToFailure()).isInstanceOf(SSLHandshakeException.class);
        silent.client.wrap();
        assertThat(silent.runToFailure()).hasMessageContaining("Received fatal alert: certificate_unknown");
    }

    private static TestOcsp response(TestCertificate of) {
        var now = Instant.now();
        return TestOcsp.of(of).updated(now.minusSeconds(60), now.plusSeconds(3600));
    }

    private static SSLContext stapling(TestCertificate own, byte[] response) {
        var identities = new Identities(new Identity(own.chain(), own.key()));
        identities.staple(response);
        return RepriseJsse.context(TlsConfig.server(identities)
                .sessionLifetime(java.time.Duration.ofHours(1))
                .build());
    }

    private static TrustManager[] checkingRevocation() throws Exception {
        var roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", Parties.ROOT.certificate());
        var checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(EnumSet.of(Option.NO_FALLBACK, Option.ONLY_END_ENTITY));
        var parameters = new PKIXBuilderParameters(roots, new X509CertSelector());
        parameters.addCertPathChecker(checker);
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return factory.getTrustManagers();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] the program's constraints on algorithms count for chains, whoever checks them")
    void constraints(Setting setting) throws Exception {
        for (var trust : List.of(Parties.trust(Parties.ROOT), new TrustManager[] {new PlainTrustOfAll()})) {
            var client = Parties.context(setting.client(), null, trust);
            for (boolean strict : new boolean[] {true, false}) {
                var pair = EnginePair.named(setting, client, Parties.server(setting.server()));
                var parameters = pair.client.engine.getSSLParameters();
                parameters.setAlgorithmConstraints(new NoKeys(strict ? "EC" : "DSA"));
                pair.client.engine.setSSLParameters(parameters);
                if (strict) {
                    assertThat(pair.runToFailure()).isInstanceOf(SSLHandshakeException.class);
                } else {
                    pair.handshake();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE managers] chains of ten certificates from servers and eight from clients are taken, no longer")
    void chainBounds(Setting setting) throws Exception {
        var long9 = chain(9);
        var long10 = chain(10);
        for (var own : List.of(long10, chain(11))) {
            var client = Parties.context(setting.client(), null, new TrustManager[] {new PlainTrustOfAll()});
            var server = Parties.context(setting.server(), Parties.keys(own), null);
            var pair = EnginePair.named(setting, client, server);
            assertThat(own.chain()).hasSize(own == long10 ? 10 : 11);
            if (own == long10) {
                pair.handshake();
            } else {
                assertThat(pair.runToFailure()).isInstanceOf(SSLException.class);
            }
        }
        for (var own : List.of(chain(8), long9)) {
            var client = Parties.context(setting.client(), Parties.keys(own), Parties.trust(Parties.ROOT));
            var server = Parties.context(
                    setting.server(), Parties.keys(Parties.SERVER), new TrustManager[] {new PlainTrustOfAll()});
            var pair = EnginePair.named(setting, client, server);
            pair.server.engine.setNeedClientAuth(true);
            if (own != long9) {
                pair.handshake();
            } else {
                assertThat(pair.runToFailure()).isInstanceOf(SSLException.class);
            }
        }
    }

    /** Make a leaf and what issued it, so many in all that are sent. */
    private static TestCertificate chain(int length) {
        var issuer = Parties.ROOT;
        for (int i = 1; i < length; i++) {
            issuer = TestCertificates.named("authority " + i).authority().issuedBy(issuer);
        }
        return TestCertificates.named("leaf")
                .dns(Parties.NAME)
                .server()
                .client()
                .issuedBy(issuer);
    }

    /** Permits everything but keys of an algorithm. */
    private record NoKeys(String algorithm) implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String name, AlgorithmParameters parameters) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return !key.getAlgorithm().equals(algorithm);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String name, Key key, AlgorithmParameters parameters) {
            return permits(primitives, key);
        }
    }

    private record Refusing(BasicReason reason) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new AssertionError("no client here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException(new CertPathValidatorException("refused", null, null, -1, reason));
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
