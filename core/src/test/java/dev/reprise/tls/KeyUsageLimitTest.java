package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys are changed before their limit (RFC 9846 section 5.5), seen from both ends. */
class KeyUsageLimitTest {
    private static final int RECORDS = 1_000;
    private static final int KEY_UPDATE_RECORD = 5 + 5 + 1 + 16;

    private final RingClocks clocks = new RingClocks();
    private int keyUpdates;

    @Test
    void changesKeysInTimeInBothDirections() throws Exception {
        var client = Parties.client(clocks).recordsPerKey(100).build();
        var server = Parties.server(clocks).recordsPerKey(40).build();
        try (var pair = Pair.of(client, server).handshake().wire(this::counted)) {
            // A quarter before the limit, that is after 75 and 30 records, the KeyUpdate among them.
            assertThat(sent(pair, pair.client(), pair.server())).isBetween(RECORDS / 76, RECORDS / 74);
            assertThat(sent(pair, pair.server(), pair.client())).isBetween(RECORDS / 31, RECORDS / 29);
        }
    }

    private int sent(Pair pair, End from, End to) {
        keyUpdates = 0;
        for (int i = 0; i < RECORDS; i++) {
            from.send(new byte[] {(byte) i});
            pair.run();
        }
        assertThat(to.failure()).isNull();
        assertThat(to.received()).hasSize(RECORDS);
        return keyUpdates;
    }

    private List<byte[]> counted(Pair.Direction direction, byte[] record) {
        keyUpdates += record.length == KEY_UPDATE_RECORD ? 1 : 0;
        return List.of(record);
    }

    @Test
    void answersMoreKeyUpdatesThanOneConnectionCountsInRow() throws Exception {
        // 32 in a row are refused; with data between them any number is fine.
        var client = Parties.client(clocks).recordsPerKey(16).build();
        try (var pair =
                Pair.of(client, Parties.server(clocks).build()).handshake().wire(this::counted)) {
            assertThat(sent(pair, pair.client(), pair.server())).isGreaterThan(64);
            pair.exchange();
        }
    }

    @Test
    void sendsNoneInTls12() throws Exception {
        var client = Parties.client(clocks)
                .protocols(ProtocolVersion.TLS_1_2)
                .recordsPerKey(16)
                .build();
        try (var pair =
                Pair.of(client, Parties.server(clocks).build()).handshake().wire(this::counted)) {
            assertThat(sent(pair, pair.client(), pair.server())).isZero();
        }
    }
}
