package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.ServerChoice;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.security.KeyManagementException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contexts made from configs of Reprise. */
class ConfiguredContextTest {
    private static Identity identity(TestCertificate certificate) {
        return new Identity(certificate.chain(), certificate.key());
    }

    private static ServerConfig.Builder server() {
        return TlsConfig.server(identity(Parties.SERVER))
                .sessionLifetime(Duration.ofHours(2))
                .sessionIdFromPolicy("");
    }

    private static ClientConfig.Builder client() {
        return TlsConfig.client().roots(List.of(Parties.ROOT.certificate()));
    }

    private static RepriseSession session(SSLEngine engine) {
        return RepriseSession.of(engine.getSession());
    }

    static Stream<Setting> repriseServer() {
        return Setting.repriseServer();
    }

    static Stream<Setting> repriseClient() {
        return Setting.reprise().filter(setting -> setting.client() == Stack.REPRISE);
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[RepriseJsse] servers of configs that share a ring resume each other's sessions")
    void sharedRing(Setting setting) throws Exception {
        try (var ring = new TicketKeyRing()) {
            var client = Parties.client(setting.client());
            var here = RepriseJsse.context(server().ticketKeys(ring).build());
            var elsewhere = RepriseJsse.context(server().ticketKeys(ring).build());
            EnginePair.named(setting, client, here).handshake().exchange();
            var resumed = EnginePair.named(setting, client, elsewhere).handshake();
            resumed.exchange();
            assertThat(session(resumed.server.engine).resumed()).isTrue();
            assertThat(resumed.client.engine.getSession().getPeerCertificates()[0])
                    .isEqualTo(Parties.SERVER.certificate());
        }
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[RepriseJsse] a program asks for client certificates more strictly than the config, never less")
    void clientCertificates(Setting setting) throws Exception {
        var roots = List.of(Parties.ROOT.certificate());
        var required =
                RepriseJsse.context(server().requireClientCertificate(roots).build());
        var lax = EnginePair.named(setting, anonymous(setting), required);
        lax.server.engine.setSSLParameters(new SSLParameters());
        assertThat(lax.runToFailure()).isInstanceOf(SSLHandshakeException.class);

        var proven = EnginePair.named(setting, Parties.client(setting.client()), required)
                .handshake();
        assertThat(proven.server.engine.getSession().getPeerCertificates()[0]).isEqualTo(Parties.CLIENT.certificate());

        var optional =
                RepriseJsse.context(server().optionalClientCertificate(roots).build());
        EnginePair.named(setting, anonymous(setting), optional).handshake();
        var strict = EnginePair.named(setting, anonymous(setting), optional);
        strict.server.engine.setNeedClientAuth(true);
        assertThat(strict.runToFailure()).isInstanceOf(SSLHandshakeException.class);

        var none = EnginePair.named(setting, anonymous(setting), RepriseJsse.context(server().build()));
        none.server.engine.setNeedClientAuth(true);
        assertThat(none.runToFailure()).hasMessageContaining("names nobody to trust");
    }

    @Test
    @DisplayName(
            "[RepriseJsse] a config that requires stapling of clients asks for it, whatever the program wants besides")
    void stapledClients() throws Exception {
        var roots = List.of(Parties.ROOT.certificate());
        var now = Instant.now();
        var server = RepriseJsse.context(server().requireClientCertificate(roots)
                .protocols(ProtocolVersion.TLS_1_3)
                .requireStapling()
                .build());
        var config = TlsConfig.client()
                .roots(roots)
                .identity(identity(Parties.CLIENT))
                .build();
        var client = RepriseJsse.context(config);
        var setting = new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false);

        var without = EnginePair.named(setting, client, server);
        without.server.engine.setNeedClientAuth(true);
        assertThat(without.runToFailure()).isInstanceOf(SSLHandshakeException.class);

        config.staple(TestOcsp.of(Parties.CLIENT)
                .updated(now.minusSeconds(3600), now.plusSeconds(3600))
                .der());
        var stapled = EnginePair.named(setting, client, server);
        stapled.server.engine.setNeedClientAuth(true);
        stapled.handshake();
        assertThat(stapled.server.engine.getSession().getPeerCertificates()[0]).isEqualTo(Parties.CLIENT.certificate());
    }

    private static SSLContext anonymous(Setting setting) throws Exception {
        return Parties.context(setting.client(), null, Parties.trust(Parties.ROOT));
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[RepriseJsse] what a program sets on an engine counts for its connection, the config for the rest")
    void parameters(Setting setting) throws Exception {
        var context = RepriseJsse.context(server().alpn("h2", "http/1.1").build());
        var pair = EnginePair.named(setting, Parties.client(setting.client()), context);
        assertThat(pair.server.engine.getSSLParameters().getApplicationProtocols())
                .containsExactly("h2", "http/1.1");
        var offered = pair.client.engine.getSSLParameters();
        offered.setApplicationProtocols(new String[] {"http/1.1", "h2"});
        pair.client.engine.setSSLParameters(offered);
        pair.handshake();
        assertThat(pair.client.engine.getApplicationProtocol()).isEqualTo("h2");

        var narrowed = EnginePair.named(setting, Parties.client(setting.client()), context);
        narrowed.client.engine.setSSLParameters(offered);
        var own = narrowed.server.engine.getSSLParameters();
        own.setApplicationProtocols(new String[] {"http/1.1"});
        narrowed.server.engine.setSSLParameters(own);
        setting.restrict(narrowed.client.engine);
        narrowed.handshake();
        assertThat(narrowed.client.engine.getApplicationProtocol()).isEqualTo("http/1.1");
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[RepriseJsse] the config's choice by the client's hello is asked")
    void choice(Setting setting) throws Exception {
        var rsa = TlsConfig.server(identity(Parties.RSA_SERVER)).build();
        var choosing = server().choose(ServerChoice.configs(
                        hello -> hello.serverName().equals(Optional.of("localhost.example.org")) ? rsa : null))
                .build();
        var pair = EnginePair.of(
                setting,
                Parties.client(setting.client()).createSSLEngine("localhost.example.org", 443),
                RepriseJsse.context(choosing).createSSLEngine());
        pair.handshake();
        assertThat(pair.client.engine.getSession().getPeerCertificates()[0])
                .isEqualTo(Parties.RSA_SERVER.certificate());
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[RepriseJsse] a client's config checks chain and name, whether or not the program asks for it")
    void names(Setting setting) throws Exception {
        var context = RepriseJsse.context(client().build());
        var server = Parties.server(setting.server());
        EnginePair.named(setting, context, server).handshake().exchange();
        for (var host : List.of("example.com", "127.0.0.2", "elsewhere")) {
            var pair = EnginePair.of(setting, context.createSSLEngine(host, 443), server.createSSLEngine());
            assertThat(reason(pair.runToFailure())).as(host).isEqualTo(Reason.NAME_MISMATCH);
        }
        for (var host : List.of("127.0.0.1", "localhost")) {
            EnginePair.of(setting, context.createSSLEngine(host, 443), server.createSSLEngine())
                    .handshake();
        }
        var stranger = RepriseJsse.context(TlsConfig.client()
                .roots(List.of(Parties.STRANGER.certificate()))
                .build());
        assertThat(reason(EnginePair.named(setting, stranger, server).runToFailure()))
                .isEqualTo(Reason.UNKNOWN_CERTIFICATE_AUTHORITY);
    }

    private static Reason reason(Throwable failure) {
        return failure.getCause() instanceof ProtocolException ours ? ours.reason() : null;
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[RepriseJsse] sessions of a client's config are in its store, else in memory")
    void sessions(Setting setting) throws Exception {
        var server = Parties.server(setting.server());
        var store = new NoticingStore();
        EnginePair.named(setting, RepriseJsse.context(client().sessions(store).build()), server)
                .handshake();
        store.kept.await(); // By another thread.
        var nextRun = RepriseJsse.context(client().sessions(store).build());
        assertThat(session(EnginePair.named(setting, nextRun, server).handshake().client.engine)
                        .resumed())
                .isTrue();
        var inMemory = RepriseJsse.context(client().build());
        assertThat(session(EnginePair.named(setting, inMemory, server).handshake().client.engine)
                        .notOffered())
                .contains(NotOffered.NONE);
        assertThat(session(EnginePair.named(setting, inMemory, server).handshake().client.engine)
                        .resumed())
                .isTrue();
    }

    @Test
    @DisplayName("[RepriseJsse] a context of one role says so when it is used in the other; both configs make both")
    void roles() throws Exception {
        var setting = new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false);
        var servers = RepriseJsse.context(server().build());
        var clients = RepriseJsse.context(client().build());
        EnginePair.named(setting, clients, servers).handshake().exchange();
        var both = RepriseJsse.context(server().build(), client().build());
        EnginePair.named(setting, both, both).handshake().exchange();
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> EnginePair.named(setting, servers, servers).handshake())
                .withMessageContaining("ServerConfig alone");
        assertThatExceptionOfType(SSLHandshakeException.class)
                .isThrownBy(() -> EnginePair.named(setting, clients, clients).handshake())
                .withMessageContaining("ClientConfig alone");
        assertThat(servers.getProvider()).isInstanceOf(RepriseProvider.class);
        assertThatExceptionOfType(KeyManagementException.class).isThrownBy(() -> servers.init(null, null, null));
    }

    /** Tells when something has been kept. */
    private static final class NoticingStore implements SessionStore {
        final CountDownLatch kept = new CountDownLatch(1);
        private final SessionCache cache = new SessionCache();

        @Override
        public Session take(Peer peer, Function<Session, Verdict> check) {
            return cache.take(peer, check);
        }

        @Override
        public void put(Peer peer, Session session) {
            cache.put(peer, session);
            kept.countDown();
        }

        @Override
        public void forget(Peer peer, Session refused) {
            cache.forget(peer, refused);
        }
    }
}
