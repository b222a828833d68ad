package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.Pair.Wire;
import dev.reprise.tls.internal.engine.Engines;
import dev.reprise.tls.internal.handshake.server.CookieRequest;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.internal.message.TicketEarlyData;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.resumption.SessionSink;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers may say although we do not know it, or have no use for it (RFC 9846 section 9.3, RFC 8701). */
class ToleranceTest {
    private static final int GREASE = 0x0a0a;
    private static final TestCertificate ALICE =
            TestCertificates.named("Alice").client().issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = Parties.ring(clocks);
    private final CountingStore store = Parties.store(clocks);

    // ClientHello

    @ParameterizedTest
    @CsvSource({"TLS_1_3, false", "TLS_1_3, true", "TLS_1_2, false"})
    void takesGreaseWhereverItMayStand(ProtocolVersion version, boolean retried) throws Exception {
        var server = server().protocols(version).alpn("h2");
        if (retried) {
            server.groups(NamedGroup.SECP256R1);
        }
        var hellos = new int[1];
        var client = Pair.lyingClient(
                client().alpn("h2").build(),
                m -> List.of(m instanceof ClientHello hello ? greased(hello, ++hellos[0] == 1) : m));
        try (var pair = Pair.of(client, server.build().engine()).handshake().exchange()) {
            assertThat(hellos[0]).isEqualTo(retried ? 2 : 1);
            assertThat(pair.server().engine().info().version()).isEqualTo(version);
            assertThat(pair.server().engine().info().alpn()).contains("h2");
        }
    }

    /** RFC 8701 section 3.1, and extensions of others that stand in hellos of today. */
    private static ClientHello greased(ClientHello hello, boolean first) {
        var extensions = new ArrayList<Extension>();
        extensions.add(new UnknownExtension(GREASE, Bytes.EMPTY));
        for (var extension : hello.extensions().list()) {
            extensions.add(
                    switch (extension) {
                        case SupportedGroups groups -> new SupportedGroups(greased(groups.groups()));
                        case SupportedVersions versions -> new SupportedVersions(greased(versions.versions()));
                        case SignatureAlgorithms schemes -> new SignatureAlgorithms(greased(schemes.schemes()));
                        case KeyShareClientHello shares when first -> greased(shares);
                        case PskKeyExchangeModes modes -> new PskKeyExchangeModes(Bytes.ofHex("0b01"));
                        case Alpn alpn -> Alpn.of(List.of("\n\n", "h2"));
                        default -> extension;
                    });
        }
        // max_fragment_length, status_request_v2, signed_certificate_timestamp, padding,
        // encrypt_then_mac, compress_certificate, next_protocol_negotiation, and GREASE with content.
        for (var other : List.of("1:04", "17:000702000400000000", "18:", "21:0000", "22:", "27:020002")) {
            int colon = other.indexOf(':');
            extensions.add(new UnknownExtension(
                    Integer.parseInt(other.substring(0, colon)), Bytes.ofHex(other.substring(colon + 1))));
        }
        extensions.add(new UnknownExtension(13172, Bytes.EMPTY));
        extensions.add(new UnknownExtension(GREASE + 0x1010, Bytes.ofHex("00")));
        return new ClientHello(
                hello.legacyVersion(),
                hello.random(),
                hello.legacySessionId(),
                greased(hello.cipherSuites()),
                hello.legacyCompressionMethods(),
                Extensions.of(extensions));
    }

    private static CodePoints greased(CodePoints codes) {
        var more = new int[codes.size() + 1];
        more[0] = GREASE;
        for (int i = 0; i < codes.size(); i++) {
            more[i + 1] = codes.at(i);
        }
        return CodePoints.of(more);
    }

