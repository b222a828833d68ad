package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Padding of records (RFC 9846 section 5.4) and what an observer sees of it. */
class RecordPaddingTest {
    private static final int HEADER = 5;
    private static final int TYPE_AND_TAG = 1 + 16;
    private static final int APPLICATION_DATA = 23;

    private final RingClocks clocks = new RingClocks();
    private final List<Integer> contents = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 512, 1000, 16_384})
    void padsEveryProtectedRecordToMultiple(int multiple) throws Exception {
        var client = Parties.client(clocks)
                .sessions(new SessionCache(4, clocks.clocks()))
                .recordPadding(multiple)
                .build();
        var server = Parties.server(clocks).recordPadding(multiple).build();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, server).wire(this::observed)) {
                pair.handshake().exchange();
                assertThat(pair.server().engine().info().resumed()).isEqualTo(resumed);
                for (int length : new int[] {1, 63, 64, 65, 511, 16_383, 16_384}) {
                    int before = pair.server().received().length;
                    pair.client().send(new byte[length]);
                    pair.run();
                    assertThat(pair.server().received()).hasSize(before + length);
                }
                pair.client().engine().closeOutput();
                pair.run();
                assertThat(pair.server().inputClosed()).isTrue();
            }
        }
        // The last multiple below 2^14 may be no room for more.
        assertThat(contents).isNotEmpty().allMatch(content -> content % multiple == 0 || content == 16_384);
    }

    private List<byte[]> observed(Pair.Direction direction, byte[] record) {
        if (record[0] == APPLICATION_DATA) {
            contents.add(record.length - HEADER - TYPE_AND_TAG);
        }
        return List.of(record);
    }

    @Test
    void hasNoneInTls12() throws Exception {
        var client = Parties.client(clocks)
                .protocols(ProtocolVersion.TLS_1_2)
                .recordPadding(512)
                .build();
        try (var pair =
                Pair.of(client, Parties.server(clocks).recordPadding(512).build())) {
            pair.handshake().wire(this::observed).exchange();
        }
        assertThat(contents).isNotEmpty().allMatch(content -> content < 64);
    }

    @Test
    void refusesMultiplesOutOfRange() {
        assertThatThrownBy(() -> Parties.client(clocks).recordPadding(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Parties.server(clocks).recordPadding(16_385))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
