package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.Pair.Delivery;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.crypto.JcaKeyShares;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerName;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TruncatedException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole handshakes of our client with our server, and how their connections end. */
class PairTest {
    private final RingClocks clocks = new RingClocks();
    private final CountingStore store = Parties.store(clocks);

    @ParameterizedTest
    @EnumSource(Delivery.class)
    void resumesAfterFullHandshakeHoweverTheBytesArrive(Delivery delivery) throws Exception {
        var client = client().build();
        var server = Parties.server(clocks).build();

        for (var kind : List.of(HandshakeKind.FULL, HandshakeKind.RESUMED, HandshakeKind.RESUMED)) {
            try (var pair = Pair.of(client, server).delivery(delivery)) {
                pair.handshake().exchange();
                assertThat(pair.client().engine().info().handshakeKind()).isEqualTo(kind);
                assertThat(pair.server().engine().info().handshakeKind()).isEqualTo(kind);
                assertThat(pair.client().engine().info().peerCertificates()).isEqualTo(Parties.SERVER.chain());
            }
        }
    }

    private static List<NamedGroup> groups() {
        var shares = new JcaKeyShares(new SecureRandom());
        return Stream.of(NamedGroup.values()).filter(shares::has).toList();
    }

    static List<Object[]> matrix() {
        var matrix = new ArrayList<Object[]>();
        for (var suite : CipherSuite.values()) {
            if (suite.version() == ProtocolVersion.TLS_1_3) {
                for (var group : groups()) {
                    matrix.add(new Object[] {suite, group, true});
                    matrix.add(new Object[] {suite, group, false});
                }
            }
        }
        return matrix;
    }