    private static KeyShareClientHello greased(KeyShareClientHello shares) {
        var more = new ArrayList<>(shares.shares());
        more.add(0, new KeyShareEntry(GREASE, Bytes.ofHex("00")));
        return new KeyShareClientHello(more);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 31, 32})
    void echoesSessionIdsOfAnyLength(int length) { // section 4.2.3
        var id = Bytes.wrap(new byte[length]);
        var client = Pair.lyingClient(
                client().build(), m -> List.of(m instanceof ClientHello hello ? Messages.withSessionId(hello, id) : m));
        var echoes = new ArrayList<Bytes>();
        var server = Pair.lyingServer(server().groups(NamedGroup.SECP256R1).build(), m -> {
            if (m instanceof ServerHello hello) {
                echoes.add(hello.legacySessionIdEcho());
            }
            return List.of(m);
        });
        // Ends there, as our client has sent another id.
        Pair.of(client, server).run();
        assertThat(echoes).containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0304, 0x0305, 0xffff})
    void answersClientsThatClaimNewerVersionsInTheOldWay(int version) throws Exception { // section 4.3.1
        var old = Pair.lyingClient(
                client().protocols(ProtocolVersion.TLS_1_2).build(),
                m -> List.of(m instanceof ClientHello hello ? Messages.withVersion(hello, version) : m));
        assertTls12(old);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0301, 0x0300, 0x0304})
    void takesNoNoteOfLegacyVersionBesideSupportedVersions(int version) throws Exception { // section 4.3.1
        var sparse = Pair.lyingClient(
                client().protocols(ProtocolVersion.TLS_1_2).build(),
                m -> List.of(
                        m instanceof ClientHello hello
                                ? Messages.withVersion(
                                        Messages.with(
                                                hello, new SupportedVersions(CodePoints.of(0x7f1c, 0x0303, 0x0302))),
                                        version)
                                : m));
        assertTls12(sparse);
    }

    private void assertTls12(TlsEngine client) throws Exception {
        try (var pair = Pair.of(client, server().build().engine()).handshake().exchange()) {
            assertThat(pair.server().engine().info().version()).isEqualTo(ProtocolVersion.TLS_1_2);
        }
    }

    // What servers say

    @Test
    void sendsTheCookieBack() throws Exception { // section 4.3.2
        var cookie = new Cookie(Bytes.wrap(new byte[1 << 14]));
        var cookies = new ArrayList<Cookie>();
        var client = Pair.lyingClient(client().build(), m -> {
            if (m instanceof ClientHello hello) {
                cookies.add(hello.extensions().find(Cookie.class));
            }
            return List.of(m);
        });
        var server = Pair.lyingServer(
                server().groups(NamedGroup.SECP256R1).build(),
                m -> List.of(
                        m instanceof ServerHello hello && hello.isHelloRetryRequest()
                                ? Messages.with(hello, cookie)
                                : m));
        Pair.of(client, server).handshake().exchange().close();
        assertThat(cookies).containsExactly(null, cookie);
    }

    @Test
    void sendsItsFirstShareAgainWhenOnlyACookieIsWanted() throws Exception { // sections 4.2.2 and 4.2.4
        var hellos = new ArrayList<ClientHello>();
        for (var kind : List.of(HandshakeKind.FULL_WITH_RETRY, HandshakeKind.RESUMED_WITH_RETRY)) {
            hellos.clear();
            var client = Pair.lyingClient(client().build(), m -> {
                if (m instanceof ClientHello hello) {
                    hellos.add(hello);
                }
                return List.of(m);
            });
            var first = CookieRequest.first(
                    server().build().settings(), CipherSuite.TLS_AES_256_GCM_SHA384, Bytes.ofHex("c00c1e"));
            var server = new TlsEngine(Engines.server(first), SessionSink.NONE, new Announcer(null));
            try (var pair = Pair.of(client, server).handshake().exchange()) {
                assertThat(pair.client().engine().info().handshakeKind()).isEqualTo(kind);
            }
            assertThat(hellos).hasSize(2);
            assertThat(hellos.get(1).extensions().find(Cookie.class)).isEqualTo(new Cookie(Bytes.ofHex("c00c1e")));
            assertThat(hellos.get(1).extensions().find(KeyShareClientHello.class))
                    .isEqualTo(hellos.get(0).extensions().find(KeyShareClientHello.class));
        }
    }

    @Test
    void ignoresExtensionsItDoesNotKnowWhereItMust() throws Exception { // sections 4.4.2 and 4.7.1
        var grease = new UnknownExtension(GREASE, Bytes.ofHex("00"));
        // oid_filters, status_request and signed_certificate_timestamp; server_name is for exported authenticators.
        var known = List.of(
                new UnknownExtension(48, Bytes.ofHex("0000")),
                new UnknownExtension(5, Bytes.EMPTY),
                new UnknownExtension(18, Bytes.EMPTY));
        var server = Pair.lyingServer(
                server().requireClientCertificate(List.of(Parties.ROOT.certificate()))
                        .build(),
                m -> List.of(
                        switch (m) {
                            case CertificateRequest request -> {
                                var extensions =
                                        new ArrayList<>(request.extensions().list());
                                extensions.add(0, grease);
                                extensions.addAll(known);
                                yield new CertificateRequest(request.context(), Extensions.of(extensions));
                            }
                            case NewSessionTicket ticket ->
                                new NewSessionTicket(
                                        ticket.lifetimeSeconds(),
                                        ticket.ageAdd(),
                                        ticket.nonce(),
                                        ticket.ticket(),
                                        Extensions.of(grease, new TicketEarlyData(0xffff_ffffL)));
                            default -> m;
                        }));
        var config = client().identity(Parties.identity(ALICE)).build();
        Pair.of(Pair.engine(config, Pair.NAME), server).handshake().exchange().close();
        assertThat(store.stored()).isPositive();
    }

    @Test
    void takesTheGroupsOfTheServerForInformation() throws Exception { // section 4.3.7
        var groups = new SupportedGroups(CodePoints.of(GREASE, 0x001e, 0x11ec));
        var server = Pair.lyingServer(
                server().build(),
                m -> List.of(m instanceof EncryptedExtensions encrypted ? Messages.with(encrypted, groups) : m));
        Pair.of(Pair.engine(client().build(), Pair.NAME), server)
                .handshake()
                .exchange()
                .close();
    }

    @ParameterizedTest
    @EnumSource
    void takesAnswersInAnyOrderAndWithoutServerName(ProtocolVersion version) throws Exception { // section 4.3
        var config = client().protocols(version).alpn("h2").build();
        for (boolean resumed : new boolean[] {false, true}) {
            var server = Pair.lyingServer(
                    server().protocols(version).alpn("h2").build(),
                    m -> List.of(
                            switch (m) {
                                case ServerHello hello -> Messages.with(hello, reversed(hello.extensions()));
                                case EncryptedExtensions encrypted ->
                                    new EncryptedExtensions(reversed(encrypted.extensions()));
                                default -> m;
                            }));
            try (var pair =
                    Pair.of(Pair.engine(config, Pair.NAME), server).handshake().exchange()) {
                assertThat(pair.client().engine().info().resumed()).isEqualTo(resumed);
            }
        }
    }

    private static Extensions reversed(Extensions extensions) {
        var list = new ArrayList<>(extensions.list());
        list.removeIf(ServerNameAcknowledgement.class::isInstance);
        Collections.reverse(list);
        return Extensions.of(list);
    }

    // Records

    @ParameterizedTest
    @EnumSource
    void takesNoNoteOfTheVersionOfPlaintextRecords(ProtocolVersion version) throws Exception { // section 5.1
        for (int other : new int[] {0x0300, 0x0301, 0x0302, 0x0304, 0x0505, 0xffff}) {
            var keys = new boolean[2];
            Wire wire = (direction, record) -> {
                // In TLS 1.2 a change_cipher_spec is the last that is not protected, which covers the version.
                boolean plaintext = version == ProtocolVersion.TLS_1_3 ? record[0] != 23 : !keys[direction.ordinal()];
                keys[direction.ordinal()] |= record[0] == 20;
                if (plaintext) {
                    record[1] = (byte) (other >>> 8);
                    record[2] = (byte) other;
                }
                return List.of(record);
            };
            Pair.of(client().protocols(version).build(), server().build())
                    .wire(wire)
                    .handshake()
                    .exchange()
                    .close();
        }
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store).groups(NamedGroup.X25519, NamedGroup.SECP256R1);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1});
    }
}
