package dev.reprise.tls.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.Lie;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.Staples;
import dev.reprise.tls.hostile.Dialogue.Role;
import dev.reprise.tls.internal.handshake.State;
import dev.reprise.tls.internal.handshake.client.ClientStart;
import dev.reprise.tls.internal.message.CertificateStatus;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.HandshakeType;
import dev.reprise.tls.internal.message.HelloRequest;
import dev.reprise.tls.internal.message.MessageGenerator;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Writer;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TlsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Walks every state of both sides with every message type and change_cipher_spec and compares what is accepted with the
 * tables in docs/states.md. Each state is reached by a real handshake; what is put before it are the handshake's own
 * messages out of their turn, generated ones of every type, and every code point that is no message.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StateWalkTest {
    private static final String CHANGE_CIPHER_SPEC = "change_cipher_spec";
    /** In how many handshakes a state is walked with every message; in all others with its own. */
    private static final int VISITS = 4;
    /** The reasons for something at the wrong time, as opposed to something wrong in itself. */
    private static final Set<Reason> OUT_OF_ORDER = EnumSet.of(
            Reason.UNEXPECTED_MESSAGE,
            Reason.UNKNOWN_HANDSHAKE_TYPE,
            Reason.SECOND_HELLO_RETRY_REQUEST,
            Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);

    private static final String TLS_1_3_ALONE = ProtocolVersion.TLS_1_3 + " alone";

    private final MessageGenerator generator = new MessageGenerator();
    private final RingClocks clocks = new RingClocks();
    private final TestCertificate clientRoot = TestCertificates.root("Walk's Clients");
    private final TestCertificate clientIdentity =
            TestCertificates.named("walker").client().issuedBy(clientRoot);
    private final Map<String, Map<String, Set<String>>> observed = new LinkedHashMap<>();
    private final Map<String, Integer> visits = new HashMap<>();
    private final Set<String> begun = new TreeSet<>();
    private StateTable table;
    private final Set<String> pairs = new TreeSet<>();
    private int tries;

    /** A handshake to walk along. */
    private record Scenario(String name, ClientConfig client, ServerConfig server, Lie ofServer) {
        Scenario(String name, ClientConfig client, ServerConfig server) {
            this(name, client, server, List::of);
        }

        Dialogue begin() throws TlsException {
            return Dialogue.of(client, server, List::of, ofServer);
        }
    }

    @BeforeAll
    void walk() throws Exception {
        table = StateTable.read(Path.of(System.getProperty("basedir", "."), "..", "docs", "states.md"));
        for (var scenario : scenarios()) {
            walk(scenario);
        }
        System.out.printf(
                "state walk: %d states, %d pairs of state and message in %d tries, %d pairs accepted%n",
                observed.size(), pairs.size(), tries, accepted());
    }

    private int accepted() {
        return observed.values().stream().mapToInt(Map::size).sum();
    }

    @Test
    void everyStateStandsInTheTableAndIsReached() {
        assertThat(table.accepted().keySet())
                .as("the states in docs/states.md")
                .containsExactlyInAnyOrderElementsOf(table.states());
        assertThat(observed.keySet()).as("the states walked").containsExactlyInAnyOrderElementsOf(table.states());
    }

    @Test
    void acceptsWhatTheTableSaysAndLeadsWhereItSays() {
        for (var state : table.accepted().keySet()) {
            assertThat(observed.get(state))
                    .as("what %s accepts and where that leads", state)
                    .isEqualTo(table.accepted().get(state));
        }
    }

    @Test
    void beginsAsTheTableSays() {
        assertThat(table.starts()).isEqualTo(Map.of(ClientStart.class.getName(), begun));
    }

    private List<Scenario> scenarios() throws Exception {
        var scenarios = new ArrayList<Scenario>();
        for (var version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
            var ring = new TicketKeyRing(clocks.clocks(), new SecureRandom());
            ring.add(1, key(1));
            var server = server().protocols(version).ticketKeys(ring).build();
            scenarios.add(new Scenario(version + " full", client().build(), server));
            var sessions = new SameSession();
            var client = client().sessions(sessions).build();
            honest(new Scenario("to get a ticket", client, server));
            sessions.freeze();
            scenarios.add(new Scenario(version + " resumed", client, server));
            scenarios.add(new Scenario(
                    version + " alone, resumed",
                    client().sessions(sessions).protocols(version).build(),
                    server));
            if (version == ProtocolVersion.TLS_1_2) {
                // The first key opens now, and does not seal: so the ticket is renewed.
                var next = new TicketKeyRing(clocks.clocks(), new SecureRandom());
                next.add(1, key(1));
                next.add(2, key(2));
                scenarios.add(new Scenario(
                        version + " resumed with a new ticket",
                        client,
                        server().protocols(version).ticketKeys(next).build()));
                scenarios.add(new Scenario(
                        version + " alone, resumed with a new ticket",
                        client().sessions(sessions).protocols(version).build(),
                        server().protocols(version).ticketKeys(next).build()));
            }
            scenarios.add(new Scenario(
                    version + " alone, without tickets",
                    client().protocols(version).build(),
                    Parties.server(clocks)
                            .protocols(version)
                            .sessionLifetime(Duration.ZERO)
                            .build()));
        }
        scenarios.add(new Scenario(
                "TLS 1.2 alone, full",
                client().protocols(ProtocolVersion.TLS_1_2).build(),
                server().build()));
        var stapled = Staples.server(clocks).protocols(ProtocolVersion.TLS_1_2).build();
        scenarios.add(new Scenario("TLS 1.2 with an OCSP response", client().build(), stapled));
        scenarios.add(new Scenario(
                "TLS 1.2 with an OCSP response that is promised and does not come",
                client().build(),
                stapled,
                message -> message instanceof CertificateStatus ? List.of() : List.of(message)));
        scenarios.add(new Scenario(
                "retry",
                client().groups(NamedGroup.X25519, NamedGroup.SECP256R1).build(),
                server().groups(NamedGroup.SECP256R1).build()));
        for (var version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
            for (var lifetime : List.of(Parties.LIFETIME, Duration.ZERO)) {
                var asking = server().protocols(version)
                        .sessionLifetime(lifetime)
                        .optionalClientCertificate(List.of(clientRoot.certificate()))
                        .build();
                var told = version + " client certificate wanted, tickets for " + lifetime;
                scenarios.add(new Scenario(
                        told + ", given",
                        client().identity(Parties.identity(clientIdentity)).build(),
                        asking));
                scenarios.add(new Scenario(told + ", declined", client().build(), asking));
            }
        }
        var stapling = client().identity(Parties.identity(clientIdentity)).build();
        stapling.staple(Staples.about(clientIdentity, clocks).der());
        scenarios.add(new Scenario(
                "TLS 1.3 client certificate with an OCSP response",
                stapling,
                server().protocols(ProtocolVersion.TLS_1_3)
                        .requireClientCertificate(List.of(clientRoot.certificate()))
                        .requireStapling()
                        .build()));
        scenarios.add(new Scenario(
                "retry, client certificate",
                client().groups(NamedGroup.X25519, NamedGroup.SECP256R1).build(),
                server().groups(NamedGroup.SECP256R1)
                        .optionalClientCertificate(List.of(clientRoot.certificate()))
                        .build()));
        return scenarios;
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(new SameSession().freeze());
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).sessionId(new byte[32]);
    }

    private static byte[] key(int seed) {
        var key = new byte[48];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    /** What each side is to take, in the order it does, to the end of the handshake or where a lie ends it. */
    private static List<Dialogue.Step> honest(Scenario scenario) throws TlsException {
        var steps = new ArrayList<Dialogue.Step>();
        try (var dialogue = scenario.begin()) {
            for (var step = dialogue.next(); step != null; step = dialogue.next()) {
                steps.add(step);
                if (!advance(dialogue, step)) {
                    return steps;
                }
            }
        }
        return steps;
    }

    private static boolean advance(Dialogue dialogue, Dialogue.Step step) throws TlsException {
        try {
            dialogue.take(step);
            return true;
        } catch (ProtocolException e) {
            if (!OUT_OF_ORDER.contains(e.reason())) {
                throw e;
            }
            return false; // the end of a lie
        }
    }

    private void walk(Scenario scenario) throws Exception {
        var steps = honest(scenario);
        try (var dialogue = scenario.begin()) {
            begun.add(nameOf(dialogue.state(Role.CLIENT)));
        }
        for (int i = 0; i < steps.size(); i++) {
            try (var dialogue = reach(scenario, i)) {
                var step = dialogue.next();
                put(scenario, dialogue, step.role(), step.message());
            }
            visit(scenario, steps, i, steps.get(i).role(), steps.get(i).state());
        }
        for (var role : Role.values()) {
            visitEnd(scenario, steps, role);
        }
    }

    /** The last states take no step in the handshake itself. */
    private void visitEnd(Scenario scenario, List<Dialogue.Step> steps, Role role) throws Exception {
        State state;
        try (var dialogue = reach(scenario, steps.size())) {
            state = dialogue.state(role);
            if (state == null || !state.established()) {
                return;
            }
        }
        visit(scenario, steps, steps.size(), role, state);
    }

    /** Put everything before a state that is reached after so many steps. */
    private void visit(Scenario scenario, List<Dialogue.Step> steps, int position, Role role, State state)
            throws Exception {
        int visit = visits.merge(nameOf(state), 1, Integer::sum);
        if (visit > VISITS) {
            return;
        }
        var messages = messagesFor(role, state, steps);
        messages.addAll(generated(state));
        if (visit == 1) {
            messages.addAll(damaged());
        }
        messages.add(Dialogue.CHANGE_CIPHER_SPEC);
        for (var message : messages) {
            try (var dialogue = reach(scenario, position)) {
                put(scenario, dialogue, role, message);
            }
        }
        refuseUnknown(state);
    }

    private static Dialogue reach(Scenario scenario, int position) throws TlsException {
        var dialogue = scenario.begin();
        for (int i = 0; i < position; i++) {
            var step = dialogue.next();
            if (step == null || !advance(dialogue, step)) {
                break;
            }
        }
        return dialogue;
    }

    /** The handshake's own messages for one side, but those that the version in force would read otherwise. */
    private static ArrayList<Bytes> messagesFor(Role role, State state, List<Dialogue.Step> steps) {
        var messages = new ArrayList<Bytes>();
        for (var step : steps) {
            if (step.role() == role && Objects.equals(step.state().version(), state.version())) {
                messages.add(step.message());
            }
        }
        return messages;
    }

    /** One message of every type of the version in force, and every kind of ServerHello. */
    private List<Bytes> generated(State state) {
        var messages = new ArrayList<HandshakeMessage>();
        if (state.version() == ProtocolVersion.TLS_1_2) {
            MessageGenerator.TLS12_TYPES.forEach(type -> messages.add(generator.tls12Message(type)));
        } else {
            MessageGenerator.TYPES.forEach(type -> messages.add(generator.message(type)));
            messages.add(generator.serverHello());
            messages.add(new HelloRequest());
        }
        messages.add(generator.tls12ServerHello());
        messages.add(generator.helloRetryRequest());
        return messages.stream().map(HandshakeMessage::encode).toList();
    }

    /** Bodies that are no message's, or hardly any's: whether a type may come now is decided before its body is read. */
    private static List<Bytes> damaged() {
        var messages = new ArrayList<Bytes>();
        for (var type : HandshakeType.values()) {
            messages.add(new Writer().u8(type.code()).u24(0).toBytes());
            messages.add(new Writer().u8(type.code()).u24(3).u24(0xffffff).toBytes());
        }
        return messages;
    }

    /** Put one message before a state and compare with the table. */
    private void put(Scenario scenario, Dialogue dialogue, Role role, Bytes message) throws TlsException {
        var state = dialogue.state(role);
        if (state == null) {
            return; // where a lie has ended it
        }
        var from = nameOf(state);
        var kind = kind(message, state);
        var row = table.accepted().getOrDefault(from, Map.of());
        observed.computeIfAbsent(from, s -> new LinkedHashMap<>());
        count(from, kind);
        try {
            var next = nameOf(dialogue.take(role, message));
            observed.get(from).computeIfAbsent(kind, k -> new TreeSet<>()).add(next);
            assertThat(row.get(kind))
                    .as("where %s leads on %s (%s)", from, kind, scenario.name())
                    .isNotNull()
                    .contains(next);
        } catch (ProtocolException e) {
            boolean helloRequestOfTls12 =
                    kind.equals("HelloRequest") && scenario.name().startsWith(TLS_1_3_ALONE);
            if (row.containsKey(kind) && !helloRequestOfTls12) {
                assertThat(e.reason())
                        .as("%s refuses a bad %s for what is in it (%s, %s)", from, kind, scenario.name(), generator)
                        .isNotIn(OUT_OF_ORDER)
                        .isNotEqualTo(Reason.INTERNAL_ERROR);
                return;
            }
            assertRefused(from, kind, row.containsKey("ServerHello"), e);
        }
    }

    private void assertRefused(String from, String kind, boolean takesServerHello, ProtocolException e) {
        if (kind.equals("HelloRetryRequest") && takesServerHello) {
            // On the wire it is a ServerHello: TLS 1.2 alone refuses its version, and a retried client its repetition.
            assertThat(e.reason()).isIn(Reason.SECOND_HELLO_RETRY_REQUEST, Reason.SELECTED_UNOFFERED_VERSION);
            return;
        }
        assertThat(e.reason())
                .as("%s refuses %s", from, kind)
                .isEqualTo(
                        kind.equals(CHANGE_CIPHER_SPEC)
                                ? Reason.UNEXPECTED_CHANGE_CIPHER_SPEC
                                : Reason.UNEXPECTED_MESSAGE);
        assertThat(e.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    /** Code points that are no message of the version never get as far as a state. */
    private void refuseUnknown(State state) {
        var version = state.version() == ProtocolVersion.TLS_1_2 ? ProtocolVersion.TLS_1_2 : ProtocolVersion.TLS_1_3;
        var known = version == ProtocolVersion.TLS_1_2 ? MessageGenerator.TLS12_TYPES : MessageGenerator.TYPES;
        for (int code = 0; code < 256; code++) {
            var type = HandshakeType.find(code);
            if (type == null || !known.contains(type)) {
                count(nameOf(state), "type " + code);
                assertUnknown(new Writer().u8(code).u24(0).toBytes(), version);
            }
        }
    }

    private void count(String state, String message) {
        pairs.add(state + " " + message);
        tries++;
    }

    private static void assertUnknown(Bytes message, ProtocolVersion version) {
        try {
            HandshakeMessage.parse(message, version);
            throw new AssertionError("parses " + message + " in " + version);
        } catch (ProtocolException e) {
            assertThat(e.reason()).isIn(Reason.UNEXPECTED_MESSAGE, Reason.UNKNOWN_HANDSHAKE_TYPE);
            assertThat(e.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
        }
    }

    /** Name a message as the table does. */
    private static String kind(Bytes message, State state) throws ProtocolException {
        if (message.length() == 1) {
            return CHANGE_CIPHER_SPEC;
        }
        var type = HandshakeMessage.type(message);
        if (type == HandshakeType.SERVER_HELLO && isHelloRetryRequest(message, state)) {
            return "HelloRetryRequest";
        }
        return Stream.of(type.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    private static boolean isHelloRetryRequest(Bytes message, State state) {
        var version = state.version() == ProtocolVersion.TLS_1_2 ? ProtocolVersion.TLS_1_2 : ProtocolVersion.TLS_1_3;
        try {
            return HandshakeMessage.parse(message, version).message() instanceof ServerHello hello
                    && hello.isHelloRetryRequest();
        } catch (ProtocolException e) {
            return false; // a damaged one
        }
    }

    private static String nameOf(State state) {
        return state.getClass().getName();
    }
}