    @ParameterizedTest(name = "{0} {1} retry {2}")
    @MethodSource("matrix")
    void agreesOnEverySuiteAndGroup(CipherSuite suite, NamedGroup group, boolean retry) throws Exception {
        var other = group == NamedGroup.SECP384R1 ? NamedGroup.X25519 : NamedGroup.SECP384R1;
        var client = client().cipherSuites(suite)
                .groups(retry ? new NamedGroup[] {other, group} : new NamedGroup[] {group, other})
                .build();
        var server = Parties.server(clocks).groups(group).build();

        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, server)) {
                pair.handshake().exchange();
                for (var end : List.of(pair.client(), pair.server())) {
                    var info = end.engine().info();
                    assertThat(info.handshakeKind()).isEqualTo(HandshakeKind.of(resumed, retry));
                    assertThat(info.cipherSuite()).isEqualTo(suite);
                    assertThat(info.group()).hasValue(group);
                }
            }
        }
    }

    @Test
    void agreesOnApplicationProtocolInTheServersOrder() throws Exception {
        var client = client().alpn("http/1.1", "h2").build();
        var server = Parties.server(clocks).alpn("h2", "http/1.1").build();
        for (int i = 0; i < 2; i++) {
            try (var pair = Pair.of(client, server).handshake()) {
                assertThat(pair.client().engine().info().alpn()).contains("h2");
                assertThat(pair.server().engine().info().alpn()).contains("h2");
                assertThat(pair.server().engine().info().resumed()).isEqualTo(i == 1);
            }
        }
    }

    @Test
    void abortsWithoutCommonApplicationProtocol() {
        var pair = Pair.of(
                        client().alpn("smtp").build(),
                        Parties.server(clocks).alpn("h2").build())
                .run();
        assertAborted(pair.server(), Reason.NO_COMMON_APPLICATION_PROTOCOL, pair.client());
    }

    @Test
    void tellsTheServerTheNameAndNeverAnAddress() throws Exception {
        var server = Parties.server(clocks).build();
        var client = client().insecureNoVerifyName().build();
        try (var pair = Pair.of(client, server).handshake()) {
            assertThat(pair.server().engine().info().serverName()).contains(Pair.NAME);
        }
        for (var address : List.of("127.0.0.1", "::1")) {
            try (var pair = Pair.of(client, server, address).handshake()) {
                assertThat(pair.server().engine().info().serverName()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void takesAddressSentAsNameForNone(ProtocolVersion version) throws Exception {
        // RFC 6066 section 3: literal addresses are not permitted in HostName; some clients send them all the same.
        for (var address : List.of("127.0.0.1", "::1")) {
            var client = Pair.lyingClient(
                    Parties.client(clocks).protocols(version).build(),
                    message -> List.of(
                            message instanceof ClientHello hello
                                    ? Messages.with(hello, new ServerName(address))
                                    : message));
            var acknowledged = new ArrayList<HandshakeMessage>();
            var server = Pair.lyingServer(Parties.server(clocks).build(), message -> {
                boolean answers = message instanceof ServerHello hello
                                && hello.extensions().find(ServerNameAcknowledgement.class) != null
                        || message instanceof EncryptedExtensions extensions
                                && extensions.extensions().find(ServerNameAcknowledgement.class) != null;
                if (answers) {
                    acknowledged.add(message);
                }
                return List.of(message);
            });
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                assertThat(pair.server().engine().info().serverName()).isEmpty();
                assertThat(acknowledged).isEmpty();
            }
        }
    }

    @Test
    void abortsWhenTheServerHasAnotherName() {
        var pair = Pair.of(client().build(), Parties.server(clocks).build(), "example.com")
                .run();
        assertAborted(pair.client(), Reason.NAME_MISMATCH, pair.server());
    }

    @Test
    void abortsWhenTheServerIsNotTrusted() {
        var stranger = TestCertificates.root("Nobody's root");
        var pair = Pair.of(
                        client().roots(List.of(stranger.certificate())).build(),
                        Parties.server(clocks).build())
                .run();
        assertAborted(pair.client(), Reason.UNKNOWN_CERTIFICATE_AUTHORITY, pair.server());
    }

    @Test
    void abortsWithoutCommonGroupOrSuite() {
        var groups = Pair.of(
                        client().groups(NamedGroup.X25519).build(),
                        Parties.server(clocks).groups(NamedGroup.SECP256R1).build())
                .run();
        assertAborted(groups.server(), Reason.NO_COMMON_GROUP, groups.client());
        var suites = Pair.of(
                        client().cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256)
                                .build(),
                        Parties.server(clocks)
                                .cipherSuites(CipherSuite.TLS_AES_256_GCM_SHA384)
                                .build())
                .run();
        assertAborted(suites.server(), Reason.NO_COMMON_CIPHER_SUITE, suites.client());
    }

    @Test
    void refusesHelloRetryRequestForTheShareThatWasSent() {
        // Section 4.3.8: the group must not be that of a share in the first ClientHello.
        var server = Pair.lyingServer(
                Parties.server(clocks).groups(NamedGroup.SECP256R1).build(),
                message -> List.of(
                        message instanceof ServerHello hello && hello.isHelloRetryRequest()
                                ? Messages.with(hello, new KeyShareHelloRetryRequest(NamedGroup.X25519.code()))
                                : message));
        var pair = Pair.of(Pair.engine(client().build(), Pair.NAME), server).run();
        assertAborted(pair.client(), Reason.USELESS_HELLO_RETRY_REQUEST, pair.server());
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void tellsEndWithoutCloseNotify(Direction direction) throws Exception {
        var pair = Pair.of(client().build(), Parties.server(clocks).build())
                .handshake()
                .cut(direction);
        var end = direction == Direction.TO_SERVER ? pair.server() : pair.client();
        assertThat(end.failure()).isInstanceOf(TruncatedException.class);
    }

    @Test
    void readsOnAfterClosingItsOwnDirection() throws Exception {
        try (var pair =
                Pair.of(client().build(), Parties.server(clocks).build()).handshake()) {
            pair.client().engine().closeOutput();
            pair.run();
            assertThat(pair.server().inputClosed()).isTrue();
            pair.server().send(new byte[] {1, 2, 3});
            pair.run();
            assertThat(pair.client().received()).containsExactly(1, 2, 3);
            pair.server().engine().closeOutput();
            pair.run();
            assertThat(pair.client().inputClosed()).isTrue();
            assertThat(pair.client().failure()).isNull();
            assertThat(pair.server().failure()).isNull();
        }
    }

    @Test
    void notesThatAnEndThatFailsThrowsAgain() {
        var pair = Pair.of(client().build(), Parties.server(clocks).build(), "example.com")
                .run();
        assertThatThrownBy(pair::handshake)
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_MISMATCH));
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store);
    }

    /** One end aborts for a reason, and its peer gets the alert of that reason. */
    static void assertAborted(End aborting, Reason reason, End peer) {
        assertThat(aborting.failure())
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(peer.failure())
                .isInstanceOfSatisfying(
                        PeerAlertException.class,
                        e -> assertThat(AlertDescription.nameOf(e.code()))
                                .isEqualTo(reason.alert().toString()));
    }
}
