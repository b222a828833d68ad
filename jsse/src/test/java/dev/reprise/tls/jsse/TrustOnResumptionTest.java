package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.session.TicketKeyRing;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trust managers have a say when a session is resumed: what has become of the peer since is theirs to know. */
class TrustOnResumptionTest {
    private final AskedTrust trust = new AskedTrust();

    static Stream<Setting> repriseClient() {
        return Setting.reprise().filter(setting -> setting.client() == Stack.REPRISE && !setting.direct());
    }

    static Stream<Setting> repriseServer() {
        return Setting.repriseServer().filter(setting -> !setting.direct());
    }

    private SSLContext client() throws Exception {
        return Parties.context(Stack.REPRISE, null, new TrustManager[] {trust});
    }

    private SSLContext server() throws Exception {
        return Parties.context(Stack.REPRISE, Parties.keys(Parties.SERVER), new TrustManager[] {trust});
    }

    private static boolean resumed(SSLEngine engine) {
        return RepriseSession.of(engine.getSession()).resumed();
    }

    private static EnginePair asking(Setting setting, SSLContext client, SSLContext server) {
        var pair = EnginePair.named(setting, client, server);
        pair.server.engine.setNeedClientAuth(true);
        return pair;
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE managers] a client's trust manager is not asked again what it has accepted lately")
    void remembersVerdicts(Setting setting) throws Exception {
        var client = client();
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake();
        for (int i = 0; i < 3; i++) {
            assertThat(resumed(EnginePair.named(setting, client, server).handshake().client.engine))
                    .isTrue();
        }
        assertThat(trust.asked).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName(
            "[JSSE managers] once issuers are loaded anew, the manager is asked over the remembered chain, for the engine")
    void asksAfterReload(Setting setting) throws Exception {
        var client = client();
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake();
        trust.issuers = new X509Certificate[] {Parties.ROOT.certificate(), Parties.STRANGER.certificate()};
        var resumed = EnginePair.named(setting, client, server).handshake();
        assertThat(resumed(resumed.client.engine)).isTrue();
        assertThat(trust.asked).hasSize(2);
        assertThat(trust.asked.get(1)).isEqualTo(trust.asked.get(0));
        assertThat(trust.engines.get(1)).isSameAs(resumed.client.engine);
        assertThat(trust.protocols).containsOnly(setting.version());
        assertThat(resumed.client.log).contains("task").first().asString().startsWith("wrap");
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE managers] a manager that names no issuers is asked for each connection")
    void alwaysAsksWhoNamesNobody(Setting setting) throws Exception {
        trust.issuers = new X509Certificate[0];
        var client = client();
        var server = Parties.server(setting.server());
        for (int i = 1; i < 4; i++) {
            EnginePair.named(setting, client, server).handshake();
            assertThat(trust.asked).hasSize(i);
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE managers] a refusal on resumption ends the handshake with its alert and drops the sessions")
    void refusalEndsHandshake(Setting setting) throws Exception {
        trust.issuers = new X509Certificate[0];
        var client = client();
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake();
        trust.refuses = true;
        var refused = EnginePair.named(setting, client, server);
        var failure = refused.runToFailure();
        assertThat(failure)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("certificate_unknown")
                .hasMessageContaining("refused by the test");
        assertThat(failure.getCause()).hasMessage("refused by the test");
        assertThat(refused.runToFailure()).hasMessageContaining("Received fatal alert: certificate_unknown");
        assertThat(client.getClientSessionContext().getIds().hasMoreElements()).isFalse();
        trust.refuses = false;
        assertThat(resumed(EnginePair.named(setting, client, server).handshake().client.engine))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE managers] other names, identifications, constraints and schemes are other questions")
    void otherQuestions(Setting setting) throws Exception {
        var client = client();
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake();
        assertThat(trust.asked).hasSize(1);
        var constrained = EnginePair.named(setting, client, server);
        var parameters = constrained.client.engine.getSSLParameters();
        parameters.setAlgorithmConstraints(new Permissive());
        constrained.client.engine.setSSLParameters(parameters);
        assertThat(resumed(constrained.handshake().client.engine)).isTrue();
        assertThat(trust.asked).hasSize(2);
        var narrower = EnginePair.named(setting, client, server);
        parameters = narrower.client.engine.getSSLParameters();
        parameters.setSignatureSchemes(new String[] {"ecdsa_secp384r1_sha384"});
        narrower.client.engine.setSSLParameters(parameters);
        assertThat(resumed(narrower.handshake().client.engine)).isTrue();
        assertThat(trust.asked).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName(
            "[JSSE managers] a server's trust manager is asked about a ticket's client; a refusal is a full handshake")
    void servers(Setting setting) throws Exception {
        var server = server();
        var client = Parties.client(setting.client());
        asking(setting, client, server).handshake();
        var remembered = asking(setting, client, server).handshake();
        assertThat(resumed(remembered.server.engine)).isTrue();
        assertThat(trust.asked).hasSize(1);
        assertThat(remembered.server.engine.getSession().getPeerPrincipal())
                .isEqualTo(Parties.CLIENT.certificate().getSubjectX500Principal());

        trust.issuers = new X509Certificate[0]; // Now nobody can tell whether it has changed its mind.
        asking(setting, client, server).handshake();
        var asked = asking(setting, client, server).handshake();
        assertThat(resumed(asked.server.engine)).isTrue();
        assertThat(trust.asked).hasSize(3);
        assertThat(trust.engines.get(2)).isSameAs(asked.server.engine);
        assertThat(trust.protocols).containsOnly(setting.version());

        trust.refuses = true;
        var refused = asking(setting, client, server);
        assertThat(refused.runToFailure()).hasMessageContaining("certificate_unknown");
        assertThat(trust.asked).as("of the ticket, and of the full handshake").hasSize(5);
        trust.refuses = false;
        assertThat(asking(setting, client, server)
                        .handshake()
                        .server
                        .engine
                        .getSession()
                        .isValid())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE managers] a client that came by intermediates is judged by its whole chain")
    void intermediates(Setting setting) throws Exception {
        var between = TestCertificates.named("between").authority().issuedBy(Parties.ROOT);
        var alice = TestCertificates.named("alice").client().issuedBy(between);
        var client = Parties.context(setting.client(), Parties.keys(alice), Parties.trust(Parties.ROOT));
        var server = Parties.context(Stack.REPRISE, Parties.keys(Parties.SERVER), Parties.trust(Parties.ROOT));
        asking(setting, client, server).handshake();
        assertThat(resumed(asking(setting, client, server).handshake().server.engine))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE managers] so it is by another server that shares the ticket keys, and has its whole chain")
    void intermediatesElsewhere(Setting setting) throws Exception {
        var between = TestCertificates.named("between").authority().issuedBy(Parties.ROOT);
        var alice = TestCertificates.named("alice").client().issuedBy(between);
        var client = Parties.context(setting.client(), Parties.keys(alice), Parties.trust(Parties.ROOT));
        try (var ring = new TicketKeyRing()) {
            var provider = new RepriseProvider(ResumptionOptions.DEFAULT.ticketKeys(ring));
            for (int i = 0; i < 3; i++) {
                var server = SSLContext.getInstance("TLS", provider);
                server.init(Parties.keys(Parties.SERVER), Parties.trust(Parties.ROOT), null);
                var pair = asking(setting, client, server).handshake();
                pair.exchange();
                assertThat(resumed(pair.server.engine)).isEqualTo(i > 0);
                assertThat(pair.server.engine.getSession().getPeerCertificates())
                        .containsExactlyElementsOf(alice.chain());
            }
        }
    }

    /** Permits everything. */
    private static final class Permissive implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return true;
        }
    }
}
