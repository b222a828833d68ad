package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.internal.handshake.Counters;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.spec.Clocks;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How long sessions are there, and what ends them. */
class SessionContextTest {
    private final Instant start = Instant.now();
    private Duration passed = Duration.ZERO;

    static Stream<Setting> repriseClient() {
        return Setting.reprise().filter(setting -> setting.client() == Stack.REPRISE && !setting.direct());
    }

    static Stream<Setting> repriseServer() {
        return Setting.repriseServer().filter(setting -> !setting.direct());
    }

    private void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** Make a context whose time a test lets pass. */
    private SSLContext timed() throws Exception {
        var clocks = new Clocks(() -> start.plus(passed), () -> passed.toNanos());
        var random = new SecureRandom();
        var shared = ContextShared.of(
                Managers.of(Parties.keys(Parties.SERVER), Parties.trust(Parties.ROOT), clocks),
                Defaults.ofProperties(ProtocolNames.supported()),
                new ClientSessions(clocks, random, 86_400, 100, 8, null, new Counters()),
                new ServerSessions(86_400, 100, new Counters()),
                clocks,
                random,
                new KeyRing(clocks, random),
                "");
        return new SSLContext(new RepriseContext(shared), new RepriseProvider(), "TLS") {};
    }

    private static List<byte[]> ids(SSLContext context) {
        return Collections.list(context.getClientSessionContext().getIds());
    }

    private static boolean resumed(SSLSession session) {
        return RepriseSession.of(session).resumed();
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] what is over is gone from the context at the very second, and is not offered")
    void timeout(Setting setting) throws Exception {
        var client = timed();
        var server = Parties.server(setting.server());
        client.getClientSessionContext().setSessionTimeout(10);
        EnginePair.named(setting, client, server).handshake().exchange();
        var id = ids(client).get(0);
        pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(ids(client)).isNotEmpty();
        assertThat(client.getClientSessionContext().getSession(id)).isNotNull();
        pass(Duration.ofNanos(1));
        assertThat(client.getClientSessionContext().getSession(id)).isNull();
        assertThat(ids(client)).isEmpty();
        assertThat(resumed(EnginePair.named(setting, client, server)
                        .handshake()
                        .client
                        .engine
                        .getSession()))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] a timeout set later counts for what is kept already; 0 leaves the server's")
    void timeoutSetLater(Setting setting) throws Exception {
        var client = timed();
        var server = Parties.server(setting.server());
        client.getClientSessionContext().setSessionTimeout(0);
        EnginePair.named(setting, client, server).handshake().exchange();
        pass(Duration.ofHours(23));
        assertThat(ids(client)).isNotEmpty();
        client.getClientSessionContext().setSessionTimeout(3600);
        assertThat(ids(client)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE sessions] a server's timeout is how long its tickets are good")
    void serversTimeout(Setting setting) throws Exception {
        for (boolean over : new boolean[] {false, true}) {
            var client = Parties.client(setting.client());
            var server = timed();
            server.getServerSessionContext().setSessionTimeout(100);
            EnginePair.named(setting, client, server).handshake().exchange();
            pass(Duration.ofSeconds(over ? 101 : 50));
            var second = EnginePair.named(setting, client, server).handshake();
            if (setting.client() == Stack.REPRISE || over) { // SunJSSE's ages do not fit to a server's that jumps.
                assertThat(resumed(second.server.engine.getSession())).isEqualTo(!over);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE sessions] a server lists nothing, its values begin empty, and they never stop a ticket")
    void servers(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.context(
                setting.server(), Parties.keys(Parties.SERVER), new javax.net.ssl.TrustManager[] {new Marking()});
        for (boolean resumed : new boolean[] {false, true, true}) {
            var pair = EnginePair.named(setting, client, server);
            pair.server.engine.setNeedClientAuth(true);
            pair.handshake().exchange();
            var session = pair.server.engine.getSession();
            assertThat(resumed(session)).isEqualTo(resumed);
            assertThat(session.getValue("mark")).isEqualTo(resumed ? null : "value");
            assertThat(session.getSessionContext()).isSameAs(server.getServerSessionContext());
            assertThat(server.getServerSessionContext().getIds().hasMoreElements())
                    .isFalse();
            assertThat(server.getServerSessionContext().getSession(session.getId()))
                    .isNull();
        }
    }

    /** Puts a value into each session that it is asked for. */
    private static final class Marking extends AllTrusting {
        @Override
        void see(java.security.cert.X509Certificate[] chain, String authType, javax.net.ssl.SSLEngine engine) {
            engine.getHandshakeSession().putValue("mark", "value");
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] a resumed session was made at the first handshake, and accessed at its own")
    void times(Setting setting) throws Exception {
        var client = timed();
        var server = Parties.server(setting.server());
        EnginePair.named(setting, client, server).handshake().exchange();
        pass(Duration.ofSeconds(5));
        var session = EnginePair.named(setting, client, server)
                .handshake()
                .client
                .engine
                .getSession();
        assertThat(resumed(session)).isTrue();
        assertThat(session.getCreationTime()).isEqualTo(start.toEpochMilli());
        assertThat(session.getLastAccessedTime()).isEqualTo(start.plusSeconds(5).toEpochMilli());
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] a fatal alert received ends the session and what it left")
    void alertReceived(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var pair = EnginePair.named(setting, client, Parties.server(setting.server()))
                .handshake();
        pair.client.wrap("data".getBytes());
        var record = pair.server.takeIncoming();
        record[record.length - 1] ^= 1;
        pair.server.deliver(record);
        assertThatThrownBy(pair.server::unwrap).isInstanceOf(SSLException.class);
        pair.server.wrap();
        assertThatThrownBy(pair.client::unwrap).isInstanceOf(SSLException.class);
        assertThat(pair.client.engine.getSession().isValid()).isFalse();
        assertThat(ids(client)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE sessions] an end without close_notify is no reason to give up the session")
    void endWithoutCloseNotify(Setting setting) throws Exception {
        var client = Parties.client(setting.client());
        var server = Parties.server(setting.server());
        var pair = EnginePair.named(setting, client, server).handshake();
        pair.exchange();
        assertThatThrownBy(pair.client.engine::closeInbound).isInstanceOf(SSLException.class);
        assertThat(pair.client.engine.getSession().isValid()).isTrue();
        assertThat(resumed(EnginePair.named(setting, client, server)
                        .handshake()
                        .client
                        .engine
                        .getSession()))
                .isTrue();
    }
}
