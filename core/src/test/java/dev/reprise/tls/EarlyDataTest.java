package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EarlyData;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server never takes early data: it passes over it, and the handshake goes on (RFC 9846 section 4.3.10). */
class EarlyDataTest {
    private static final int BOUND = 16_384;
    private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};

    /** How the server answers the hello that early data follows. */
    enum Answer {
        FULL,
        RESUMED,
        FULL_WITH_RETRY,
        RESUMED_WITH_RETRY;

        HandshakeKind kind() {
            return HandshakeKind.valueOf(name());
        }

        boolean retried() {
            return name().endsWith("RETRY");
        }
    }

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = Parties.ring(clocks);
    private int skipped = BOUND;
    private int limit = BOUND;
    private final CountingStore store = Parties.store(clocks);

    @ParameterizedTest
    @EnumSource
    void passesOverEarlyDataAndGoesOn(Answer answer) throws Exception {
        for (var records : List.of(List.of(1), List.of(0, 0, 100, 0), List.of(5000, 5000, 5000), List.of(BOUND))) {
            try (var pair = pair(answer, records).handshake().exchange()) {
                assertThat(pair.server().engine().info().handshakeKind()).isEqualTo(answer.kind());
                assertThat(pair.server().received()).hasSize("question".length());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesOverNoMoreThanItsBound(Answer answer) throws Exception {
        for (var records : List.of(List.of(BOUND, 1), List.of(5000, 5000, 5000, 5000))) {
            var pair = pair(answer, records).run();
            assertAborted(pair.server(), Reason.TOO_MUCH_EARLY_DATA, pair.client());
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesOverAsMuchAsIsSaid(Answer answer) throws Exception {
        skipped = 100;
        pair(answer, List.of(60, 40)).handshake().close();
        var pair = pair(answer, List.of(60, 41)).run();
        assertAborted(pair.server(), Reason.TOO_MUCH_EARLY_DATA, pair.client());
    }

    /** RFC 8449 section 4: a limit is for the keys of the handshake that agreed on it, which early data's are not. */
    @ParameterizedTest
    @EnumSource
    void passesOverLongerRecordsThanItTakes(Answer answer) throws Exception {
        limit = 64;
        pair(answer, List.of(5000)).handshake().exchange().close();
    }

    /** Each record is tried with the handshake keys, which costs the same however small it is. */
    @ParameterizedTest
    @EnumSource
    void passesOverNoMoreThanSixtyFourRecords(Answer answer) throws Exception {
        pair(answer, Collections.nCopies(64, 0)).handshake().close();
        var pair = pair(answer, Collections.nCopies(65, 0)).run();
        assertAborted(pair.server(), Reason.TOO_MUCH_EARLY_DATA, pair.client());
    }

    /** Section 4.3.10: a client that sends early data offers a PSK; without one no record is tried as early data. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void passesOverNothingWithoutAPsk(boolean retried) throws Exception {
        var config = Parties.client(clocks)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .build();
        var server = server();
        if (retried) {
            server.groups(NamedGroup.SECP256R1);
        }
        var client = Pair.lyingClient(
                config, m -> List.of(m instanceof ClientHello hello ? Messages.with(hello, new EarlyData()) : m));
        var pair = Pair.of(client, server.build().engine())
                .wire(withEarlyData(List.of(100)))
                .run();
        assertAborted(pair.server(), retried ? Reason.EARLY_APPLICATION_DATA : Reason.BAD_RECORD, pair.client());
    }

    /** A client that sends records of so many bytes after its first hello, and a server that answers it in this way. */
    private Pair pair(Answer answer, List<Integer> records) throws Exception {
        var config = Parties.client(clocks)
                .sessions(store)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .build();
        Pair.of(config, server().build()).handshake().close();
        boolean resumed = answer.name().startsWith("RESUMED");
        var server = resumed ? server() : Parties.server(clocks).skippedEarlyData(skipped);
        server.recordSizeLimit(limit);
        if (answer.retried()) {
            server.groups(NamedGroup.SECP256R1);
        }
        var newest = Psks.sessions(store, config).get(0);
        var hellos = new int[1];
        var client = Pair.lyingClient(
                config,
                m -> List.of(
                        m instanceof ClientHello hello && ++hellos[0] == 1
                                ? Psks.bound(Messages.with(hello, new EarlyData()), 0, newest)
                                : m));
        return Pair.of(client, server.build().engine()).wire(withEarlyData(records));
    }

    private static Pair.Wire withEarlyData(List<Integer> records) {
        var sent = new boolean[1];
        return (direction, record) -> {
            var passed = new ArrayList<>(List.of(record));
            if (direction == Pair.Direction.TO_SERVER && !sent[0]) {
                sent[0] = true;
                // RFC 9846 appendix E.4: the dummy follows the hello when there is early data.
                passed.add(CHANGE_CIPHER_SPEC);
                records.forEach(length -> passed.add(undecipherable(length)));
            }
            return passed;
        };
    }

    /** A record that looks as if it held so many bytes, and opens under no key of the server's. */
    private static byte[] undecipherable(int length) {
        int body = length + 17;
        var record = new byte[5 + body];
        record[0] = 23;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (body >>> 8);
        record[4] = (byte) body;
        return record;
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1}).skippedEarlyData(skipped);
    }
}
