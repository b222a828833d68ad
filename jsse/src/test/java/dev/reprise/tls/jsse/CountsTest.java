package dev.reprise.tls.jsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.HandshakeCounts.Established;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import java.security.KeyManagementException;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a context counts of its connections. */
class CountsTest {
    private static final Setting TLS_1_3 = new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_3, false);

    static Stream<Setting> ours() {
        return Stream.of(TLS_1_3, new Setting(Stack.REPRISE, Stack.REPRISE, Setting.TLS_1_2, false));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void countsHandshakesByKindAndTickets(Setting setting) throws Exception {
        var client = Parties.client(Stack.REPRISE);
        var server = Parties.server(Stack.REPRISE);
        for (int i = 0; i < 3; i++) {
            EnginePair.named(setting, client, server).handshake().exchange();
        }
        var version = setting.version().equals(Setting.TLS_1_3) ? ProtocolVersion.TLS_1_3 : ProtocolVersion.TLS_1_2;
        var kinds = Map.of(
                new Established(version, HandshakeKind.FULL), 1L, new Established(version, HandshakeKind.RESUMED), 2L);
        var atClient = RepriseJsse.clientCounts(client);
        var atServer = RepriseJsse.serverCounts(server);
        assertThat(atClient.established()).isEqualTo(kinds);
        assertThat(atServer.established()).isEqualTo(kinds);
        assertThat(atClient.done()).isEqualTo(3);
        assertThat(atServer.resumed()).isEqualTo(2);
        assertThat(atClient.notOffered()).isEqualTo(Map.of(NotOffered.NONE, 1L));
        assertThat(atServer.ticketsRefused()).isEmpty();
        assertThat(atServer.ticketsIssued()).isPositive().isEqualTo(atClient.ticketsReceived());
        assertThat(atServer.handshakeTime()).isPositive();
        assertThat(RepriseJsse.serverCounts(client).done()).isZero();
        assertThat(RepriseJsse.clientCounts(server).done()).isZero();
    }

    @Test
    void countsWhyTicketsAreRefused() throws Exception {
        var client = Parties.client(Stack.REPRISE);
        EnginePair.named(TLS_1_3, client, Parties.server(Stack.REPRISE))
                .handshake()
                .exchange();
        var other = Parties.server(Stack.REPRISE);
        EnginePair.named(TLS_1_3, client, other).handshake().exchange();
        assertThat(RepriseJsse.serverCounts(other).ticketsRefused()).isEqualTo(Map.of(TicketRefusal.UNKNOWN_KEY, 1L));
    }

    @Test
    void countsWhyHandshakesFail() throws Exception {
        var client = Parties.context(Stack.REPRISE, Parties.keys(), Parties.trust(Parties.STRANGER));
        var server = Parties.server(Stack.REPRISE);
        var pair = EnginePair.named(TLS_1_3, client, server);
        assertThatThrownBy(pair::handshake).isInstanceOf(SSLException.class);
        assertThatThrownBy(pair::run).isInstanceOf(SSLException.class);
        assertThat(RepriseJsse.clientCounts(client).failed().values()).containsExactly(1L);
        assertThat(RepriseJsse.clientCounts(client).done()).isZero();
        assertThat(RepriseJsse.serverCounts(server).failedByPeer()).hasSize(1);
        assertThat(RepriseJsse.serverCounts(server).failed()).doesNotContainKey(Reason.INTERNAL_ERROR);
    }

    @Test
    void countsOnOverASecondInitialisation() throws Exception {
        var client = Parties.client(Stack.REPRISE);
        EnginePair.named(TLS_1_3, client, Parties.server(Stack.REPRISE)).handshake();
        reinitialise(client);
        EnginePair.named(TLS_1_3, client, Parties.server(Stack.REPRISE)).handshake();
        assertThat(RepriseJsse.clientCounts(client).done()).isEqualTo(2);
    }

    private static void reinitialise(SSLContext client) throws Exception {
        try {
            client.init(Parties.keys(Parties.CLIENT), Parties.trust(Parties.ROOT), null);
        } catch (KeyManagementException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void hasNoCountsOfOthersContexts() throws Exception {
        var foreign = Parties.client(Stack.SUN);
        assertThatThrownBy(() -> RepriseJsse.clientCounts(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SunJSSE");
        assertThatThrownBy(() -> RepriseJsse.serverCounts(foreign)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharedKeysCountAsResumedElsewhere() throws Exception {
        try (var ring = new TicketKeyRing()) {
            var client = Parties.client(Stack.REPRISE);
            EnginePair.named(TLS_1_3, client, server(ring)).handshake().exchange();
            var second = server(ring);
            EnginePair.named(TLS_1_3, client, second).handshake().exchange();
            assertThat(RepriseJsse.serverCounts(second).resumed()).isEqualTo(1);
        }
    }

    private static SSLContext server(TicketKeyRing ring) throws Exception {
        var options = ResumptionOptions.DEFAULT.ticketKeys(ring);
        var context = SSLContext.getInstance("TLS", new RepriseProvider(options));
        context.init(Parties.keys(Parties.SERVER), Parties.trust(Parties.ROOT), null);
        return context;
    }
}
