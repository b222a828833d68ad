package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.TicketRefusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contexts of JSSE's managers that share ticket keys, or a store of sessions, by {@link ResumptionOptions}. */
class SharedResumptionTest {
    private static SSLContext context(ResumptionOptions options, KeyManager[] keys, TrustManager[] trust)
            throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS", new RepriseProvider(options));
        context.init(keys, trust, null);
        return context;
    }

    private static SSLContext server(ResumptionOptions options) throws Exception {
        return context(options, Parties.keys(Parties.SERVER), Parties.trust(Parties.ROOT));
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

    /** In TLS 1.3 no ticket is renewed: each is good once. */
    static Stream<Setting> reprise12() {
        return repriseClient().filter(setting -> setting.server() == Stack.REPRISE && !setting.tls13());
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE resumption] servers that share ticket keys resume each other's sessions")
    void sharedRing(Setting setting) throws Exception {
        try (var ring = new TicketKeyRing()) {
            var options = ResumptionOptions.DEFAULT.ticketKeys(ring);
            var client = Parties.client(setting.client());
            EnginePair.named(setting, client, server(options)).handshake().exchange();
            var elsewhere = EnginePair.named(setting, client, server(options)).handshake();
            elsewhere.exchange();
            assertThat(session(elsewhere.server.engine).resumed()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE resumption] a server tells which key sealed the ticket, taken or refused")
    void keyRevision(Setting setting) throws Exception {
        try (var ring = new TicketKeyRing()) {
            ring.add(0x80000001, key(1));
            var options = ResumptionOptions.DEFAULT.ticketKeys(ring);
            var client = Parties.client(setting.client());
            var full = EnginePair.named(setting, client, server(options)).handshake();
            full.exchange();
            assertThat(session(full.server.engine).keyRevision()).isEmpty();
            var resumed = EnginePair.named(setting, client, server(options)).handshake();
            resumed.exchange();
            assertThat(session(resumed.server.engine).keyRevision()).contains(0x80000001);
            var stranger = EnginePair.named(setting, client, server(ResumptionOptions.DEFAULT))
                    .handshake();
            assertThat(session(stranger.server.engine).ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
            assertThat(session(stranger.server.engine).keyRevision()).contains(0x80000001);
        }
    }

    private static byte[] key(int first) {
        var key = new byte[48];
        Arrays.fill(key, (byte) first);
        return key;
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE resumption] another label keeps sessions apart, and so do keys that are not shared")
    void apart(Setting setting) throws Exception {
        try (var ring = new TicketKeyRing()) {
            var options = ResumptionOptions.DEFAULT.ticketKeys(ring);
            var client = Parties.client(setting.client());
            EnginePair.named(setting, client, server(options)).handshake();
            var labelled = EnginePair.named(setting, client, server(options.label("mail")))
                    .handshake();
            assertThat(session(labelled.server.engine).ticketRefusal()).contains(TicketRefusal.SESSION_ID_CONTEXT);
            var stranger = EnginePair.named(setting, client, server(ResumptionOptions.DEFAULT))
                    .handshake();
            assertThat(session(stranger.server.engine).ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
        }
    }

    @ParameterizedTest
    @MethodSource("repriseServer")
    @DisplayName("[JSSE resumption] a client that other issuers vouched for is verified anew")
    void otherIssuers(Setting setting) throws Exception {
        try (var ring = new TicketKeyRing()) {
            var options = ResumptionOptions.DEFAULT.ticketKeys(ring);
            var lax = context(options, Parties.keys(Parties.SERVER), Parties.trust(Parties.ROOT, Parties.STRANGER));
            var client = Parties.client(setting.client());
            asking(setting, client, lax).handshake();
            var strict = asking(setting, client, server(options)).handshake();
            assertThat(session(strict.server.engine).ticketRefusal()).contains(TicketRefusal.SESSION_ID_CONTEXT);
            // And who was not asked has proven nothing.
            EnginePair.named(setting, client, server(options)).handshake();
            var asked = asking(setting, client, server(options)).handshake();
            assertThat(session(asked.server.engine).resumed()).isFalse();
            assertThat(session(asking(setting, client, server(options)).handshake().server.engine)
                            .resumed())
                    .isTrue();
        }
    }

    private static EnginePair asking(Setting setting, SSLContext client, SSLContext server) {
        var pair = EnginePair.named(setting, client, server);
        pair.server.engine.setNeedClientAuth(true);
        return pair;
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName(
            "[JSSE resumption] sessions in a file resume in the next run, and not under another certificate of ours")
    void sessionFile(Setting setting, @TempDir Path directory) throws Exception {
        var server = Parties.server(setting.server());
        try (var file = SessionFile.open(directory.resolve("sessions.pem"))) {
            var options = ResumptionOptions.DEFAULT.sessions(file);
            var first = context(options, null, Parties.trust(Parties.ROOT));
            EnginePair.named(setting, first, server).handshake().exchange();

            var other = context(options, Parties.keys(Parties.CLIENT), Parties.trust(Parties.ROOT));
            var underOther = EnginePair.named(setting, other, server).handshake();
            assertThat(session(underOther.client.engine).resumed()).isFalse();

            var next = context(options, null, Parties.trust(Parties.ROOT));
            var resumed = EnginePair.named(setting, next, server).handshake();
            resumed.exchange();
            assertThat(session(resumed.client.engine).resumed()).isTrue();
            assertThat(resumed.client.engine.getSession().getPeerCertificates()[0])
                    .isEqualTo(Parties.SERVER.certificate());
            options.sessions().makeChanges();
        }
    }

    @ParameterizedTest
    @MethodSource("repriseClient")
    @DisplayName("[JSSE resumption] invalidate reaches the store, and values those that resume from it in this run")
    void storedSessionsAreTheContexts(Setting setting) throws Exception {
        var server = Parties.server(setting.server());
        var store = new SessionCache();
        var client = context(ResumptionOptions.DEFAULT.sessions(store), null, Parties.trust(Parties.ROOT));
        var first = EnginePair.named(setting, client, server)
                .handshake()
                .client
                .engine
                .getSession();
        first.putValue("name", "value");
        var second = EnginePair.named(setting, client, server)
                .handshake()
                .client
                .engine
                .getSession();
        assertThat(RepriseSession.of(second).resumed()).isTrue();
        assertThat(second.getValue("name")).isEqualTo("value");
        second.invalidate();
        var third = EnginePair.named(setting, client, server).handshake();
        assertThat(session(third.client.engine).resumed()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("reprise12")
    @DisplayName("[JSSE resumption] a renewed ticket of TLS 1.2 takes the place of an earlier run's in the store")
    void renewedTicketsReplaceStored(Setting setting) throws Exception {
        try (var ring = new TicketKeyRing()) {
            var options = ResumptionOptions.DEFAULT.sessions(new SessionCache());
            var server = server(ResumptionOptions.DEFAULT.ticketKeys(ring));
            EnginePair.named(setting, context(options, null, Parties.trust(Parties.ROOT)), server)
                    .handshake();
            options.sessions().makeChanges();
            ring.add(1, "another key of 48 bytes, not random, for a test.".getBytes(StandardCharsets.US_ASCII));
            var next = context(options, null, Parties.trust(Parties.ROOT));
            var renewed = EnginePair.named(setting, next, server).handshake();
            assertThat(session(renewed.client.engine).resumed()).isTrue();
            renewed.client.engine.getSession().invalidate();
            options.sessions().makeChanges();
            var last = context(options, null, Parties.trust(Parties.ROOT));
            assertThat(session(EnginePair.named(setting, last, server).handshake().client.engine)
                            .resumed())
                    .isFalse();
        }
    }

    @Test
    void refusesCountsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> ResumptionOptions.DEFAULT.sessionsPerPeer(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResumptionOptions.DEFAULT.sessionsPerPeer(1025))
                .withMessage("1025 sessions per peer, legal are 1 to 1024");
    }
}
