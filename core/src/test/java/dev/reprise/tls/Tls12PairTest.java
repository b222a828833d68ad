package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.Pair.Delivery;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.RecordSizeLimit;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole TLS 1.2 handshakes of our client with our server, full and resumed, and the choice of the version. */
class Tls12PairTest {
    private static final int APPLICATION_DATA = 23;

    private static final TestCertificate RSA = TestCertificates.named("RSA Server")
            .dns(Pair.NAME)
            .server()
            .key(KeyType.RSA_2048)
            .issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = Parties.ring(clocks);
    private final CountingStore store = Parties.store(clocks);

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void resumesAfterFullHandshakeHoweverTheBytesArrive(Delivery delivery) throws Exception {
        var client = client().build();
        var server = server().build();
        for (var kind : List.of(HandshakeKind.FULL, HandshakeKind.RESUMED, HandshakeKind.RESUMED)) {
            try (var pair = Pair.of(client, server).delivery(delivery)) {
                pair.handshake().exchange();
                for (var end : List.of(pair.client(), pair.server())) {
                    var info = end.engine().info();
                    assertThat(info.version()).isEqualTo(ProtocolVersion.TLS_1_2);
                    assertThat(info.handshakeKind()).isEqualTo(kind);
                    assertThat(info.group()).contains(NamedGroup.X25519);
                }
                assertThat(pair.client().engine().info().peerCertificates())
                        .isEqualTo(new Identity(Parties.SERVER.chain(), Parties.SERVER.key()).chain());
            }
        }
        // The ticket is good for all of them, and no other is sent.
        assertThat(store.stored()).isEqualTo(1);
    }

