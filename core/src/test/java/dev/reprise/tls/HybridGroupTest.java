package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.KeyShareServerHello;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** X25519MLKEM768 in handshakes: who sends what, and what is chosen. */
@EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "this Java has no ML-KEM")
class HybridGroupTest {
    private static final NamedGroup HYBRID = NamedGroup.X25519MLKEM768;

    private final RingClocks clocks = new RingClocks();

    @Test
    void isChosenByDefault() throws Exception {
        assertChosen(client(), server(), HYBRID, HandshakeKind.FULL);
    }

    @Test
    void resumesUnderAnotherGroupThanItBegan() throws Exception {
        var store = Parties.store(clocks);
        var server = server().sessionId(new byte[] {7}).ticketKeys(Parties.ring(clocks));
        assertChosen(client().sessions(store), server, HYBRID, HandshakeKind.FULL);
        assertChosen(client().sessions(store), server, HYBRID, HandshakeKind.RESUMED);
        server.groups(NamedGroup.SECP256R1);
        assertChosen(client().sessions(store), server, NamedGroup.SECP256R1, HandshakeKind.RESUMED_WITH_RETRY);
    }

    @Test
    void sendsX25519BesideItWithTheSameKey() {
        var hello = hello(client());
        var shares = shares(hello);
        assertThat(shares).extracting(KeyShareEntry::group).containsExactly(HYBRID.code(), NamedGroup.X25519.code());
        assertThat(shares.get(1).keyExchange())
                .isEqualTo(shares.get(0).keyExchange().slice(1184, 32));
    }

    @Test
    void sendsNoShareOfGroupThatIsNotOffered() {
        assertThat(shares(hello(client().groups(HYBRID, NamedGroup.SECP256R1))))
                .extracting(KeyShareEntry::group)
                .containsExactly(HYBRID.code());
    }

    @Test
    void needsNoRetryWithServersThatHaveX25519Alone() throws Exception {
        assertChosen(client(), server().groups(NamedGroup.X25519), NamedGroup.X25519, HandshakeKind.FULL);
    }

    @Test
    void needsNoRetryWithClientsThatSendX25519First() throws Exception {
        assertChosen(client().groups(NamedGroup.X25519, HYBRID), server(), NamedGroup.X25519, HandshakeKind.FULL);
    }

    @Test
    void isAskedForWhereAServerHasNothingElse() throws Exception {
        assertChosen(
                client().groups(NamedGroup.X25519, HYBRID),
                server().groups(HYBRID),
                HYBRID,
                HandshakeKind.FULL_WITH_RETRY);
    }

    // The key agreement of TLS 1.2 has no place for it.
    @Test
    void isOfNoUseInTls12() throws Exception {
        for (var tls12 : List.of(true, false)) {
            var client = tls12 ? client().protocols(ProtocolVersion.TLS_1_2) : client();
            var server = tls12 ? server() : server().protocols(ProtocolVersion.TLS_1_2);
            assertChosen(client, server, NamedGroup.X25519, HandshakeKind.FULL);
        }
        assertThat(hello(client().protocols(ProtocolVersion.TLS_1_2))
                        .extensions()
                        .find(SupportedGroups.class)
                        .groups()
                        .contains(HYBRID.code()))
                .isFalse();
    }

