package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that resume the session of a first one, as FTPS wants them, in memory. */
class LinkedConnectionsTest {
    private final RingClocks clocks = new RingClocks();
    private final ServerConfig server = Parties.server(clocks).build();

    private TlsClient client(ProtocolVersion version) {
        return TlsClient.of(Parties.client(clocks).protocols(version).build());
    }

    /** Do a handshake, exchange data, and close; answer whether it resumed. */
    private boolean visit(TlsEngine engine, ServerConfig to) throws Exception {
        try (var pair = Pair.of(engine, to.engine()).handshake().exchange()) {
            return pair.client().engine().info().resumed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachFurtherConnectionResumesWithoutAnyStoreInTheConfig(ProtocolVersion version) throws Exception {
        try (var linked = client(version).linked(Pair.NAME)) {
            assertThat(visit(linked.engine(), server)).isFalse();
            for (int data = 0; data < 20; data++) {
                assertThat(visit(linked.resumingEngine(), server)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void neitherTakesFromNorAddsToTheStoreOfTheConfig(ProtocolVersion version) throws Exception {
        var store = Parties.store(clocks);
        var config = Parties.client(clocks).protocols(version).sessions(store).build();
        assertThat(visit(Pair.engine(config, Pair.NAME), server)).isFalse();
        int stored = store.stored();
        try (var linked = TlsClient.of(config).linked(Pair.NAME);
                var first =
                        Pair.of(linked.engine(), server.engine()).handshake().exchange()) {
            assertThat(first.client().engine().info().notOffered()).contains(NotOffered.NONE);
            assertThat(visit(linked.resumingEngine(), server)).isTrue();
        }
        assertThat(store.stored()).isEqualTo(stored);
        assertThat(visit(Pair.engine(config, Pair.NAME), server)).isTrue();
    }

    @Test
    void tellsAtOnceThatThereIsNoSessionYet() {
        try (var linked = client(ProtocolVersion.TLS_1_3).linked(Pair.NAME)) {
            assertThat(noSession(linked)).hasMessageContaining("none");
        }
    }

    @Test
    void tellsAtOnceThatAllTicketsAreSpent() throws Exception {
        var stingy = TlsClient.of(Parties.client(clocks)
                .protocols(ProtocolVersion.TLS_1_3)
                .ticketRequest(2, 0)
                .build());
        try (var linked = stingy.linked(Pair.NAME)) {
            assertThat(visit(linked.engine(), server)).isFalse();
            assertThat(visit(linked.resumingEngine(), server)).isTrue();
            assertThat(visit(linked.resumingEngine(), server)).isTrue();
            noSession(linked);
        }
    }

    @Test
    void oneOfTwoThatWantTheLastTicketIsToldBeforeItSendsAnything() throws Exception {
        var stingy = TlsClient.of(Parties.client(clocks)
                .protocols(ProtocolVersion.TLS_1_3)
                .ticketRequest(1, 0)
                .build());
        try (var linked = stingy.linked(Pair.NAME)) {
            assertThat(visit(linked.engine(), server)).isFalse();
            var faster = linked.resumingEngine();
            var slower = linked.resumingEngine();
            assertThat(visit(faster, server)).isTrue();
            try (var pair = Pair.of(slower, server.engine())) {
                var failure = catchThrowableOfType(ProtocolException.class, pair::handshake);
                assertThat(failure.reason()).isEqualTo(Reason.SESSION_REQUIRED);
            }
        }
    }

    @Test
    void tellsAtOnceThatTheSessionsHaveExpired() throws Exception {
        try (var linked = client(ProtocolVersion.TLS_1_2).linked(Pair.NAME)) {
            assertThat(visit(linked.engine(), server)).isFalse();
            clocks.pass(Parties.LIFETIME.toSeconds() + 1);
            noSession(linked);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedSessionIsSpentAndLeavesThoseThatCameWithIt(ProtocolVersion version) throws Exception {
        var other = Parties.server(clocks).build();
        try (var linked = client(version).linked(Pair.NAME)) {
            assertThat(visit(linked.engine(), server)).isFalse();
            assertThat(visit(linked.resumingEngine(), other)).isFalse();
            // The full handshake has brought sessions of the other server, which are newer.
            assertThat(visit(linked.resumingEngine(), other)).isTrue();
        }
    }

    @Test
    void keepsNothingAfterClosing() throws Exception {
        var linked = client(ProtocolVersion.TLS_1_2).linked(Pair.NAME);
        try (var first = Pair.of(linked.engine(), server.engine())) {
            linked.close();
            first.handshake().exchange();
            noSession(linked);
        }
    }

    @Test
    void hasOneFirstConnection() {
        try (var linked = client(ProtocolVersion.TLS_1_3).linked(Pair.NAME);
                var first = linked.engine()) {
            assertThat(first.established()).isFalse();
            assertThatIllegalStateException().isThrownBy(linked::engine);
        }
    }

    @Test
    void tellsAtOnceThatTheServerGivesNoTickets() throws Exception {
        var without = Parties.server(clocks).sessionLifetime(Duration.ZERO).build();
        try (var linked = client(ProtocolVersion.TLS_1_2).linked(Pair.NAME)) {
            assertThat(visit(linked.engine(), without)).isFalse();
            noSession(linked);
        }
    }

    private static ProtocolException noSession(LinkedConnections linked) {
        var failure = catchThrowableOfType(ProtocolException.class, linked::resumingEngine);
        assertThat(failure.reason()).isEqualTo(Reason.SESSION_REQUIRED);
        return failure;
    }
}
