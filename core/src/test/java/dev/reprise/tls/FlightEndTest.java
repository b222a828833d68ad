package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing follows the last message of a flight in its record: whoever speaks on has not heard the answer (RFC 9846 section 4,
 * RFC 5246 section 7.4). Where the keys change there, {@code RecordsTest} shows the same by another rule.
 */
class FlightEndTest {
    private final RingClocks clocks = new RingClocks();

    /** A flight whose end changes no keys of who sends it. */
    private enum Flight {
        FIRST_CLIENT_HELLO(ProtocolVersion.TLS_1_3, Direction.TO_SERVER, "01"),
        HELLO_RETRY_REQUEST(ProtocolVersion.TLS_1_3, Direction.TO_CLIENT, "02"),
        TLS_1_2_CLIENT_HELLO(ProtocolVersion.TLS_1_2, Direction.TO_SERVER, "10"),
        TLS_1_2_SERVER_HELLO_DONE(ProtocolVersion.TLS_1_2, Direction.TO_CLIENT, "04");

        private static final String SERVER_HELLO_DONE = "0e000000";

        private final ProtocolVersion version;
        private final Direction direction;
        private final byte[] early;

        /** Name a flight and how the sender's next message begins. */
        Flight(ProtocolVersion version, Direction direction, String early) {
            this.version = version;
            this.direction = direction;
            this.early = HexFormat.of().parseHex(early);
        }

        boolean endsWith(Direction sent, byte[] record) {
            return sent == direction
                    && record[0] == 22
                    && (this != TLS_1_2_SERVER_HELLO_DONE
                            || HexFormat.of().formatHex(record).endsWith(SERVER_HELLO_DONE));
        }

        byte[] prolong(byte[] record) {
            var longer = Arrays.copyOf(record, record.length + early.length);
            System.arraycopy(early, 0, longer, record.length, early.length);
            int length = longer.length - 5;
            longer[3] = (byte) (length >> 8);
            longer[4] = (byte) length;
            return longer;
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsItsRecord(Flight flight) {
        var prolonged = new boolean[1];
        var client = Parties.client(clocks)
                .protocols(flight.version)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .build();
        var server = Parties.server(clocks).groups(NamedGroup.SECP256R1).build();
        var pair = Pair.of(client, server)
                .wire((direction, record) -> {
                    if (prolonged[0] || !flight.endsWith(direction, record)) {
                        return List.of(record);
                    }
                    prolonged[0] = true;
                    return List.of(flight.prolong(record));
                })
                .run();
        assertThat(prolonged).containsExactly(true);
        boolean atServer = flight.direction == Direction.TO_SERVER;
        assertAborted(
                atServer ? pair.server() : pair.client(),
                Reason.UNEXPECTED_MESSAGE,
                atServer ? pair.client() : pair.server());
    }
}