    @Test
    void leavesOutTls12WhereItIsTheOnlyGroup() throws Exception {
        assertThat(hello(client().groups(HYBRID)).cipherSuites().size()).isEqualTo(3);
        var pair = Pair.of(
                        client().groups(HYBRID).build(),
                        server().protocols(ProtocolVersion.TLS_1_2).build())
                .run();
        PairTest.assertAborted(pair.server(), Reason.NO_COMMON_VERSION, pair.client());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client().groups(HYBRID)
                        .protocols(ProtocolVersion.TLS_1_2)
                        .build())
                .withMessageContaining("TLS_1_2")
                .withMessageContaining("X25519MLKEM768");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server().groups(HYBRID)
                        .cipherSuites(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
                        .build());
    }

    @Test
    void refusesShareThatIsNone() {
        var lying = Pair.lyingClient(
                client().build(), m -> List.of(m instanceof ClientHello hello ? Messages.with(hello, cut(hello)) : m));
        var pair = Pair.of(lying, server().build().engine()).run();
        PairTest.assertAborted(pair.server(), Reason.INVALID_KEY_SHARE, pair.client());

        var server = Pair.lyingServer(
                server().build(),
                m -> List.of(
                        m instanceof ServerHello hello
                                ? Messages.with(
                                        hello,
                                        new KeyShareServerHello(
                                                new KeyShareEntry(HYBRID.code(), Bytes.wrap(new byte[1121]))))
                                : m));
        pair = Pair.of(Pair.engine(client().build(), Pair.NAME), server).run();
        PairTest.assertAborted(pair.client(), Reason.INVALID_KEY_SHARE, pair.server());
    }

    // RFC 9846 section 4.3.8: a HelloRetryRequest MUST NOT ask for a group of which a share was sent.
    @Test
    void refusesToSendX25519Again() {
        for (var sent : List.of(HYBRID, NamedGroup.X25519)) {
            var server = Pair.lyingServer(
                    server().groups(NamedGroup.SECP256R1).build(),
                    m -> List.of(
                            m instanceof ServerHello hello && hello.isHelloRetryRequest()
                                    ? Messages.with(hello, new KeyShareHelloRetryRequest(sent.code()))
                                    : m));
            var pair = Pair.of(Pair.engine(client().build(), Pair.NAME), server).run();
            PairTest.assertAborted(pair.client(), Reason.USELESS_HELLO_RETRY_REQUEST, pair.server());
        }
    }

    @Test
    void isLeftOutWhereJavaHasNoMlKem() {
        assertThat(client().terms.enabledGroups(group -> group != HYBRID))
                .containsExactly(NamedGroup.X25519, NamedGroup.SECP256R1, NamedGroup.SECP384R1);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> client().groups(HYBRID, NamedGroup.X25519).terms.enabledGroups(group -> group != HYBRID))
                .withMessageContaining("X25519MLKEM768 needs ML-KEM, which Java has from version 24 on");
    }

    @Test
    void refusesAnyGroupThatNobodyHas() {
        var asked = client().groups(NamedGroup.X25519, NamedGroup.SECP521R1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> asked.terms.enabledGroups(group -> group == NamedGroup.X25519))
                .withMessageContaining("SECP521R1");
    }

    private static KeyShareClientHello cut(ClientHello hello) {
        var shares = new ArrayList<>(shares(hello));
        var hybrid = shares.get(0);
        shares.set(0, new KeyShareEntry(hybrid.group(), hybrid.keyExchange().slice(0, 1215)));
        return new KeyShareClientHello(shares);
    }

    private static List<KeyShareEntry> shares(ClientHello hello) {
        return hello.extensions().find(KeyShareClientHello.class).shares();
    }

    /** Return the first ClientHello of a client. */
    private ClientHello hello(ClientConfig.Builder client) {
        var hellos = new ArrayList<ClientHello>();
        var listening = Pair.lyingClient(client.build(), m -> {
            if (m instanceof ClientHello hello) {
                hellos.add(hello);
            }
            return List.of(m);
        });
        Pair.of(listening, server().build().engine()).run();
        return hellos.get(0);
    }

    private static void assertChosen(
            ClientConfig.Builder client, ServerConfig.Builder server, NamedGroup group, HandshakeKind kind)
            throws Exception {
        try (var pair = Pair.of(client.build(), server.build()).handshake().exchange()) {
            for (var end : List.of(pair.client(), pair.server())) {
                assertThat(end.engine().info().group()).contains(group);
                assertThat(end.engine().info().handshakeKind()).isEqualTo(kind);
            }
        }
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks);
    }
}