    static List<Object[]> matrix() {
        var matrix = new ArrayList<Object[]>();
        for (var suite : CipherSuite.values()) {
            for (var group : NamedGroup.values()) {
                if (suite.version() == ProtocolVersion.TLS_1_2 && group.usableIn(suite.version())) {
                    matrix.add(new Object[] {suite, group});
                }
            }
        }
        return matrix;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("matrix")
    void agreesOnEverySuiteAndGroup(CipherSuite suite, NamedGroup group) throws Exception {
        var certificate = suite.keyType() == CipherSuite.KeyType.RSA ? RSA : Parties.SERVER;
        var client = client().cipherSuites(suite).groups(NamedGroup.values()).build();
        var server = server(certificate).groups(group).build();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                for (var end : List.of(pair.client(), pair.server())) {
                    var info = end.engine().info();
                    assertThat(info.resumed()).isEqualTo(resumed);
                    assertThat(info.cipherSuite()).isEqualTo(suite);
                    assertThat(info.group()).contains(group);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P256", "P384", "P521", "RSA_2048", "RSA_PSS_2048", "ED25519"})
    void takesEveryKindOfServerKey(KeyType type) throws Exception {
        var certificate = TestCertificates.named("Server")
                .dns(Pair.NAME)
                .server()
                .key(type)
                .issuedBy(Parties.ROOT);
        // P-521 is none of the groups a client offers by itself, and its certificate's curve has to be one.
        Pair.of(
                        client().groups(NamedGroup.values()).build(),
                        server(certificate).build())
                .handshake()
                .exchange()
                .close();
    }

    @Test
    void choosesTheNewestVersionOfBoth() throws Exception {
        assertThat(version(both(), both())).isEqualTo(ProtocolVersion.TLS_1_3);
        assertThat(version(both(), only(ProtocolVersion.TLS_1_2))).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(version(only(ProtocolVersion.TLS_1_2), both())).isEqualTo(ProtocolVersion.TLS_1_2);
        assertThat(version(both(), only(ProtocolVersion.TLS_1_3))).isEqualTo(ProtocolVersion.TLS_1_3);
        assertThat(version(only(ProtocolVersion.TLS_1_3), both())).isEqualTo(ProtocolVersion.TLS_1_3);
    }

    @Test
    void abortsWithoutCommonVersion() { // RFC 9846 section 4.3.1
        for (var versions : List.of(
                List.of(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_3),
                List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2))) {
            var pair = Pair.of(
                            client().protocols(versions.get(0)).build(),
                            server().protocols(versions.get(1)).build())
                    .run();
            assertAborted(pair.server(), Reason.NO_COMMON_VERSION, pair.client());
        }
    }

    private ProtocolVersion[] both() {
        return ProtocolVersion.values();
    }

    private static ProtocolVersion[] only(ProtocolVersion version) {
        return new ProtocolVersion[] {version};
    }

    private ProtocolVersion version(ProtocolVersion[] client, ProtocolVersion[] server) throws Exception {
        try (var pair = Pair.of(
                        client().protocols(client).build(),
                        server().protocols(server).build())
                .handshake()
                .exchange()) {
            return pair.client().engine().info().version();
        }
    }

    @Test
    @DisplayName("[101] a TLS 1.2 session pins no version")
    void neverPinsTheVersionByItsSession() throws Exception {
        var client = client().protocols(both()).build();
        var old = server().protocols(ProtocolVersion.TLS_1_2).build();
        Pair.of(client, old).handshake().close();
        // The server has learned TLS 1.3: it echoes the session id, and that is no resumption.
        store.ignoreNew(true);
        try (var pair =
                Pair.of(client, server().protocols(both()).build()).handshake().exchange()) {
            assertThat(pair.client().engine().info().version()).isEqualTo(ProtocolVersion.TLS_1_3);
            assertThat(pair.client().engine().info().resumed()).isFalse();
        }
        // On another node it has not, and the session is still there.
        try (var pair = Pair.of(client, old).handshake().exchange()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
    }

    @Test
    void keepsSessionsOfBothVersionsInOneStore() throws Exception {
        var client = client().protocols(both()).build();
        var old = server().protocols(ProtocolVersion.TLS_1_2).build();
        var fresh = server().protocols(both()).build();
        Pair.of(client, old).handshake().close();
        Pair.of(client, fresh).handshake().close();
        try (var pair = Pair.of(client, fresh).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
        try (var pair = Pair.of(client().build(), old).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
        }
    }

    @Test
    @DisplayName("[64] a TLS 1.2 session at a server of TLS 1.3 alone costs a full handshake")
    void goesOnInFullWhenTheServerSpeaksTls13OnlyAndTheSessionIsOlder() throws Exception {
        var client = client().protocols(both()).build();
        Pair.of(client, server().protocols(ProtocolVersion.TLS_1_2).build())
                .handshake()
                .close();
        try (var pair = Pair.of(
                        client, server().protocols(ProtocolVersion.TLS_1_3).build())
                .handshake()) {
            assertThat(pair.client().engine().info().resumed()).isFalse();
        }
    }

    @Test
    @DisplayName(
            "[48] [49] [50] [51] in TLS 1.2 a ticket of an older key is replaced, with hint 0 and the first start time")
    void renewsTicketOfAnOlderKeyAndKeepsItsBegin() throws Exception {
        var lifetime = 7200;
        var client = client().build();
        var server = server().build();
        var lifetimes = new ArrayList<Long>();
        long begin = clocks.now().getEpochSecond();
        Pair.of(client, server).handshake().close();

        clocks.pass(3 * (lifetime / 4) + 1); // The first key is previous from now on.
        var lying = Pair.lyingServer(server, message -> {
            if (message instanceof Tls12NewSessionTicket ticket) {
                lifetimes.add(ticket.lifetimeHintSeconds());
            }
            return List.of(message);
        });
        try (var pair = Pair.of(Pair.engine(client, Pair.NAME), lying).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
        assertThat(lifetimes).containsExactly(0L);
        assertThat(store.stored()).isEqualTo(2);
        // The renewed ticket is under the newest key: no other comes.
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
        assertThat(store.stored()).isEqualTo(2);
        // The chain ends one lifetime after the full handshake, for the client as for the server.
        clocks.pass(begin + lifetime - clocks.now().getEpochSecond());
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.client().engine().info().notOffered()).contains(NotOffered.EXPIRED);
            assertThat(pair.server().engine().info().resumed()).isFalse();
        }
    }

    @Test
    void aRenewalEndsWithTheFirstSessionWhateverItsHint() throws Exception {
        var client = client().build();
        var server = server().build();
        Pair.of(client, server).handshake().close();
        var end = clocks.now().plusSeconds(7200);
        clocks.pass(7200 * 3 / 4 + 1);
        var lying = Pair.lyingServer(
                server,
                message -> List.of(
                        message instanceof Tls12NewSessionTicket ticket
                                ? new Tls12NewSessionTicket(86_400, ticket.ticket())
                                : message));
        try (var pair = Pair.of(Pair.engine(client, Pair.NAME), lying).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
        assertThat(store.stored()).isEqualTo(2);
        clocks.pass(Duration.between(clocks.now(), end).toSeconds());
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.client().engine().info().resumed()).isFalse();
            assertThat(pair.client().engine().info().notOffered()).contains(NotOffered.EXPIRED);
        }
    }

    @Test
    void issuesNoTicketWhenTheServerHasNoneAndNoneUnasked() throws Exception {
        var off = server().sessionLifetime(Duration.ZERO).build();
        Pair.of(client().build(), off).handshake().close();
        assertThat(store.stored()).isZero();
        var noStore = Parties.client(clocks).protocols(ProtocolVersion.TLS_1_2).build();
        Pair.of(noStore, server().build()).handshake().exchange().close();
    }

    @Test
    void toleratesAnEmptyTicketInPlaceOfThePromisedOne() throws Exception { // RFC 5077 section 3.3
        ring.add(1, key(1));
        SessionAccess.inside().keys(ring).serve(Parties.LIFETIME);
        clocks.pass(Parties.LIFETIME.toSeconds() + 1); // No key seals any more.
        try (var pair = Pair.of(client().build(), server().build()).handshake().exchange()) {
            assertThat(pair.client().engine().info().resumed()).isFalse();
        }
        assertThat(store.stored()).isZero();
        ring.add(2, key(2));
        Pair.of(client().build(), server().build()).handshake().close();
        assertThat(store.stored()).isEqualTo(1);
    }

    @Test
    void refusesTicketsQuietly() throws Exception {
        refused(server().sessionLifetime(Duration.ZERO), TicketRefusal.TICKETS_OFF);
        refused(server().sessionId(new byte[] {2}), TicketRefusal.SESSION_ID_CONTEXT);
        refused(
                server().cipherSuites(CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
                TicketRefusal.CIPHER_SUITE);
        try (var other = Parties.ring(clocks)) {
            refused(server().ticketKeys(other), TicketRefusal.UNKNOWN_KEY);
        }
    }

    /** Resume where it cannot be; the client forgets the session and gets another. */
    private void refused(ServerConfig.Builder server, TicketRefusal why) throws Exception {
        var client = client().build();
        Pair.of(client, server().build()).handshake().close();
        try (var pair = Pair.of(client, server.build()).handshake().exchange()) {
            assertThat(pair.client().engine().info().notOffered()).isEmpty();
            assertThat(pair.client().engine().info().resumed()).isFalse();
            assertThat(pair.server().engine().info().ticketRefusal()).contains(why);
        }
        try (var pair =
                Pair.of(client, server().sessionLifetime(Duration.ZERO).build()).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isFalse();
        }
    }

    @Test
    void negotiatesApplicationProtocolAfreshOnResumption() throws Exception {
        Pair.of(client().alpn("h2", "http/1.1").build(), server().alpn("h2").build())
                .handshake()
                .close();
        try (var pair = Pair.of(
                        client().alpn("h2", "http/1.1").build(),
                        server().alpn("http/1.1").build())
                .handshake()) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
            assertThat(pair.client().engine().info().alpn()).contains("http/1.1");
            assertThat(pair.server().engine().info().alpn()).contains("http/1.1");
        }
        var pair = Pair.of(client().alpn("smtp").build(), server().alpn("h2").build())
                .run();
        assertAborted(pair.server(), Reason.NO_COMMON_APPLICATION_PROTOCOL, pair.client());
    }

    @Test
    void setsTheDowngradeSentinelOnlyWhenTls13IsEnabled() throws Exception { // RFC 9846 section 4.2.3
        for (var versions : List.of(both(), only(ProtocolVersion.TLS_1_2))) {
            for (boolean resumed : new boolean[] {false, true}) {
                var sentinels = new ArrayList<Boolean>();
                var lying = Pair.lyingServer(server().protocols(versions).build(), message -> {
                    if (message instanceof ServerHello hello) {
                        sentinels.add(hello.hasDowngradeSentinel());
                    }
                    return List.of(message);
                });
                try (var pair =
                        Pair.of(Pair.engine(client().build(), Pair.NAME), lying).handshake()) {
                    assertThat(pair.server().engine().info().resumed()).isEqualTo(resumed || versions.length == 1);
                }
                assertThat(sentinels).containsExactly(versions.length == 2);
            }
        }
    }

    // RFC 8449 section 4: the limit is on the content, without a type byte in TLS 1.2, and negotiated afresh.
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sealsNoLongerRecordsThanTheClientTakes(ProtocolVersion version) throws Exception {
        int overhead = version == ProtocolVersion.TLS_1_2 ? 24 : 16;
        for (int limit : new int[] {64, 1000}) {
            var lying = Pair.lyingClient(
                    Parties.client(clocks).protocols(version).build(),
                    message -> List.of(
                            message instanceof ClientHello hello
                                    ? Messages.with(hello, new RecordSizeLimit(limit))
                                    : message));
            var lengths = new ArrayList<Integer>();
            try (var pair = Pair.of(lying, server().protocols(version).build().engine())
                    .wire((direction, record) -> {
                        if (direction == Direction.TO_CLIENT && record[0] == APPLICATION_DATA) {
                            lengths.add(record.length - 5);
                        }
                        return List.of(record);
                    })) {
                pair.handshake();
                pair.server().send(new byte[5000]);
                pair.run();
                assertThat(pair.client().received()).hasSize(5000);
                assertThat(lengths).allMatch(length -> length <= limit + overhead);
                assertThat(lengths).contains(limit + overhead);
            }
        }
    }

    @Test
    void sendsFullRecordsWithoutALimit() throws Exception {
        try (var pair = Pair.of(client().build(), server().build()).handshake()) {
            pair.client().send(new byte[40_000]);
            pair.server().send(new byte[40_000]);
            pair.run();
            assertThat(pair.server().received()).hasSize(40_000);
            assertThat(pair.client().received()).hasSize(40_000);
        }
    }

    // Without extended master secret: the connection works, the session is not used (RFC 7627 sections 5.2 and 5.3).

    @Test
    void keepsNoSessionWithoutExtendedMasterSecret() throws Exception {
        legacyVisit(client(), server()).close();
        assertThat(store.stored()).isZero();
    }

    @Test
    void issuesNoTicketThatItWouldNotTake() throws Exception {
        legacyVisit(client().insecureAllowResumptionWithoutExtendedMasterSecret(), server())
                .close();
        assertThat(store.stored()).isZero();
    }

    @Test
    void keepsAndResumesSuchSessionsWhereBothSidesAllowIt() throws Exception {
        var client = client().insecureAllowResumptionWithoutExtendedMasterSecret();
        var server = server().insecureAllowResumptionWithoutExtendedMasterSecret();
        legacyVisit(client, server).close();
        assertThat(store.stored()).isEqualTo(1);
        try (var pair = legacyVisit(client, server)) {
            assertThat(pair.client().engine().info().resumed()).isTrue();
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
        // The server that does not allow it goes on in full.
        try (var pair = legacyVisit(client, server())) {
            assertThat(pair.server().engine().info().ticketRefusal()).contains(TicketRefusal.EXTENDED_MASTER_SECRET);
        }
    }

    @Test
    void goesOnInFullWhenTheHelloHasExtendedMasterSecretAndTheSessionHasNot() throws Exception {
        var client = client().insecureAllowResumptionWithoutExtendedMasterSecret();
        var server = server().insecureAllowResumptionWithoutExtendedMasterSecret();
        legacyVisit(client, server).close();
        // RFC 7627 section 5.3: the server MUST NOT resume, it SHOULD go on in full.
        try (var pair = Pair.of(client.build(), server.build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().ticketRefusal()).contains(TicketRefusal.EXTENDED_MASTER_SECRET);
        }
    }

    /** Connect with a hello from which extended_master_secret is gone, as old clients send it. */
    private Pair legacyVisit(ClientConfig.Builder client, ServerConfig.Builder server) throws Exception {
        var lying = Pair.lyingClient(
                client.build(),
                message -> List.of(
                        message instanceof ClientHello hello
                                ? Messages.with(hello, Messages.without(hello.extensions(), ExtendedMasterSecret.class))
                                : message));
        return Pair.of(lying, server.build().engine()).handshake().exchange();
    }

    private static byte[] key(int fill) {
        var key = new byte[48];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store).protocols(ProtocolVersion.TLS_1_2);
    }

    private ServerConfig.Builder server() {
        return server(Parties.SERVER);
    }

    private ServerConfig.Builder server(TestCertificate certificate) {
        return TlsConfig.server(new Identity(certificate.chain(), certificate.key()))
                .sessionLifetime(Parties.LIFETIME)
                .clocks(clocks.clocks())
                .ticketKeys(ring)
                .sessionId(new byte[] {1});
    }
}
