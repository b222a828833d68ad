package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.RenegotiationInfo;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a TLS 1.2 ClientHello must not say, and what it may leave out: each breach has its reason and alert. */
class Tls12ClientHelloViolationTest {
    private final LyingPeers peers = new LyingPeers(ProtocolVersion.TLS_1_2);

    @Test
    void refusesNeedlessFallback() throws Exception { // RFC 7507 section 3
        var both = peers.server().protocols(ProtocolVersion.values());
        UnaryOperator<ClientHello> fallback = h -> Messages.withSuites(
                h, ClientHello.FALLBACK_SCSV, h.cipherSuites().at(0));
        peers.clientHello(both, Reason.INAPPROPRIATE_FALLBACK, fallback);
        // Not needless where the server has nothing newer.
        var lying = Pair.lyingClient(
                peers.client().build(), m -> List.of(m instanceof ClientHello h ? fallback.apply(h) : m));
        Pair.of(lying, peers.server().build().engine()).handshake().close();
    }

    @Test
    void refusesClientsOfOlderVersions() {
        for (int version : new int[] {0x0302, 0x0301, 0x0300, 0x0200}) {
            peers.clientHello(
                    peers.server().protocols(ProtocolVersion.values()),
                    Reason.NO_COMMON_VERSION,
                    h -> Messages.withVersion(h, version));
        }
    }

    @Test
    void refusesClientsWithoutAnyOfOurSuites() {
        peers.clientHello(Reason.NO_COMMON_CIPHER_SUITE, h -> Messages.withSuites(h, 0xc009, 0x009c, 0x002f));
        // Only for the other kind of key.
        peers.clientHello(
                Reason.NO_COMMON_CIPHER_SUITE,
                h -> Messages.withSuites(h, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.code()));
    }

    @Test
    void refusesClientsThatOnlyCompress() { // RFC 5246 section 7.4.1.2
        peers.clientHello(Reason.COMPRESSION_OFFERED, h -> Messages.withCompression(h, Bytes.ofHex("01")));
    }

    @Test
    void refusesClientsWithoutCommonGroupOrSignature() {
        peers.clientHello(
                Reason.NO_COMMON_GROUP, h -> Messages.with(h, new SupportedGroups(CodePoints.of(0x0100, 0x001e))));
        peers.clientHello(
                Reason.NO_SUITABLE_CERTIFICATE,
                h -> Messages.with(h, new SignatureAlgorithms(CodePoints.of(0x0203, 0x0401))));
        // RFC 5246 section 7.4.1.4.1: none stands for SHA-1.
        peers.clientHello(Reason.NO_SUITABLE_CERTIFICATE, h -> Messages.without(h, SignatureAlgorithms.class));
    }

    @Test
    void refusesClientsThatDoNotOfferTheCurveOfItsCertificate() throws Exception { // RFC 8422 sections 4 and 5.3
        var p521 = TestCertificates.named("On P-521")
                .key(TestCertificates.KeyType.P521)
                .dns(Pair.NAME)
                .server()
                .issuedBy(Parties.ROOT);
        var server = TlsConfig.server(Parties.identity(p521))
                .protocols(ProtocolVersion.TLS_1_2)
                .clocks(peers.clocks.clocks())
                .build();
        var without = Pair.of(peers.client().groups(NamedGroup.SECP256R1).build(), server)
                .run();
        assertAborted(without.server(), Reason.NO_COMMON_CIPHER_SUITE, without.client());
        Pair.of(
                        peers.client()
                                .groups(NamedGroup.SECP256R1, NamedGroup.SECP521R1)
                                .build(),
                        server)
                .handshake()
                .close();
    }

    @Test
    void takesClientsThatNameNoGroup() throws Exception { // RFC 8422 section 4
        var lying = Pair.lyingClient(
                peers.client().build(),
                m -> List.of(m instanceof ClientHello h ? Messages.without(h, SupportedGroups.class) : m));
        try (var pair = Pair.of(lying, peers.server().build().engine()).handshake()) {
            assertThat(pair.server().engine().info().group()).contains(NamedGroup.SECP256R1);
        }
    }

    @Test
    void answersTheScsvWithRenegotiationInfo() throws Exception { // RFC 5746 section 3.6
        var lying = Pair.lyingClient(
                peers.client().build(),
                m -> List.of(
                        m instanceof ClientHello h
                                ? Messages.without(
                                        Messages.withSuites(
                                                h,
                                                ClientHello.EMPTY_RENEGOTIATION_INFO_SCSV,
                                                h.cipherSuites().at(0)),
                                        RenegotiationInfo.class)
                                : m));
        Pair.of(lying, peers.server().build().engine()).handshake().close();
    }
}
