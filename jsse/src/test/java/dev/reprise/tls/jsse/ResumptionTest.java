package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sessions that go on in later connections, seen through JSSE. */
class ResumptionTest {
    static Stream<Setting> all() {
        return Setting.all().filter(setting -> !setting.direct());
    }

    static Stream<Setting> repriseClient() {
        return all().filter(setting -> setting.client() == Stack.REPRISE);
    }

    static Stream<Setting> reprise() {
        return repriseClient().filter(setting -> setting.server() == Stack.REPRISE);
    }

    private static List<byte[]> ids(SSLContext client) {
        return Collections.list(client.getClientSessionContext().getIds());
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName(
            "[JSSE sessions] the second connection to a host and port resumes: same creation, values, certificates")
    void secondConnectionResumes(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var first = EnginePair.named(setting, client, server).handshake();
        first.exchange();
        var session = first.client.engine.getSession();
        session.putValue("name", "value");
        assertThat(ids(client)).isNotEmpty();

        var second = EnginePair.named(setting, client, server).handshake();
        second.exchange();
        var resumed = second.client.engine.getSession();
        assertThat(resumed.getCreationTime()).isEqualTo(session.getCreationTime());
        assertThat(resumed.getPeerCertificates()).isEqualTo(session.getPeerCertificates());
        assertThat(resumed.getPeerPrincipal()).isEqualTo(session.getPeerPrincipal());
        if (setting.client() == Stack.REPRISE) {
            assertThat(resumed.getValue("name")).isEqualTo("value");
            assertThat(RepriseSession.of(resumed).resumed()).isTrue();
            assertThat(RepriseSession.of(session).resumed()).isFalse();
        }
        if (setting.server() == Stack.REPRISE) {
            assertThat(RepriseSession.of(second.server.engine.getSession()).resumed())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE sessions] client certificates are there on resumed sessions, on both sides")
    void clientCertificatesStay(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        for (int i = 0; i < 3; i++) {
            var pair = EnginePair.named(setting, client, server);
            pair.server.engine.setNeedClientAuth(true);
            pair.handshake();
            pair.exchange();
            assertThat(pair.server.engine.getSession().getPeerCertificates())
                    .containsExactly(Parties.CLIENT.certificate());
            assertThat(pair.client.engine.getSession().getLocalCertificates())
                    .containsExactly(Parties.CLIENT.certificate());
            assertThat(pair.client.engine.getSession().getPeerCertificates())
                    .containsExactly(Parties.SERVER.certificate());
            for (var end : pair.ours()) {
                assertThat(RepriseSession.of(end.engine.getSession()).resumed()).isEqualTo(i > 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("reprise")
    @DisplayName("[JSSE sessions] as many connections resume at a time as the server gave tickets")
    void severalAtATime(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake().exchange();
        int tickets = ids(client).size();
        assertThat(tickets).isGreaterThan(setting.tls13() ? 1 : 0);
        var pairs = new ArrayList<EnginePair>();
        for (int i = 0; i < tickets; i++) {
            var pair = EnginePair.named(setting, client, server);
            pair.client.wrap();
            pairs.add(pair);
        }
        for (var pair : pairs) {
            pair.run();
            assertThat(RepriseSession.of(pair.client.engine.getSession()).resumed())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE sessions] a resumed session has the id of the first in TLS 1.2, and one of its own in TLS 1.3")
    void ids(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var first = EnginePair.named(setting, client, server).handshake();
        var second = EnginePair.named(setting, client, server).handshake();
        for (var end : second.ours()) {
            assertThat(RepriseSession.of(end.engine.getSession()).resumed()).isTrue();
            var earlier = end == second.client ? first.client : first.server;
            var id = end.engine.getSession().getId();
            assertThat(id).hasSize(32);
            if (setting.tls13()) {
                assertThat(id).isNotEqualTo(earlier.engine.getSession().getId());
            } else {
                assertThat(id).isEqualTo(earlier.engine.getSession().getId());
            }
        }
        var ids = List.of(
                second.client.engine.getSession().getId(),
                second.server.engine.getSession().getId());
        if (second.ours().size() == 2 && !setting.tls13()) {
            assertThat(ids.get(0)).isEqualTo(ids.get(1));
        } else if (setting.tls13()) {
            assertThat(ids.get(0)).isNotEqualTo(ids.get(1));
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] other hosts, ports, names and ways of identification never resume each other's")
    void otherPeers(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake();
        for (var engine : List.of(
                client.createSSLEngine("www.example.org", 443),
                client.createSSLEngine(Parties.NAME, 444),
                client.createSSLEngine())) {
            var pair = EnginePair.of(setting, engine, server.createSSLEngine()).handshake();
            assertThat(RepriseSession.of(pair.client.engine.getSession()).resumed())
                    .isFalse();
        }
        var pair = EnginePair.named(setting, client, server);
        var parameters = pair.client.engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        pair.client.engine.setSSLParameters(parameters);
        pair.handshake();
        assertThat(RepriseSession.of(pair.client.engine.getSession()).resumed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE sessions] invalidate ends what descends from the session")
    void invalidate(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var first = EnginePair.named(setting, client, server).handshake();
        var session = first.client.engine.getSession();
        session.invalidate();
        assertThat(session.isValid()).isFalse();
        if (setting.client() == Stack.REPRISE) {
            assertThat(ids(client)).isEmpty();
        }
        var second = EnginePair.named(setting, client, server).handshake();
        assertThat(second.client.engine.getSession().getCreationTime())
                .isGreaterThanOrEqualTo(session.getCreationTime());
        for (var end : second.ours()) {
            assertThat(RepriseSession.of(end.engine.getSession()).resumed()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE sessions] getSession finds what getIds lists, under its own id")
    void listedSessions(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        EnginePair.named(setting, client, Parties.server(setting.server())).handshake();
        for (var id : ids(client)) {
            var session = client.getClientSessionContext().getSession(id);
            assertThat(session.getId()).isEqualTo(id).hasSize(32);
            assertThat(session.getPeerHost()).isEqualTo(Parties.NAME);
            assertThat(session.getPeerPort()).isEqualTo(443);
            assertThat(session.getProtocol()).isEqualTo(setting.version());
            assertThat(session.isValid()).isTrue();
        }
        assertThat(ids(client)).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] the cache's size is exact")
    void cacheSize(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        client.getClientSessionContext().setSessionCacheSize(1);
        for (int port = 1; port < 5; port++) {
            EnginePair.of(setting, client.createSSLEngine(Parties.NAME, port), server.createSSLEngine())
                    .handshake();
            assertThat(ids(client)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] a fatal alert ends the session and what it left")
    void fatalAlert(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var pair = EnginePair.named(setting, client, Parties.server(setting.server()))
                .handshake();
        pair.server.wrap("data".getBytes());
        var record = pair.client.takeIncoming();
        record[record.length - 1] ^= 1;
        pair.client.deliver(record);
        pair.runToFailure();
        assertThat(pair.client.engine.getSession().isValid()).isFalse();
        assertThat(ids(client)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    @DisplayName("[JSSE sessions] without permission for a new session it is resume or fail")
    void noNewSession(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var fails = EnginePair.named(setting, client, server);
        fails.client.engine.setEnableSessionCreation(false);
        var failure = fails.runToFailure();
        assertThat(failure)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("No new session is allowed and no existing session can be resumed");
        if (setting.client() == Stack.REPRISE) {
            assertThat(reasons(failure)).contains(Reason.SESSION_REQUIRED);
        }

        EnginePair.named(setting, client, server).handshake();
        var resumes = EnginePair.named(setting, client, server);
        resumes.client.engine.setEnableSessionCreation(false);
        resumes.handshake().exchange();
    }

    private static List<Reason> reasons(Throwable failure) {
        var reasons = new ArrayList<Reason>();
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProtocolException ours) {
                reasons.add(ours.reason());
            }
        }
        return reasons;
    }
}
