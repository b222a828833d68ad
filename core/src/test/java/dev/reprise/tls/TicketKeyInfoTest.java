package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.TicketRefusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which key a ticket names, as the server tells it. */
class TicketKeyInfoTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);
    private final TicketKeyRing ring = Parties.ring(clocks);

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void tellsTheKeyThatOpenedTheTicketAndTheOneThatIsUnknown(ProtocolVersion version) throws Exception {
        ring.add(0xfeed0001, key(1));
        var name = "feed0001" + "0".repeat(24);
        assertThat(visit(version, ring).ticketKey()).as("no ticket offered").isEmpty();
        var resumed = visit(version, ring);
        assertThat(resumed.resumed()).isTrue();
        assertThat(resumed.ticketKey()).contains(name);
        assertThat(ring.status()).anyMatch(status -> status.name().equals(name));
        var other = Parties.ring(clocks);
        other.add(2, key(2));
        var refused = visit(version, other);
        assertThat(refused.ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
        assertThat(refused.ticketKey()).contains(name);
    }

    private ConnectionInfo visit(ProtocolVersion version, TicketKeyRing keys) throws Exception {
        var client = Parties.client(clocks).protocols(version).sessions(store).ticketRequest(1, 1);
        var server = Parties.server(clocks).sessionId(new byte[1]).ticketKeys(keys);
        try (var pair = Pair.of(client.build(), server.build()).handshake().exchange()) {
            return pair.server().engine().info();
        }
    }

    private static byte[] key(int first) {
        var key = new byte[48];
        key[0] = (byte) first;
        return key;
    }
}
