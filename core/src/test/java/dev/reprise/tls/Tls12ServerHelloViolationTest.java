package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EcPointFormats;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.RenegotiationInfo;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS 1.2 ServerHello must not say (RFC 5246 section 7.4.1.3): each breach has its reason and alert. */
class Tls12ServerHelloViolationTest {
    private final LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_2);

    @Test
    void refusesAnOlderVersion() {
        peers.serverHello(Reason.NO_COMMON_VERSION, h -> Messages.withVersion(h, 0x0302));
        peers.serverHello(Reason.NO_COMMON_VERSION, h -> Messages.withVersion(h, 0x0300));
    }

    @Test
    void refusesTls13ThatWasNotOffered() {
        peers.serverHello(
                Reason.SELECTED_UNOFFERED_VERSION, h -> Messages.with(h, Extensions.of(new SelectedVersion(0x0304))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc009, 0x009c, 0x1301, 0xc02f + 0x1000, 0})
    void refusesSuitesThatWereNotOffered(int suite) { // CBC, static RSA, of TLS 1.3, of nobody
        peers.serverHello(Reason.SELECTED_UNOFFERED_CIPHER_SUITE, h -> Messages.withSuite(h, suite));
    }

    @Test
    void refusesCompression() {
        peers.serverHello(Reason.COMPRESSION_OFFERED, h -> Messages.withCompression(h, 1));
    }

    @Test
    void refusesExtensionsItDidNotAskFor() { // RFC 5246 section 7.4.1.4
        peers.serverHello(Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, Alpn.of(List.of("h2"))));
        peers.serverHello(
                Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, new UnknownExtension(0x7777, Bytes.EMPTY)));
        var noStore = Parties.client(peers.clocks).protocols(ProtocolVersion.TLS_1_2);
        peers.serverLie(
                noStore,
                Reason.UNSOLICITED_EXTENSION,
                m -> m instanceof ServerHello h ? List.of(Messages.with(h, SessionTicket.NONE)) : List.of(m));
        var address = Pair.of(
                        Pair.engine(peers.client().insecureNoVerifyName().build(), "127.0.0.1"),
                        Pair.lyingServer(
                                peers.server().build(),
                                m -> List.of(
                                        m instanceof ServerHello h
                                                ? Messages.with(h, new ServerNameAcknowledgement())
                                                : m)))
                .run();
        assertAborted(address.client(), Reason.UNSOLICITED_EXTENSION, address.server());
    }

    @Test
    void refusesApplicationProtocolsThatWereNotOffered() { // RFC 7301 section 3.1
        var client = peers.client().alpn("h2", "http/1.1");
        for (var chosen : List.of("h3", "H2", "h2 ")) {
            peers.serverLie(
                    client,
                    Reason.SELECTED_UNOFFERED_APPLICATION_PROTOCOL,
                    m -> List.of(m instanceof ServerHello h ? Messages.with(h, Alpn.of(List.of(chosen))) : m));
        }
        var both = Alpn.of(List.of("h2", "http/1.1"));
        peers.serverLie(
                client,
                Reason.MALFORMED_MESSAGE,
                m -> List.of(m instanceof ServerHello h ? Messages.with(h, both) : m));
    }

    @Test
    void passesOverGroupsInServerHello() throws Exception { // which no RFC allows and some servers send
        var lying = Pair.lyingServer(
                peers.server().build(),
                m -> List.of(
                        m instanceof ServerHello h
                                ? Messages.with(h, new UnknownExtension(10, Bytes.ofHex("0002001d")))
                                : m));
        Pair.of(Pair.engine(peers.client().build(), Pair.NAME), lying)
                .handshake()
                .exchange()
                .close();
    }

    @Test
    void refusesServerWithoutSecureRenegotiation() { // RFC 9325 section 3.5
        peers.serverHello(Reason.NO_SECURE_RENEGOTIATION, h -> Messages.without(h, RenegotiationInfo.class));
    }

    @Test
    void refusesRenegotiationInfoOfAnEarlierHandshake() { // RFC 5746 sections 3.4 and 3.6
        var late = new RenegotiationInfo(Bytes.ofHex("010203040506070809101112"));
        peers.serverHello(Reason.BAD_RENEGOTIATION_INFO, h -> Messages.with(h, late));
        peers.clientHello(Reason.BAD_RENEGOTIATION_INFO, h -> Messages.with(h, late));
    }

    @Test
    void refusesPointFormatsWithoutUncompressed() { // RFC 8422 sections 5.1.2 and 5.2
        var compressed = new EcPointFormats(Bytes.ofHex("0102"));
        peers.serverHello(Reason.NO_UNCOMPRESSED_POINTS, h -> Messages.with(h, compressed));
        peers.clientHello(Reason.NO_UNCOMPRESSED_POINTS, h -> Messages.with(h, compressed));
    }

    @Test
    void refusesTicketInServerHello() { // RFC 5077 section 3.2
        peers.serverHello(Reason.TRAILING_BYTES, h -> Messages.with(h, new SessionTicket(Bytes.ofHex("00"))));
    }

    @Test
    void detectsDowngradeInFullAndAbbreviatedHandshakes() throws Exception { // RFC 9846 section 4.2.3
        var both = peers.server().protocols(ProtocolVersion.values()).build();
        var client = peers.client().protocols(ProtocolVersion.values()).build();
        for (boolean resumed : new boolean[] {false, true}) {
            var lying = Pair.lyingClient(
                    client,
                    m -> List.of(
                            m instanceof ClientHello h
                                    ? Messages.with(h, Messages.without(h.extensions(), SupportedVersions.class))
                                    : m));
            assertThat(peers.store.stored()).isEqualTo(resumed ? 1 : 0);
            var pair = Pair.of(lying, both.engine()).run();
            assertAborted(pair.client(), Reason.DOWNGRADE_DETECTED, pair.server());
            Pair.of(client, peers.server().build()).handshake().close();
        }
    }

    @Test
    void goesOnAfterTheWarningThatANameIsUnknown() throws Exception { // RFC 6066 section 3
        byte[] warning = {21, 3, 3, 0, 2, 1, 112};
        try (var pair = Pair.of(
                        peers.client().protocols(ProtocolVersion.values()).build(),
                        peers.server().build())
                .wire((direction, r) -> direction == Direction.TO_CLIENT && r[0] == 22 && r.length > 500
                        ? List.of(warning, r)
                        : List.of(r))) {
            pair.handshake().exchange();
        }
    }
}
