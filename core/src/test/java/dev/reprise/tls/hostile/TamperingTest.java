package dev.reprise.tls.hostile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.End;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.Pair.Wire;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import dev.reprise.tls.spec.TruncatedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Flips a bit in every byte of every flight in turn, in both directions: hellos, handshake, tickets, application data and
 * close_notify, all but the version bytes of plaintext records. After each flip both transports are half-closed, so that
 * whoever waits for more than there is sees the end. Then the receiver has accepted no byte of application data beyond
 * the record that was flipped, its alert is the right one, the sender has heard it, and nobody waits or is content.
 *
 * <p>{@code -Dhostile.bits=8} flips every bit of every byte instead of one.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class TamperingTest {
    private static final int BITS = Integer.getInteger("hostile.bits", 1);
    private static final int RUNS_TO_MEASURE = 24;
    private static final int MAX_ATTEMPTS = 5_000;
    private static final byte[] QUESTION = "question".getBytes(US_ASCII);
    private static final byte[] ANSWER = "answer".getBytes(US_ASCII);
    private static final RingClocks CLOCKS = new RingClocks();
    private static final TestCertificate CLIENTS = TestCertificates.root("Tampering's Clients");
    private static final TestCertificate CLIENT =
            TestCertificates.named("victim").client().issuedBy(CLIENTS);

    /** What a protected record whose header lies may end in; one that is too long may also end in truncation. */
    private static final Set<Reason> LYING_HEADER = EnumSet.of(
            Reason.BAD_RECORD,
            Reason.RECORD_TOO_LONG,
            Reason.UNKNOWN_CONTENT_TYPE,
            Reason.UNPROTECTED_RECORD,
            Reason.UNEXPECTED_CHANGE_CIPHER_SPEC,
            Reason.MALFORMED_ALERT);

    /** A kind of connection. */
    private record Scenario(String name, ProtocolVersion version, ClientConfig client, ServerConfig server) {
        @Override
        public String toString() {
            return version + " " + name;
        }
    }

    static List<Scenario> scenarios() throws TlsException {
        return List.of(
                full(ProtocolVersion.TLS_1_3),
                resumed(ProtocolVersion.TLS_1_3),
                new Scenario(
                        "full with retry",
                        ProtocolVersion.TLS_1_3,
                        client().groups(NamedGroup.X25519, NamedGroup.SECP256R1).build(),
                        server(ProtocolVersion.TLS_1_3)
                                .groups(NamedGroup.SECP256R1)
                                .build()),
                mutual(ProtocolVersion.TLS_1_3),
                full(ProtocolVersion.TLS_1_2),
                resumed(ProtocolVersion.TLS_1_2),
                mutual(ProtocolVersion.TLS_1_2));
    }

    private static Scenario mutual(ProtocolVersion version) {
        return new Scenario(
                "full with client certificate",
                version,
                client().identity(Parties.identity(CLIENT)).build(),
                server(version)
                        .requireClientCertificate(List.of(CLIENTS.certificate()))
                        .build());
    }

    private static Scenario full(ProtocolVersion version) {
        return new Scenario("full", version, client().build(), server(version).build());
    }

    private static Scenario resumed(ProtocolVersion version) throws TlsException {
        var sessions = new SameSession();
        var client = client().sessions(sessions).build();
        var server = server(version).build();
        Pair.of(client, server).handshake().close();
        sessions.freeze();
        return new Scenario("resumed", version, client, server);
    }

    private static ClientConfig.Builder client() {
        return Parties.client(CLOCKS).sessions(new SameSession().freeze());
    }

    private static ServerConfig.Builder server(ProtocolVersion version) {
        return version == ProtocolVersion.TLS_1_2 ? Parties.server(CLOCKS).protocols(version) : Parties.server(CLOCKS);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void noFlippedByteGoesUnnoticed(Scenario scenario) throws TlsException {
        var flights = new Flights(scenario.version() == ProtocolVersion.TLS_1_2);
        for (int i = 0; i < RUNS_TO_MEASURE; i++) {
            try (var pair = talk(scenario, Direction.TO_SERVER, flights.again())) {
                pair.client().throwFailure();
                pair.server().throwFailure();
                assertThat(pair.client().received()).isEqualTo(ANSWER);
                assertThat(pair.server().received()).isEqualTo(QUESTION);
            }
        }
        int flipped = 0;
        var outcomes = new TreeMap<String, Integer>();
        for (var direction : Direction.values()) {
            for (var record : flights.of(direction)) {
                for (int offset = 0; offset < record.length(); offset++) {
                    for (int bit = 0; bit < BITS && !record.exempt(offset); bit++) {
                        flip(scenario, flights, record, offset, 1 << (offset + bit) % 8, outcomes);
                        flipped++;
                    }
                }
            }
        }
        print(scenario, flipped, outcomes);
    }

    @SuppressWarnings("SystemOut") // the counts are a result
    private static void print(Scenario scenario, int flipped, Map<String, Integer> outcomes) {
        System.out.printf("tampering, %s: %,d flips: %s%n", scenario, flipped, outcomes);
    }

    /**
     * Data both ways as soon as there are keys, then close_notify both ways, then the end of the transport. Who is attacked
     * closes last, as nobody sends an alert after close_notify.
     */
    private static Pair talk(Scenario scenario, Direction attacked, Wire wire) {
        var pair = Pair.of(scenario.client(), scenario.server()).wire(wire);
        pair.client().send(QUESTION);
        pair.server().send(ANSWER);
        pair.run();
        boolean toServer = attacked == Direction.TO_SERVER;
        for (boolean client : new boolean[] {toServer, !toServer}) {
            var end = client ? pair.client() : pair.server();
            if (end.failure() == null && end.engine().established()) {
                end.engine().closeOutput();
                pair.run();
            }
        }
        return pair.cut(Direction.TO_SERVER).cut(Direction.TO_CLIENT);
    }

    private static void flip(
            Scenario scenario,
            Flights flights,
            Flights.Record record,
            int offset,
            int mask,
            Map<String, Integer> outcomes) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            var flip = new Flip(record.direction(), record.number(), offset, mask);
            try (var pair = talk(scenario, record.direction(), flip)) {
                if (flip.done()) {
                    var described = "%s, %s, record %d of %d, byte %d of %d, mask 0x%02x"
                            .formatted(
                                    scenario,
                                    record.direction(),
                                    record.number(),
                                    flights.of(record.direction()).size(),
                                    offset,
                                    record.length(),
                                    mask);
                    outcomes.merge(judge(pair, flights, record, flip, described), 1, Integer::sum);
                    return;
                }
            }
        }
        throw new AssertionError("no record " + record + " was long enough again");
    }

    /** Check what came of a flip and say it in a word: the alert that was sent, or truncation. */
    private static String judge(Pair pair, Flights flights, Flights.Record record, Flip change, String flip) {
        boolean toServer = record.direction() == Direction.TO_SERVER;
        var attacked = toServer ? pair.server() : pair.client();
        var sender = toServer ? pair.client() : pair.server();
        int last = flights.of(record.direction()).size() - 1;
        boolean closing = record.number() == last;
        var whole = toServer ? QUESTION : ANSWER;
        assertThat(attacked.received()).as(flip).isEqualTo(closing ? whole : new byte[0]);
        assertThat(attacked.failure()).as("the attacked end of %s", flip).isNotNull();
        assertThat(attacked.inputClosed()).as(flip).isFalse();

        if (attacked.failure() instanceof ProtocolException own) {
            assertReason(own.reason(), record, change.offset(), flip);
            assertHeard(sender, own.reason().alert(), flip);
            return own.alert().toString();
        }
        if (sender.failure() instanceof ProtocolException theirs) {
            // A change that the receiver cannot see shows in what it answers, so only in the clear.
            assertThat(record.sealed()).as(flip).isFalse();
            assertThat(theirs.reason()).as(flip).isNotEqualTo(Reason.INTERNAL_ERROR);
            return theirs.alert() + " from the sender";
        }
        assertThat(attacked.failure()).as(flip).isInstanceOf(TruncatedException.class);
        assertThat(change.leavesIncomplete())
                .as("only a length ends in truncation: %s", flip)
                .isTrue();
        return "truncated";
    }

    private static void assertReason(Reason reason, Flights.Record record, int offset, String flip) {
        if (!record.sealed()) {
            assertThat(reason).as(flip).isNotEqualTo(Reason.INTERNAL_ERROR);
        } else if (record.inHeader(offset)) {
            assertThat(reason).as(flip).isIn(LYING_HEADER);
        } else {
            assertThat(reason).as(flip).isEqualTo(Reason.BAD_RECORD);
        }
    }

    /** The sender hears the alert, unless it has failed itself: keys of two minds, and the alert is none to it. */
    private static void assertHeard(End sender, AlertDescription alert, String flip) {
        if (sender.failure() instanceof PeerAlertException heard) {
            assertThat(AlertDescription.nameOf(heard.code())).as(flip).isEqualTo(alert.toString());
        } else {
            assertThat(sender.failure())
                    .as("the sender of %s", flip)
                    .isInstanceOfSatisfying(
                            ProtocolException.class,
                            own -> assertThat(own.reason()).isNotEqualTo(Reason.INTERNAL_ERROR));
        }
    }
}
