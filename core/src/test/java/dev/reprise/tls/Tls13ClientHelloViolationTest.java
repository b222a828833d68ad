package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * What a TLS 1.3 ClientHello must not say or leave out (RFC 9846 sections 4.2.2, 4.3.8, 4.3.9, 4.3.11 and 9.2): each
 * breach has its reason and alert.
 */
class Tls13ClientHelloViolationTest {
    private final LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_3);

    @Test
    void refusesPskWithoutModes() throws Exception { // section 4.3.9
        peers.visit();
        peers.clientHello(Reason.PSK_WITHOUT_MODES, h -> Messages.without(h, PskKeyExchangeModes.class));
    }

    @Test
    void refusesHellosThatLackMandatoryExtensions() throws Exception { // section 9.2
        peers.clientHello(Reason.MISSING_EXTENSION, h -> Messages.without(h, SignatureAlgorithms.class));
        peers.clientHello(
                Reason.MISSING_EXTENSION,
                h -> Messages.without(Messages.without(h, SupportedGroups.class), KeyShareClientHello.class));
        for (boolean psk : new boolean[] {false, true}) {
            assertThat(peers.store.stored() > 0).isEqualTo(psk);
            peers.clientHello(Reason.MISSING_EXTENSION, h -> Messages.without(h, SupportedGroups.class));
            peers.clientHello(Reason.MISSING_EXTENSION, h -> Messages.without(h, KeyShareClientHello.class));
            peers.visit();
        }
    }

    @Test
    void refusesHelloWithoutSignatureAlgorithmsWhenItsPskIsRefused() throws Exception { // section 4.3.3
        peers.visit();
        peers.clientHello(
                peers.server().sessionId(new byte[] {2}),
                Reason.MISSING_EXTENSION,
                h -> Messages.without(h, SignatureAlgorithms.class));
    }

    @Test
    void needsNoSignatureAlgorithmsWhereItsPskIsTaken() throws Exception { // section 9.2
        peers.visit();
        var lying = Pair.lyingClient(
                peers.client().build(),
                m -> List.of(m instanceof ClientHello h ? Messages.without(h, SignatureAlgorithms.class) : m));
        // The binder covers what was left out, so that the handshake ends all the same, but only there.
        var pair = Pair.of(lying, peers.server().build().engine()).run();
        assertAborted(pair.server(), Reason.BAD_BINDER, pair.client());
    }

    @Test
    void refusesKeySharesOutOfLineWithSupportedGroups() { // section 4.3.8
        var x25519 = new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32]));
        var p256 = new KeyShareEntry(NamedGroup.SECP256R1.code(), Bytes.wrap(new byte[65]));
        var unlisted = new KeyShareEntry(0x001e, Bytes.wrap(new byte[56]));
        for (var shares : List.of(
                Messages.shares(x25519, x25519),
                Messages.shares(unlisted),
                Messages.shares(x25519, unlisted),
                Messages.shares(p256, x25519))) {
            peers.clientHello(Reason.INCONSISTENT_KEY_SHARE, h -> Messages.with(h, shares));
        }
    }

    @Test
    void refusesClientsWithNothingInCommon() {
        peers.clientHello(Reason.NO_COMMON_CIPHER_SUITE, h -> Messages.withSuites(h, 0x1304, 0xc02b));
        peers.clientHello(
                Reason.NO_COMMON_GROUP,
                h -> Messages.with(
                        Messages.with(h, new SupportedGroups(CodePoints.of(0x001e, 0x0100))), Messages.shares()));
        peers.clientHello(
                Reason.NO_SUITABLE_CERTIFICATE,
                h -> Messages.with(h, new SignatureAlgorithms(CodePoints.of(0x0804, 0x0401))));
    }

    @Test
    void namesNoMoreOfWhatAClientOffersThanATextHolds() {
        var codes = new ArrayList<Integer>();
        for (int i = 0; i < 30_000; i++) {
            codes.add(0x2000 + i);
        }
        var many = CodePoints.of(codes, Integer::intValue);
        for (var version : ProtocolVersion.values()) {
            var server = peers.server().protocols(version);
            for (UnaryOperator<ClientHello> change : List.<UnaryOperator<ClientHello>>of(
                    h -> Messages.with(Messages.with(h, new SupportedGroups(many)), Messages.shares()),
                    h -> Messages.with(h, new SignatureAlgorithms(many)))) {
                var lying = Pair.lyingClient(
                        peers.client().protocols(version).build(),
                        m -> List.of(m instanceof ClientHello h ? change.apply(h) : m));
                var pair = Pair.of(lying, server.build().engine()).run();
                assertThat(pair.server().failure())
                        .hasMessageContaining("0x2000")
                        .hasMessageContaining("and more")
                        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
            }
        }
    }
}
