package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.key;
import static dev.reprise.tls.reference.Visits.visit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.ConnectionListener;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import dev.reprise.tls.spec.TicketWithheld;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ticket keys while servers use them: added, rotated, too old. Numbers in brackets are libtls's behaviour checks. */
class TicketKeysInUseTest {
    private static final int LIFETIME = 100;

    private final Visits visits = new Visits();
    private final TicketKeyRing ring = visits.ring();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[29] a ticket whose key the fifth one pushed out falls back to a full handshake")
    void fallsBackWhenTheKeyIsPushedOut(ProtocolVersion version) throws Exception {
        var server = server(ring).build();
        ring.add(1, key(1));
        visit(visits.client(version), server);
        for (int revision = 2; revision <= 5; revision++) {
            ring.add(revision, key(revision));
        }
        var visit = visit(visits.client(version), server);
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
        assertThat(visit.tickets().get(0).keyName()).isEqualTo(name(5));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[39] a key added while the server runs seals its next ticket")
    void usesKeysAtOnce(ProtocolVersion version) throws Exception {
        ring.add(1, key(1));
        var server = server(ring).build();
        assertThat(visit(visits.client(version), server).tickets().get(0).keyName())
                .isEqualTo(name(1));
        ring.add(2, key(2));
        var visit = visit(visits.client(version), server);
        assertThat(visit.resumed()).isTrue();
        assertThat(visit.tickets().get(0).keyName()).isEqualTo(name(2));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[42] servers that were given one id, one lifetime and the same keys resume each other's clients")
    void resumesOnEveryServerWithTheSameKeys(ProtocolVersion version) throws Exception {
        var elsewhere = visits.ring();
        var here = server(ring).build();
        var there = server(elsewhere).build();
        for (int revision = 1; revision <= 3; revision++) {
            ring.add(revision, key(revision));
            elsewhere.add(revision, key(revision));
            visit(visits.client(version), here);
            assertThat(visit(visits.client(version), there).resumed()).isTrue();
            assertThat(visit(visits.client(version), here).resumed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[43] a key added to the ring of two servers serves both")
    void servesEveryConfigOfOneRing(ProtocolVersion version) throws Exception {
        var one = server(ring).build();
        var other = server(ring).build();
        ring.add(7, key(7));
        assertThat(visit(visits.client(version), one).tickets().get(0).keyName())
                .isEqualTo(name(7));
        assertThat(visit(visits.client(version), other).resumed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[44] the first ticket of a server without keys is sealed under one made for it")
    void makesItsOwnKey(ProtocolVersion version) throws Exception {
        var server = visits.server().build();
        assertThat(visit(visits.client(version), server).tickets()).hasSize(1);
        assertThat(visit(visits.client(version), server).resumed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[48] a ticket under the previous key resumes, and one under the newest is issued with it")
    void replacesTicketsOfThePreviousKey(ProtocolVersion version) throws Exception {
        var server = server(ring).build();
        int first = revision(visit(visits.client(version), server));
        visits.clocks.pass(76);
        var visit = visit(visits.client(version), server);
        assertThat(visit.resumed()).isTrue();
        assertThat(revision(visit)).isEqualTo(first + 1);
    }

    @Test
    @DisplayName("[49] [50] [51] in TLS 1.3 each resumption issues a ticket for what remains of the first lifetime")
    void issuesTicketsForTheRestOfTheLifetime() throws Exception {
        var server = server(ring).build();
        assertThat(visit(visits.client(ProtocolVersion.TLS_1_3), server)
                        .tickets()
                        .get(0)
                        .seconds())
                .isEqualTo(LIFETIME);
        for (int age = 30; age <= 90; age += 30) {
            visits.clocks.pass(30);
            var visit = visit(visits.client(ProtocolVersion.TLS_1_3), server);
            assertThat(visit.resumed()).isTrue();
            assertThat(visit.tickets().get(0).seconds()).isEqualTo(LIFETIME - age);
        }
        visits.clocks.pass(10);
        assertThat(visit(visits.client(ProtocolVersion.TLS_1_3), server).resumed())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[53] after a long pause the old ticket falls back, under a key made then")
    void makesKeysOnlyWhenAsked(ProtocolVersion version) throws Exception {
        var serverClocks = new RingClocks(); // A client would not offer what is so old.
        var server = Parties.server(serverClocks)
                .sessionLifetime(Duration.ofSeconds(LIFETIME))
                .build();
        int first = revision(visit(visits.client(version), server));
        serverClocks.pass(100_000);
        var visit = visit(visits.client(version), server);
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).contains(TicketRefusal.EXPIRED_KEY);
        assertThat(revision(visit)).isEqualTo(first + 1);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[54] [56] with its newest manual key too old a server issues no ticket, says why, and goes on;"
            + " another key repairs it at once")
    void goesOnWithoutKeyThatMaySeal(ProtocolVersion version) throws Exception {
        var withheld = new ArrayList<TicketWithheld>();
        var server = server(ring)
                .listener(new ConnectionListener() {
                    @Override
                    public void ticketWithheld(TicketWithheld reason) {
                        withheld.add(reason);
                    }
                })
                .build();
        ring.add(1, key(1));
        visits.clocks.pass(LIFETIME + 1);
        for (int i = 1; i <= 2; i++) {
            try (var pair =
                    Pair.of(visits.client(version).build(), server).handshake().exchange()) {
                assertThat(pair.client().engine().info().notOffered()).contains(NotOffered.NONE);
            }
            assertThat(withheld).hasSize(i).containsOnly(TicketWithheld.NO_KEY);
        }
        ring.add(2, key(2));
        assertThat(visit(visits.client(version), server).tickets()).hasSize(1);
        assertThat(visit(visits.client(version), server).resumed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[55] a client that wants no ticket connects meanwhile")
    void servesClientsWithoutTickets(ProtocolVersion version) throws Exception {
        var server = server(ring).build();
        ring.add(1, key(1));
        visits.clocks.pass(LIFETIME + 1);
        var visit = visit(Parties.client(visits.clocks).protocols(version), server);
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.tickets()).isEmpty();
    }

    private ServerConfig.Builder server(TicketKeyRing keys) {
        return visits.server()
                .sessionLifetime(Duration.ofSeconds(LIFETIME))
                .sessionId(new byte[] {1})
                .ticketKeys(keys);
    }

    private static Bytes name(int revision) {
        return Bytes.wrap(ByteBuffer.allocate(16).putInt(revision).array());
    }

    private static int revision(Visits.Visit visit) {
        return ByteBuffer.wrap(visit.tickets().get(0).bytes().toArray()).getInt();
    }
}
