package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.visit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tls_config_set_session_lifetime. Numbers in brackets are libtls's behaviour checks. */
class SessionLifetimeTest {
    private final Visits visits = new Visits();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[1] [10] with lifetime 0 no ticket is issued to a client that asks, and nothing resumes")
    void zeroIssuesNoTickets(ProtocolVersion version) throws Exception {
        var server = visits.server().sessionLifetime(Duration.ZERO).build();
        for (int i = 0; i < 2; i++) {
            var visit = visit(visits.client(version), server);
            assertThat(visit.tickets()).isEmpty();
            assertThat(visit.resumed()).isFalse();
        }
        assertThat(visits.store.stored()).isZero();
    }

    @Test
    @DisplayName("[10] [70] without tickets a TLS 1.2 server neither promises one nor sends an empty one")
    void promisesNoTicketInTls12() throws Exception {
        var off = visits.server().sessionLifetime(Duration.ZERO).build();
        var silent = TlsConfig.server(Parties.identity(Parties.SERVER))
                .clocks(visits.clocks.clocks())
                .build();
        for (var server : List.of(off, silent)) {
            var watched = Pair.lyingServer(server, message -> {
                assertThat(message).isNotInstanceOf(Tls12NewSessionTicket.class);
                if (message instanceof ServerHello hello) {
                    assertThat(hello.extensions().find(SessionTicket.class)).isNull();
                }
                return List.of(message);
            });
            var client = Pair.engine(visits.client(ProtocolVersion.TLS_1_2).build(), Pair.NAME);
            Pair.of(client, watched).handshake().exchange().close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 86_400})
    @DisplayName("[2] [3] 4 and 86400 seconds are taken")
    void takesTheSmallestAndTheLargest(int seconds) throws Exception {
        var server =
                visits.server().sessionLifetime(Duration.ofSeconds(seconds)).build();
        assertThat(visit(visits.client(), server).resumed()).isFalse();
        assertThat(visit(visits.client(), server).resumed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, -1, Integer.MIN_VALUE})
    @DisplayName("[4] [5] [8] 1, 2, 3 and what is negative are refused as too small, an invalid argument")
    void refusesWhatIsTooSmall(int seconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> visits.server().sessionLifetime(Duration.ofSeconds(seconds)))
                .withMessage("session lifetime too small");
    }

    @ParameterizedTest
    @ValueSource(ints = {86_401, Integer.MAX_VALUE})
    @DisplayName("[6] [8] what is over a day is refused as too large, an invalid argument")
    void refusesWhatIsTooLarge(int seconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> visits.server().sessionLifetime(Duration.ofSeconds(seconds)))
                .withMessage("session lifetime too large");
    }

    @Test
    @DisplayName("[7] a refused value leaves the one given before in force")
    void keepsTheEarlierValue() throws Exception {
        var server = visits.server().sessionLifetime(Duration.ofSeconds(100));
        assertThatIllegalArgumentException().isThrownBy(() -> server.sessionLifetime(Duration.ofSeconds(86_401)));
        assertThat(visit(visits.client(), server.build()).tickets().get(0).seconds())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[11] a lifetime given after the config was built counts for the next one only")
    void changesNoConfigThatIsBuilt(ProtocolVersion version) throws Exception {
        var builder = visits.server().sessionLifetime(Duration.ZERO);
        var off = builder.build();
        var on = builder.sessionLifetime(Duration.ofSeconds(100)).build();
        assertThat(visit(visits.client(version), off).tickets()).isEmpty();
        assertThat(visit(visits.client(version), on).tickets()).hasSize(1);
        assertThat(visit(visits.client(version), off).server().ticketRefusal()).contains(TicketRefusal.TICKETS_OFF);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[12] the lifetime told in a first ticket is the lifetime set")
    void tellsTheLifetimeSet(ProtocolVersion version) throws Exception {
        var server = visits.server().sessionLifetime(Duration.ofSeconds(4711)).build();
        assertThat(visit(visits.client(version), server).tickets())
                .singleElement()
                .extracting(Visits.Ticket::seconds)
                .isEqualTo(4711L);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[70] a server that is told nothing of sessions has no tickets")
    void hasNoTicketsByDefault(ProtocolVersion version) throws Exception {
        var server = TlsConfig.server(Parties.identity(Parties.SERVER))
                .clocks(visits.clocks.clocks())
                .build();
        assertThat(visit(visits.client(version), server).tickets()).isEmpty();
        assertThat(visit(visits.client(version), server).resumed()).isFalse();
        visit(visits.client(version), visits.server().build());
        assertThat(visit(visits.client(version), server).server().ticketRefusal())
                .contains(TicketRefusal.TICKETS_OFF);
    }
}
