package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.key;
import static dev.reprise.tls.reference.Visits.visit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Lie;
import dev.reprise.tls.Messages;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.OfferedPsks;
import dev.reprise.tls.internal.message.PskIdentity;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tickets that servers do not take: a full handshake, no error on either side, and a new ticket. Numbers in brackets are
 * libtls's behaviour checks.
 */
class RefusedTicketsTest {
    private final Visits visits = new Visits();
    private final ServerConfig server =
            visits.server().sessionId(new byte[] {1}).build();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[58] a bit flipped in name, iv, ciphertext or MAC costs a full handshake and nothing more")
    void takesNoDamagedTicket(ProtocolVersion version) throws Exception {
        visit(visits.client(version), server);
        for (int at : new int[] {0, 3, 15, 16, 31, 32, 100, -33, -32, -1}) {
            assertRefused(version, ticket -> {
                ticket[at < 0 ? ticket.length + at : at] ^= 0x10;
                return ticket;
            });
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[59] a ticket of 1 to 80 bytes, or of one byte too many, costs a full handshake and nothing more")
    void takesNoTicketOfAnotherLength(ProtocolVersion version) throws Exception {
        visit(visits.client(version), server);
        for (int length : new int[] {1, 15, 16, 31, 32, 63, 64, 80}) {
            assertRefused(version, ticket -> Arrays.copyOf(ticket, length));
        }
        assertRefused(version, ticket -> Arrays.copyOf(ticket, ticket.length + 1));
    }

    @Test
    @DisplayName("[59] a ticket of 0 bytes is the wish for one; TLS 1.3 has no such identity")
    void takesAnEmptyTicketForTheWishForOne() throws Exception {
        visit(visits.client(ProtocolVersion.TLS_1_2), server);
        var empty = changed(ticket -> new byte[0], new ArrayList<>());
        var visit = visit(visits.client(ProtocolVersion.TLS_1_2), server, empty);
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).isEmpty();
        assertThat(visit.tickets()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[60] a ticket under a key the server does not have costs a full handshake and nothing more")
    void takesNoTicketOfAnUnknownKey(ProtocolVersion version) throws Exception {
        visit(visits.client(version), server);
        var other = visits.server().sessionId(new byte[] {1}).build();
        var visit = visit(visits.client(version), other);
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
        assertThat(visit.tickets()).hasSize(1);
        assertThat(visit(visits.client(version), other).resumed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[61] a ticket under a key of the right name, but another AES or HMAC half, costs a full handshake")
    void takesNoTicketOfAnotherKeyOfThatName(ProtocolVersion version) throws Exception {
        for (int at : new int[] {0, 31, 32, 47}) {
            var other = key(1);
            other[at] ^= 1;
            visit(visits.client(version), serverWith(other));
            var visit = visit(visits.client(version), serverWith(key(1)));
            assertThat(visit.client().notOffered()).isEmpty();
            assertThat(visit.resumed()).isFalse();
            assertThat(visit.server().ticketRefusal().orElseThrow())
                    .isIn(at < 32 ? List.of(TicketRefusal.BAD_CONTENT) : List.of(TicketRefusal.BAD_MAC));
            assertThat(visit.tickets()).hasSize(1);
        }
    }

    private ServerConfig serverWith(byte[] key) {
        var ring = visits.ring();
        ring.add(1, key);
        return visits.server().sessionId(new byte[] {1}).ticketKeys(ring).build();
    }

    private void assertRefused(ProtocolVersion version, UnaryOperator<byte[]> change) throws Exception {
        var offered = new ArrayList<Bytes>();
        var visit = visit(visits.client(version), server, changed(change, offered));
        assertThat(offered).hasSize(1);
        assertThat(visit.resumed()).isFalse();
        assertThat(visit.server().ticketRefusal()).isPresent();
        assertThat(visit.tickets()).hasSize(1);
    }

    /** Offer a ticket changed in place of the one held. */
    private static Lie changed(UnaryOperator<byte[]> change, List<Bytes> offered) {
        return message -> {
            if (!(message instanceof ClientHello hello)) {
                return List.of(message);
            }
            var psks = hello.extensions().find(OfferedPsks.class);
            if (psks != null) {
                var identity = psks.identities().get(0);
                offered.add(identity.identity());
                var other = Bytes.wrap(change.apply(identity.identity().toArray()));
                return List.of(Messages.with(
                        hello,
                        new OfferedPsks(
                                List.of(new PskIdentity(other, identity.obfuscatedTicketAge())), psks.binders())));
            }
            var ticket = hello.extensions().find(SessionTicket.class);
            if (ticket == null || ticket.ticket().isEmpty()) {
                return List.of(message);
            }
            offered.add(ticket.ticket());
            return List.of(Messages.with(
                    hello,
                    new SessionTicket(Bytes.wrap(change.apply(ticket.ticket().toArray())))));
        };
    }
}
