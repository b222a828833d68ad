package dev.reprise.tls.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.End;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Pair.Delivery;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.hostile.Reframer.Framing;
import dev.reprise.tls.hostile.Reframer.Inner;
import dev.reprise.tls.internal.record.ContentType;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real handshakes whose bytes are put into records otherwise than our own side would: cut at every border, joined, padded,
 * emptied, overfilled, mixed. What the RFC allows must not disturb a connection; for the rest it names the alert.
 */
class RecordsTest {
    private static final CipherSuite SUITE = CipherSuite.TLS_AES_128_GCM_SHA256;
    private static final RingClocks CLOCKS = new RingClocks();
    // The records of a full handshake in TLS 1.3, by their number in their direction.
    private static final int CLIENT_HELLO = 0;
    private static final int CLIENT_FINISHED = 2;
    private static final int CLIENT_DATA = 3;
    private static final int SERVER_HELLO = 0;
    private static final int SERVER_FLIGHT = 2;
    private static final int TICKETS = 3;
    private static final int SERVER_DATA = 4;
    private static final int EMPTY_RECORDS_TOLERATED = 32;

    private static ServerConfig.Builder server;
    private static ClientConfig client;
    private static ClientConfig resuming;

    @BeforeAll
    static void prepare() throws TlsException {
        server = Parties.server(CLOCKS).cipherSuites(SUITE);
        server.ticketKeys(new TicketKeyRing(CLOCKS.clocks(), new SecureRandom()))
                .sessionId(new byte[32]);
        client = client(ProtocolVersion.TLS_1_3);
        var sessions = new SameSession();
        resuming = Parties.client(CLOCKS).sessions(sessions).build();
        Pair.of(resuming, server.build()).handshake().close();
        sessions.freeze();
    }

    private static ClientConfig client(ProtocolVersion version) {
        return Parties.client(CLOCKS)
                .sessions(new SameSession().freeze())
                .protocols(version)
                .build();
    }

    private static Pair pair(ClientConfig from, Framing framing) {
        var reframer = new Reframer(SUITE, framing);
        return Pair.of(from, server.insecureKeyLog(reframer).build()).wire(reframer);
    }

    private static void succeeds(ClientConfig from, Framing framing) throws TlsException {
        try (var pair = pair(from, framing)) {
            pair.handshake().exchange().exchange();
        }
    }

    /** One direction's record of a number, changed; all others as they are. */
    private static Framing at(Direction direction, int number, Function<Inner, List<Inner>> change) {
        return (towards, passed, record) ->
                towards == direction && passed == number ? change.apply(record) : List.of(record);
    }

    /** Every record with content to cut, changed. */
    private static Framing everywhere(UnaryOperator<Inner> change) {
        return (direction, number, record) -> List.of(record.sealed() ? change.apply(record) : record);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void takesHandshakesCutAtEveryBorder(boolean resumed) throws TlsException {
        var config = resumed ? resuming : client;
        var lengths = new ArrayList<int[]>();
        succeeds(config, (direction, number, record) -> {
            if (record.type() == ContentType.HANDSHAKE) {
                lengths.add(new int[] {direction.ordinal(), number, record.content().length});
            }
            return List.of(record);
        });
        int borders = 0;
        for (var length : lengths) {
            for (int border = 1; border < length[2]; border++) {
                succeeds(config, at(Direction.values()[length[0]], length[1], cutAt(border)));
                borders++;
            }
        }
        report((resumed ? "resumed" : "full") + ", records cut in two at every border", borders);
    }

    @Test
    void takesTls12HandshakesCutAtEveryBorderInTheClear() throws TlsException {
        var tls12 = Parties.client(CLOCKS).protocols(ProtocolVersion.TLS_1_2).build();
        var lengths = new ArrayList<int[]>();
        Framing measure = (direction, number, record) -> {
            if (record.type() == ContentType.HANDSHAKE) {
                lengths.add(new int[] {direction.ordinal(), number, record.content().length});
            }
            return List.of(record);
        };
        tls12(tls12, measure);
        int borders = 0;
        for (var length : lengths) {
            for (int border = 1; border < length[2]; border++) {
                tls12(tls12, at(Direction.values()[length[0]], length[1], cutAt(border)));
                borders++;
            }
        }
        report("TLS 1.2, records cut in two at every border in the clear", borders);
    }

    /** In TLS 1.2 all after change_cipher_spec is protected, and here left alone. */
    private static void tls12(ClientConfig config, Framing framing) throws TlsException {
        var keyed = new boolean[2];
        var reframer = new Reframer(SUITE, framing);
        try (var pair = Pair.of(config, Parties.server(CLOCKS).build()).wire((direction, record) -> {
            if (keyed[direction.ordinal()]) {
                return List.of(record);
            }
            keyed[direction.ordinal()] = record[0] == ContentType.CHANGE_CIPHER_SPEC.code();
            return reframer.pass(direction, record);
        })) {
            pair.handshake().exchange();
        }
    }

    private static Function<Inner, List<Inner>> cutAt(int border) {
        // A signature may be shorter than the measured one.
        return record -> border >= record.content().length
                ? List.of(record)
                : List.of(record.part(0, border), record.part(border, record.content().length));
    }

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void takesEveryByteInARecordOfItsOwn(Delivery delivery) throws TlsException {
        for (var config : List.of(client, resuming)) {
            try (var pair =
                    pair(config, (direction, number, record) -> singly(record)).delivery(delivery)) {
                pair.handshake().exchange();
                assertThat(pair.client().engine().info().handshakeKind())
                        .isEqualTo(config == resuming ? HandshakeKind.RESUMED : HandshakeKind.FULL);
            }
        }
    }

    private static List<Inner> singly(Inner record) {
        if (record.type() != ContentType.HANDSHAKE && record.type() != ContentType.APPLICATION_DATA) {
            return List.of(record);
        }
        var parts = new ArrayList<Inner>();
        for (int i = 0; i < record.content().length; i++) {
            parts.add(record.part(i, i + 1));
        }
        return parts;
    }

    /** RFC 9846 section 5.4: padding is allowed in every protected record. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 4_096, Reframer.MAX_CONTENT})
    void takesPaddingUpToTheLimit(int zeros) throws TlsException {
        for (var config : List.of(client, resuming)) {
            succeeds(
                    config,
                    everywhere(
                            record -> record.padded(Math.min(zeros, Reframer.MAX_CONTENT - record.content().length))));
        }
    }

    @Test
    void takesWholeRecordsOfDataThatWasSentInPieces() throws TlsException {
        var held = new ArrayList<Inner>();
        try (var pair = pair(client, (direction, number, record) -> {
            if (record.type() != ContentType.APPLICATION_DATA) {
                return List.of(record);
            }
            held.add(record);
            if (held.size() < 4) {
                return List.of();
            }
            var joined = new byte[4 * 4_096];
            for (int i = 0; i < 4; i++) {
                System.arraycopy(held.get(i).content(), 0, joined, i * 4_096, 4_096);
            }
            return List.of(record.with(joined));
        })) {
            pair.handshake();
            var data = new byte[4 * 4_096];
            new Random(31).nextBytes(data);
            for (int i = 0; i < 4; i++) {
                pair.client().send(Arrays.copyOfRange(data, i * 4_096, (i + 1) * 4_096));
            }
            pair.run();
            assertThat(pair.server().received()).isEqualTo(data);
        }
    }

    @Test
    void toleratesThirtyTwoEmptyRecordsOfDataInARow() throws TlsException {
        for (int padding : new int[] {0, 1, 1_000}) {
            succeeds(client, at(Direction.TO_SERVER, CLIENT_DATA, empties(EMPTY_RECORDS_TOLERATED, padding)));
            succeeds(client, at(Direction.TO_CLIENT, SERVER_DATA, empties(EMPTY_RECORDS_TOLERATED, padding)));
            aborts(
                    at(Direction.TO_SERVER, CLIENT_DATA, empties(EMPTY_RECORDS_TOLERATED + 1, padding)),
                    Direction.TO_SERVER,
                    Reason.TOO_MANY_EMPTY_RECORDS);
            aborts(
                    at(Direction.TO_CLIENT, SERVER_DATA, empties(EMPTY_RECORDS_TOLERATED + 1, padding)),
                    Direction.TO_CLIENT,
                    Reason.TOO_MANY_EMPTY_RECORDS);
        }
    }

    private static Function<Inner, List<Inner>> empties(int count, int padding) {
        return record -> {
            var records = new ArrayList<>(
                    Collections.nCopies(count, record.with(new byte[0]).padded(padding)));
            records.add(record);
            return records;
        };
    }

    /** RFC 9846 section 5.1: zero-length fragments of handshake types MUST NOT be sent; they never help a message. */
    static List<Object[]> handshakeRecords() {
        return List.of(
                new Object[] {Direction.TO_SERVER, CLIENT_HELLO},
                new Object[] {Direction.TO_SERVER, CLIENT_FINISHED},
                new Object[] {Direction.TO_CLIENT, SERVER_HELLO},
                new Object[] {Direction.TO_CLIENT, SERVER_FLIGHT},
                new Object[] {Direction.TO_CLIENT, TICKETS});
    }

    @ParameterizedTest(name = "{0} record {1}")
    @MethodSource("handshakeRecords")
    void refusesEmptyHandshakeRecords(Direction direction, int number) {
        aborts(
                at(direction, number, record -> List.of(record.with(new byte[0]), record)),
                direction,
                Reason.EMPTY_RECORD);
        aborts(
                at(
                        direction,
                        number,
                        record -> List.of(
                                record.part(0, 10),
                                record.with(new byte[0]),
                                record.part(10, record.content().length))),
                direction,
                Reason.EMPTY_RECORD);
    }

    @ParameterizedTest(name = "{0} record {1}")
    @MethodSource("handshakeRecords")
    void refusesDataAndAlertsInsideMessages(Direction direction, int number) {
        aborts(
                at(
                        direction,
                        number,
                        record -> List.of(
                                record.part(0, 5),
                                record.with(new byte[] {1, 0}).as(ContentType.ALERT), // close_notify
                                record.part(5, record.content().length))),
                direction,
                Reason.INTERLEAVED_HANDSHAKE);
        if (number != CLIENT_HELLO) {
            aborts(
                    at(
                            direction,
                            number,
                            record -> List.of(
                                    record.part(0, 5),
                                    record.with(new byte[] {'x'}).as(ContentType.APPLICATION_DATA),
                                    record.part(5, record.content().length))),
                    direction,
                    Reason.INTERLEAVED_HANDSHAKE);
        }
    }

    /** RFC 9846 section 5.1: handshake messages MUST NOT span key changes. */
    @ParameterizedTest(name = "{0} record {1}")
    @MethodSource("handshakeRecords")
    void refusesBytesBehindTheMessageThatChangesTheKeys(Direction direction, int number) {
        if (direction == Direction.TO_CLIENT && number == TICKETS) {
            return; // changes no keys
        }
        for (int extra : new int[] {1, 4, 100}) {
            aborts(
                    at(
                            direction,
                            number,
                            record -> List.of(
                                    record.with(Arrays.copyOf(record.content(), record.content().length + extra)))),
                    direction,
                    Reason.KEY_CHANGE_INSIDE_RECORD);
        }
    }

    /** RFC 9846 section 5.4: a record of nothing but zeros has no type: unexpected_message. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, Reframer.MAX_CONTENT + 1})
    void refusesRecordsOfNothingButZeros(int zeros) {
        for (int number : new int[] {CLIENT_FINISHED, CLIENT_DATA}) {
            aborts(
                    at(
                            Direction.TO_SERVER,
                            number,
                            record -> List.of(record.with(new byte[zeros]).as(null), record)),
                    Direction.TO_SERVER,
                    Reason.RECORD_WITHOUT_CONTENT_TYPE);
        }
        for (int number : new int[] {SERVER_FLIGHT, TICKETS, SERVER_DATA}) {
            aborts(
                    at(
                            Direction.TO_CLIENT,
                            number,
                            record -> List.of(record.with(new byte[zeros]).as(null), record)),
                    Direction.TO_CLIENT,
                    Reason.RECORD_WITHOUT_CONTENT_TYPE);
        }
    }

    /** RFC 9846 sections 5.1, 5.2 and 5.4: over 2^14 of content, over 2^14 + 1 with type and padding: record_overflow. */
    @Test
    void refusesRecordsThatAreTooLong() {
        for (int number : new int[] {CLIENT_HELLO, CLIENT_FINISHED, CLIENT_DATA}) {
            aborts(at(Direction.TO_SERVER, number, overfull(0)), Direction.TO_SERVER, Reason.RECORD_TOO_LONG);
        }
        for (int number : new int[] {SERVER_HELLO, SERVER_FLIGHT, TICKETS, SERVER_DATA}) {
            aborts(at(Direction.TO_CLIENT, number, overfull(0)), Direction.TO_CLIENT, Reason.RECORD_TOO_LONG);
        }
        for (int number : new int[] {CLIENT_FINISHED, CLIENT_DATA}) {
            aborts(at(Direction.TO_SERVER, number, overfull(1)), Direction.TO_SERVER, Reason.RECORD_TOO_LONG);
            aborts(
                    at(
                            Direction.TO_SERVER,
                            number,
                            record ->
                                    List.of(record.padded(Reframer.MAX_CONTENT + 1 - record.content().length), record)),
                    Direction.TO_SERVER,
                    Reason.RECORD_TOO_LONG);
            // The ciphertext's own limit, 2^14 + 256: seen in the header.
            aborts(at(Direction.TO_SERVER, number, overfull(256)), Direction.TO_SERVER, Reason.RECORD_TOO_LONG);
        }
    }

    private static Function<Inner, List<Inner>> overfull(int more) {
        return record -> List.of(record.with(new byte[Reframer.MAX_CONTENT + 1 + more]), record);
    }

    @Test
    void takesTheLargestRecordOfData() throws TlsException {
        var large = new byte[Reframer.MAX_CONTENT];
        Arrays.fill(large, (byte) 7);
        try (var pair = pair(client, at(Direction.TO_SERVER, CLIENT_DATA, record -> List.of(record.with(large))))) {
            pair.handshake().client().send(new byte[] {1});
            pair.run();
            assertThat(pair.server().received()).isEqualTo(large);
        }
    }

    /** RFC 9846 section 5: change_cipher_spec may come at any time in the handshake, between fragments too. */
    @Test
    void dropsChangeCipherSpecBetweenFragmentsAndNotForever() throws TlsException {
        var dummy = new Inner(false, ContentType.CHANGE_CIPHER_SPEC, new byte[] {1}, 0);
        Framing between = (direction, number, record) -> record.type() == ContentType.HANDSHAKE
                        && !(direction == Direction.TO_SERVER && number == CLIENT_HELLO)
                        && !(direction == Direction.TO_CLIENT && number == TICKETS)
                ? List.of(record.part(0, 7), dummy, record.part(7, record.content().length))
                : List.of(record);
        succeeds(client, between);
        aborts(
                at(Direction.TO_CLIENT, TICKETS, record -> List.of(dummy, record)),
                Direction.TO_CLIENT,
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
        aborts(
                at(Direction.TO_SERVER, CLIENT_HELLO, record -> List.of(dummy, record)),
                Direction.TO_SERVER,
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
        aborts(
                at(Direction.TO_CLIENT, SERVER_FLIGHT, record -> {
                    var many = new ArrayList<>(Collections.nCopies(33, dummy));
                    many.add(record);
                    return many;
                }),
                Direction.TO_CLIENT,
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
        aborts(
                at(
                        Direction.TO_CLIENT,
                        SERVER_FLIGHT,
                        record -> List.of(record.with(new byte[] {1}).as(ContentType.CHANGE_CIPHER_SPEC), record)),
                Direction.TO_CLIENT,
                Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
    }

    private static void aborts(Framing framing, Direction attacked, Reason reason) {
        try (var pair = pair(client, framing)) {
            pair.client().send(new byte[] {1});
            pair.server().send(new byte[] {2});
            pair.run();
            boolean server = attacked == Direction.TO_SERVER;
            assertEnded(server ? pair.server() : pair.client(), reason, server ? pair.client() : pair.server());
        }
    }

    private static void assertEnded(End attacked, Reason reason, End other) {
        assertThat(attacked.failure())
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(attacked.received()).isEmpty();
        assertThat(other.failure())
                .isInstanceOfSatisfying(
                        PeerAlertException.class,
                        e -> assertThat(AlertDescription.nameOf(e.code()))
                                .isEqualTo(reason.alert().toString()));
    }

    @SuppressWarnings("SystemOut") // the counts are a result
    private static void report(String what, int count) {
        System.out.printf("records, %s: %,d connections%n", what, count);
    }
}
