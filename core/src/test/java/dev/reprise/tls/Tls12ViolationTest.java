package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.Pair.Direction;
import dev.reprise.tls.internal.handshake.KeyExchangeContent;
import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.ClientKeyExchange;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.EcPointFormats;
import dev.reprise.tls.internal.message.ExtendedMasterSecret;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.Finished;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.HelloRequest;
import dev.reprise.tls.internal.message.RenegotiationInfo;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.ServerHelloDone;
import dev.reprise.tls.internal.message.ServerKeyExchange;
import dev.reprise.tls.internal.message.ServerNameAcknowledgement;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.internal.message.Tls12NewSessionTicket;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS 1.2 peer must not say, from either side: each breach has its reason and alert. */
class Tls12ViolationTest {
    private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};

    private RingClocks clocks;
    private CountingStore store;
    private TicketKeyRing ring;

    @BeforeEach
    void begin() { // also afresh within a test
        clocks = new RingClocks();
        store = Parties.store(clocks);
        ring = Parties.ring(clocks);
    }

    // ServerHello (RFC 5246 section 7.4.1.3)

    @Test
    void refusesAnOlderVersion() {
        serverHello(Reason.NO_COMMON_VERSION, h -> with(h, 0x0302, h.cipherSuite(), 0));
        serverHello(Reason.NO_COMMON_VERSION, h -> with(h, 0x0300, h.cipherSuite(), 0));
    }

    @Test
    void refusesTls13ThatWasNotOffered() {
        serverHello(Reason.SELECTED_UNOFFERED_VERSION, h -> with(h, Extensions.of(new SelectedVersion(0x0304))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc009, 0x009c, 0x1301, 0xc02f + 0x1000, 0})
    void refusesSuitesThatWereNotOffered(int suite) { // CBC, static RSA, of TLS 1.3, of nobody
        serverHello(Reason.SELECTED_UNOFFERED_CIPHER_SUITE, h -> with(h, 0x0303, suite, 0));
    }

    @Test
    void refusesCompression() {
        serverHello(Reason.COMPRESSION_OFFERED, h -> with(h, 0x0303, h.cipherSuite(), 1));
    }

    @Test
    void refusesExtensionsItDidNotAskFor() { // RFC 5246 section 7.4.1.4
        serverHello(Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, Alpn.of(List.of("h2"))));
        serverHello(Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, new UnknownExtension(0x7777, Bytes.EMPTY)));
        var noStore = Parties.client(clocks).protocols(ProtocolVersion.TLS_1_2).build();
        serverLie(
                noStore,
                Reason.UNSOLICITED_EXTENSION,
                m -> m instanceof ServerHello h ? List.of(Messages.with(h, SessionTicket.NONE)) : List.of(m));
        var address = Pair.of(
                        Pair.engine(client().insecureNoVerifyName().build(), "127.0.0.1"),
                        Pair.lyingServer(
                                server().build(),
                                m -> List.of(
                                        m instanceof ServerHello h
                                                ? Messages.with(h, new ServerNameAcknowledgement())
                                                : m)))
                .run();
        assertAborted(address.client(), Reason.UNSOLICITED_EXTENSION, address.server());
    }

    @Test
    void refusesApplicationProtocolsThatWereNotOffered() { // RFC 7301 section 3.1
        var client = client().alpn("h2", "http/1.1").build();
        for (var chosen : List.of("h3", "H2", "h2 ")) {
            serverLie(
                    client,
                    Reason.SELECTED_UNOFFERED_APPLICATION_PROTOCOL,
                    m -> List.of(m instanceof ServerHello h ? Messages.with(h, Alpn.of(List.of(chosen))) : m));
        }
        var both = Alpn.of(List.of("h2", "http/1.1"));
        serverLie(
                client,
                Reason.MALFORMED_MESSAGE,
                m -> List.of(m instanceof ServerHello h ? Messages.with(h, both) : m));
    }

    @Test
    void passesOverGroupsInServerHello() throws Exception { // which no RFC allows and some servers send
        var lying = Pair.lyingServer(
                server().build(),
                m -> List.of(
                        m instanceof ServerHello h
                                ? Messages.with(h, new UnknownExtension(10, Bytes.ofHex("0002001d")))
                                : m));
        Pair.of(Pair.engine(client().build(), Pair.NAME), lying)
                .handshake()
                .exchange()
                .close();
    }

    @Test
    void refusesServerWithoutSecureRenegotiation() { // RFC 9325 section 3.5
        serverHello(Reason.NO_SECURE_RENEGOTIATION, h -> without(h, RenegotiationInfo.class));
    }

    @Test
    void refusesRenegotiationInfoOfAnEarlierHandshake() { // RFC 5746 sections 3.4 and 3.6
        var late = new RenegotiationInfo(Bytes.ofHex("010203040506070809101112"));
        serverHello(Reason.BAD_RENEGOTIATION_INFO, h -> Messages.with(h, late));
        clientHello(Reason.BAD_RENEGOTIATION_INFO, h -> Messages.with(h, late));
    }

    @Test
    void refusesPointFormatsWithoutUncompressed() { // RFC 8422 sections 5.1.2 and 5.2
        var compressed = new EcPointFormats(Bytes.ofHex("0102"));
        serverHello(Reason.NO_UNCOMPRESSED_POINTS, h -> Messages.with(h, compressed));
        clientHello(Reason.NO_UNCOMPRESSED_POINTS, h -> Messages.with(h, compressed));
    }

    @Test
    void refusesTicketInServerHello() { // RFC 5077 section 3.2
        serverHello(Reason.TRAILING_BYTES, h -> Messages.with(h, new SessionTicket(Bytes.ofHex("00"))));
    }

    @Test
    void detectsDowngradeInFullAndAbbreviatedHandshakes() throws Exception { // RFC 9846 section 4.2.3
        var both = server().protocols(ProtocolVersion.values()).build();
        var client = client().protocols(ProtocolVersion.values()).build();
        for (boolean resumed : new boolean[] {false, true}) {
            var lying = Pair.lyingClient(
                    client,
                    m -> List.of(
                            m instanceof ClientHello h
                                    ? Messages.with(h, Messages.without(h.extensions(), SupportedVersions.class))
                                    : m));
            assertThat(store.stored()).isEqualTo(resumed ? 1 : 0);
            var pair = Pair.of(lying, both.engine()).run();
            assertAborted(pair.client(), Reason.DOWNGRADE_DETECTED, pair.server());
            Pair.of(client, server().build()).handshake().close();
        }
    }

    // Resumption

    @Test
    void refusesResumptionWithOtherSuite() throws Exception { // RFC 5246 section 7.4.1.3
        visit();
        serverHello(
                Reason.RESUMED_WITH_OTHER_CIPHER_SUITE,
                h -> with(h, 0x0303, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256.code(), 0));
    }

    // RFC 7627 section 5.3, its four rules; the one that goes on in full is Tls12PairTest's.
    @Test
    void refusesResumptionWhoseServerHelloLacksExtendedMasterSecret() throws Exception {
        visit();
        serverHello(Reason.EXTENDED_MASTER_SECRET_MISMATCH, h -> without(h, ExtendedMasterSecret.class));
    }

    @Test
    void refusesResumptionWhoseClientHelloLacksExtendedMasterSecret() throws Exception {
        visit();
        clientHello(Reason.EXTENDED_MASTER_SECRET_MISMATCH, h -> without(h, ExtendedMasterSecret.class));
    }

    @Test
    void refusesResumptionWhoseServerHelloAloneHasExtendedMasterSecret() throws Exception {
        var client =
                client().insecureAllowResumptionWithoutExtendedMasterSecret().build();
        var server =
                server().insecureAllowResumptionWithoutExtendedMasterSecret().build();
        Lie legacy = m -> List.of(m instanceof ClientHello h ? without(h, ExtendedMasterSecret.class) : m);
        Pair.of(Pair.lyingClient(client, legacy), server.engine()).handshake().close();
        var lying = Pair.lyingServer(
                server, m -> List.of(m instanceof ServerHello h ? Messages.with(h, new ExtendedMasterSecret()) : m));
        var pair = Pair.of(Pair.lyingClient(client, legacy), lying).run();
        assertAborted(pair.client(), Reason.EXTENDED_MASTER_SECRET_MISMATCH, pair.server());
    }

    @Test
    void takesNoEchoForResumptionWithoutSession() throws Exception {
        var lying = Pair.lyingServer(
                server().build(),
                m -> List.of(m instanceof ServerHello h ? withSessionId(h, Bytes.wrap(new byte[32])) : m));
        try (var pair = Pair.of(Pair.engine(client().build(), Pair.NAME), lying)
                .handshake()
                .exchange()) {
            assertThat(pair.client().engine().info().resumed()).isFalse();
        }
    }

    @Test
    void refusesTicketsOutOfPlace() { // RFC 5077 section 3.3
        var ticket = new Tls12NewSessionTicket(7200, Bytes.wrap(new byte[100]));
        serverLie(m -> m instanceof ServerHelloDone ? List.of(ticket, m) : List.of(m), Reason.UNEXPECTED_MESSAGE);
        serverLie(m -> m instanceof Finished ? List.of(ticket, m) : List.of(m), Reason.UNEXPECTED_MESSAGE);
        serverLie(m -> m instanceof Finished ? List.of(m, ticket) : List.of(m), Reason.UNEXPECTED_MESSAGE);
        begin();
        // Promised and not sent: change_cipher_spec comes too early then.
        serverLie(
                m -> m instanceof Tls12NewSessionTicket ? List.of() : List.of(m), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC);
        // Not promised and sent.
        serverLie(
                client().build(),
                Reason.UNEXPECTED_MESSAGE,
                m -> m instanceof ServerHello h ? List.of(without(h, SessionTicket.class)) : List.of(m));
    }

    // Certificate and keys

    @Test
    void refusesServerWithoutCertificate() {
        serverLie(
                m -> List.of(m instanceof Tls12Certificate ? new Tls12Certificate(List.of()) : m),
                Reason.EMPTY_CERTIFICATE_LIST);
    }

    @Test
    void refusesKeyThatIsNotTheSuites() { // RFC 5246 section 7.4.2
        serverHello(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                h -> with(h, 0x0303, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.code(), 0));
    }

    @Test
    void refusesGroupsAndSignaturesThatWereNotOffered() { // RFC 8422 section 5.4, RFC 5246 section 7.4.3
        keyExchange(
                Reason.SELECTED_UNOFFERED_GROUP,
                k -> new ServerKeyExchange(0x001e, k.publicKey(), k.scheme(), k.signature()));
        keyExchange(
                Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                k -> new ServerKeyExchange(k.group(), k.publicKey(), 0x0203, k.signature()));
        keyExchange(
                Reason.SIGNATURE_SCHEME_MISMATCH,
                k -> new ServerKeyExchange(k.group(), k.publicKey(), 0x0401, k.signature()));
        keyExchange(
                Reason.BAD_SIGNATURE,
                k -> new ServerKeyExchange(k.group(), k.publicKey(), k.scheme(), flipped(k.signature())));
        keyExchange(
                Reason.BAD_SIGNATURE,
                k -> new ServerKeyExchange(k.group(), flipped(k.publicKey()), k.scheme(), k.signature()));
    }

    @Test
    void refusesPointsThatAreNotOnTheCurve() {
        var offCurve = new byte[65];
        offCurve[0] = 4;
        offCurve[64] = 9;
        for (var bad : List.of(offCurve, new byte[65], new byte[1], new byte[64])) {
            var point = Bytes.wrap(bad);
            var client = client().groups(NamedGroup.SECP256R1);
            var lying = Pair.lyingClient(
                    client.build(), m -> List.of(m instanceof ClientKeyExchange ? new ClientKeyExchange(point) : m));
            var pair = Pair.of(lying, server().build().engine()).run();
            assertAborted(pair.server(), Reason.INVALID_KEY_SHARE, pair.client());

            var signed = pairWithKey(NamedGroup.SECP256R1, point);
            assertAborted(signed.client(), Reason.INVALID_KEY_SHARE, signed.server());
        }
        // X25519: the all-zero point leads to an all-zero secret (RFC 8422 section 5.11).
        var zero = pairWithKey(NamedGroup.X25519, Bytes.wrap(new byte[32]));
        assertAborted(zero.client(), Reason.INVALID_KEY_SHARE, zero.server());
    }

    /** Let a server sign a key of its own making. */
    private Pair pairWithKey(NamedGroup group, Bytes publicKey) {
        var randoms = new ArrayList<Bytes>();
        // P-256 is the curve of the server's certificate, which the client has to offer, too (RFC 8422 section 5.3).
        var client =
                Pair.lyingClient(client().groups(group, NamedGroup.SECP256R1).build(), m -> {
                    if (m instanceof ClientHello hello) {
                        randoms.add(hello.random());
                    }
                    return List.of(m);
                });
        var server = Pair.lyingServer(server().build(), m -> {
            if (m instanceof ServerHello hello) {
                randoms.add(hello.random());
            }
            return List.of(m instanceof ServerKeyExchange ? signed(group, publicKey, randoms) : m);
        });
        return Pair.of(client, server).run();
    }

    private static ServerKeyExchange signed(NamedGroup group, Bytes publicKey, List<Bytes> randoms) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(Parties.SERVER.key());
            signature.update(KeyExchangeContent.of(randoms.get(0), randoms.get(1), group.code(), publicKey));
            return new ServerKeyExchange(
                    group.code(),
                    publicKey,
                    SignatureScheme.ECDSA_SECP256R1_SHA256.code(),
                    Bytes.wrap(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    // ClientHello

    @Test
    void refusesNeedlessFallback() throws Exception { // RFC 7507 section 3
        var both = server().protocols(ProtocolVersion.values());
        UnaryOperator<ClientHello> fallback = h -> new ClientHello(
                h.legacyVersion(),
                h.random(),
                h.legacySessionId(),
                CodePoints.of(ClientHello.FALLBACK_SCSV, h.cipherSuites().at(0)),
                h.legacyCompressionMethods(),
                h.extensions());
        clientHello(both, Reason.INAPPROPRIATE_FALLBACK, fallback);
        // Not needless where the server has nothing newer.
        var lying =
                Pair.lyingClient(client().build(), m -> List.of(m instanceof ClientHello h ? fallback.apply(h) : m));
        Pair.of(lying, server().build().engine()).handshake().close();
    }

    @Test
    void refusesClientsOfOlderVersions() {
        for (int version : new int[] {0x0302, 0x0301, 0x0300, 0x0200}) {
            clientHello(
                    server().protocols(ProtocolVersion.values()),
                    Reason.NO_COMMON_VERSION,
                    h -> new ClientHello(
                            version,
                            h.random(),
                            h.legacySessionId(),
                            h.cipherSuites(),
                            h.legacyCompressionMethods(),
                            h.extensions()));
        }
    }

    @Test
    void refusesClientsWithoutAnyOfOurSuites() {
        clientHello(
                Reason.NO_COMMON_CIPHER_SUITE,
                h -> new ClientHello(
                        0x0303,
                        h.random(),
                        h.legacySessionId(),
                        CodePoints.of(0xc009, 0x009c, 0x002f),
                        h.legacyCompressionMethods(),
                        h.extensions()));
        // Only for the other kind of key.
        clientHello(
                Reason.NO_COMMON_CIPHER_SUITE,
                h -> new ClientHello(
                        0x0303,
                        h.random(),
                        h.legacySessionId(),
                        CodePoints.of(CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384.code()),
                        h.legacyCompressionMethods(),
                        h.extensions()));
    }

    @Test
    void refusesClientsThatOnlyCompress() { // RFC 5246 section 7.4.1.2
        clientHello(
                Reason.COMPRESSION_OFFERED,
                h -> new ClientHello(
                        0x0303, h.random(), h.legacySessionId(), h.cipherSuites(), Bytes.ofHex("01"), h.extensions()));
    }

    @Test
    void refusesClientsWithoutCommonGroupOrSignature() {
        clientHello(Reason.NO_COMMON_GROUP, h -> Messages.with(h, new SupportedGroups(CodePoints.of(0x0100, 0x001e))));
        clientHello(
                Reason.NO_SUITABLE_CERTIFICATE,
                h -> Messages.with(h, new SignatureAlgorithms(CodePoints.of(0x0203, 0x0401))));
        // RFC 5246 section 7.4.1.4.1: none stands for SHA-1.
        clientHello(Reason.NO_SUITABLE_CERTIFICATE, h -> without(h, SignatureAlgorithms.class));
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
                .clocks(clocks.clocks())
                .build();
        var without =
                Pair.of(client().groups(NamedGroup.SECP256R1).build(), server).run();
        assertAborted(without.server(), Reason.NO_COMMON_CIPHER_SUITE, without.client());
        Pair.of(client().groups(NamedGroup.SECP256R1, NamedGroup.SECP521R1).build(), server)
                .handshake()
                .close();
    }

    @Test
    void takesClientsThatNameNoGroup() throws Exception { // RFC 8422 section 4
        var lying = Pair.lyingClient(
                client().build(), m -> List.of(m instanceof ClientHello h ? without(h, SupportedGroups.class) : m));
        try (var pair = Pair.of(lying, server().build().engine()).handshake()) {
            assertThat(pair.server().engine().info().group()).contains(NamedGroup.SECP256R1);
        }
    }

    @Test
    void answersTheScsvWithRenegotiationInfo() throws Exception { // RFC 5746 section 3.6
        var lying = Pair.lyingClient(
                client().build(),
                m -> List.of(
                        m instanceof ClientHello h
                                ? new ClientHello(
                                        0x0303,
                                        h.random(),
                                        h.legacySessionId(),
                                        CodePoints.of(
                                                ClientHello.EMPTY_RENEGOTIATION_INFO_SCSV,
                                                h.cipherSuites().at(0)),
                                        h.legacyCompressionMethods(),
                                        Messages.without(h.extensions(), RenegotiationInfo.class))
                                : m));
        Pair.of(lying, server().build().engine()).handshake().close();
    }

    // change_cipher_spec and Finished

    @Test
    void refusesChangeCipherSpecBeforeItsTime() { // CVE-2014-0224
        var early = pair(Direction.TO_SERVER, 22, record -> List.of(record, CHANGE_CIPHER_SPEC));
        assertAborted(early.server(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, early.client());
        var before = pair(Direction.TO_CLIENT, 22, record -> List.of(CHANGE_CIPHER_SPEC, record));
        assertAborted(before.client(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, before.server());
    }

    @Test
    void refusesChangeCipherSpecTwice() {
        // The second one is not protected, as all that follows the first one must be.
        var server = pair(Direction.TO_SERVER, 20, record -> List.of(record, record));
        assertAborted(server.server(), Reason.BAD_RECORD, server.client());
        var client = pair(Direction.TO_CLIENT, 20, record -> List.of(record, record));
        assertAborted(client.client(), Reason.BAD_RECORD, client.server());
    }

    @ParameterizedTest
    @ValueSource(strings = {"140303000102", "140303000100", "14030300020101", "1403030000"})
    void refusesChangeCipherSpecWithOtherContent(String record) {
        var bad = Bytes.ofHex(record).toArray();
        var server = pair(Direction.TO_SERVER, 20, r -> List.of(bad));
        assertAborted(server.server(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, server.client());
    }

    @Test
    void refusesFinishedBeforeChangeCipherSpec() {
        var finished = HandshakeMessage.encode(new Finished(Bytes.wrap(new byte[12])));
        var record = Bytes.ofHex("16030300" + "10" + finished).toArray();
        var server = pair(Direction.TO_SERVER, 20, r -> List.of(record));
        assertAborted(server.server(), Reason.UNEXPECTED_MESSAGE, server.client());
        var noTickets = Pair.of(
                        client().build(),
                        server().sessionLifetime(Duration.ZERO).build())
                .wire((direction, r) -> List.of(direction == Direction.TO_CLIENT && r[0] == 20 ? record : r))
                .run();
        assertAborted(noTickets.client(), Reason.UNEXPECTED_MESSAGE, noTickets.server());
    }

    @Test
    void refusesProtectedRecordsBeforeChangeCipherSpec() {
        for (var direction : Direction.values()) {
            var pair = pair(direction, 20, record -> List.of());
            var end = direction == Direction.TO_SERVER ? pair.server() : pair.client();
            assertThat(end.failure()).isInstanceOf(ProtocolException.class);
            assertThat(end.received()).isEmpty();
        }
    }

    @Test
    void refusesChangeCipherSpecInsideMessage() {
        var half = Bytes.ofHex("1603030005" + "10000021" + "20").toArray();
        var server = pair(Direction.TO_SERVER, 20, record -> List.of(half, record));
        assertAborted(server.server(), Reason.KEY_CHANGE_INSIDE_RECORD, server.client());
        assertThat(Reason.KEY_CHANGE_INSIDE_RECORD.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void refusesFinishedThatDoesNotVerify() throws Exception {
        Lie wrong = m -> List.of(m instanceof Finished finished ? new Finished(flipped(finished.verifyData())) : m);
        for (boolean resumed : new boolean[] {false, true}) {
            assertThat(store.stored() > 0).isEqualTo(resumed);
            serverLie(client().build(), Reason.BAD_FINISHED, wrong);
            clientLie(Reason.BAD_FINISHED, wrong);
            visit();
        }
        serverLie(
                client().build(),
                Reason.BAD_FINISHED,
                m -> List.of(
                        m instanceof Finished f ? new Finished(f.verifyData().slice(0, 11)) : m));
    }

    // Renegotiation (RFC 5246 sections 7.2.2 and 7.4.1.1): refused, and the connection goes on.

    @Test
    void ignoresHelloRequestDuringAndRefusesItAfterTheHandshake() throws Exception {
        // Not part of the transcript, so it can be put between the two.
        var request = Bytes.ofHex("1603030004" + "00000000").toArray();
        var during = Pair.of(client().build(), server().build())
                .wire((direction, r) -> direction == Direction.TO_CLIENT && r[0] == 22 && r.length > 500
                        ? List.of(request, r, request)
                        : List.of(r));
        during.handshake().exchange().close();
        begin();

        var after = Pair.lyingServer(
                server().build(), m -> m instanceof Finished ? List.of(m, new HelloRequest()) : List.of(m));
        Pair.of(Pair.engine(client().build(), Pair.NAME), after)
                .handshake()
                .exchange()
                .close();
    }

    @Test
    void endsHandshakesOfTooManyHelloRequests() {
        Lie flood = m -> {
            var messages = new ArrayList<HandshakeMessage>();
            for (int i = 0; m instanceof ServerHelloDone && i < 33; i++) {
                messages.add(new HelloRequest());
            }
            messages.add(m);
            return messages;
        };
        serverLie(flood, Reason.TOO_MANY_EMPTY_RECORDS);
        assertThat(Reason.TOO_MANY_EMPTY_RECORDS.alert()).isEqualTo(AlertDescription.UNEXPECTED_MESSAGE);
    }

    @Test
    void refusesToRenegotiateAsServer() throws Exception {
        visit();
        var hello = new ArrayList<HandshakeMessage>();
        var lying = Pair.lyingClient(client().build(), m -> {
            if (m instanceof ClientHello) {
                hello.add(m);
            }
            return m instanceof Finished ? List.of(m, hello.get(0), hello.get(0)) : List.of(m);
        });
        try (var pair = Pair.of(lying, server().build().engine()).handshake().exchange()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
    }

    @Test
    void endsConnectionsThatAskForRenegotiationAgainAndAgain() throws Exception {
        visit();
        var hello = new ArrayList<HandshakeMessage>();
        clientLie(Reason.TOO_MANY_POST_HANDSHAKE_MESSAGES, m -> {
            if (m instanceof ClientHello) {
                hello.add(m);
            }
            var messages = new ArrayList<HandshakeMessage>(List.of(m));
            for (int i = 0; m instanceof Finished && i < 65; i++) {
                messages.add(hello.get(0));
            }
            return messages;
        });
    }

    @Test
    void refusesFinishedReplayed() throws Exception {
        visit();
        clientLie(Reason.UNEXPECTED_MESSAGE, m -> m instanceof Finished ? List.of(m, m) : List.of(m));
        begin();
        serverLie(m -> m instanceof Finished ? List.of(m, m) : List.of(m), Reason.UNEXPECTED_MESSAGE);
    }

    // Alerts

    @Test
    void goesOnAfterTheWarningThatANameIsUnknown() throws Exception { // RFC 6066 section 3
        byte[] warning = {21, 3, 3, 0, 2, 1, 112};
        try (var pair = Pair.of(client().protocols(ProtocolVersion.values()).build(), server().build())
                .wire((direction, r) -> direction == Direction.TO_CLIENT && r[0] == 22 && r.length > 500
                        ? List.of(warning, r)
                        : List.of(r))) {
            pair.handshake().exchange();
        }
    }

    private void visit() throws Exception {
        Pair.of(client().build(), server().build()).handshake().close();
        assertThat(store.stored()).isPositive();
    }

    private Pair pair(Direction where, int type, Function<byte[], List<byte[]>> change) {
        return Pair.of(client().build(), server().build())
                .wire((direction, record) ->
                        direction == where && record[0] == type ? change.apply(record) : List.of(record))
                .run();
    }

    private void serverHello(Reason reason, UnaryOperator<ServerHello> change) {
        serverLie(m -> List.of(m instanceof ServerHello hello ? change.apply(hello) : m), reason);
    }

    private void keyExchange(Reason reason, UnaryOperator<ServerKeyExchange> change) {
        serverLie(m -> List.of(m instanceof ServerKeyExchange exchange ? change.apply(exchange) : m), reason);
    }

    private void serverLie(Lie lie, Reason reason) {
        serverLie(client().build(), reason, lie);
    }

    private void serverLie(ClientConfig client, Reason reason, Lie lie) {
        var pair = Pair.of(Pair.engine(client, Pair.NAME), Pair.lyingServer(server().build(), lie))
                .run();
        assertAborted(pair.client(), reason, pair.server());
    }

    private void clientHello(Reason reason, UnaryOperator<ClientHello> change) {
        clientHello(server(), reason, change);
    }

    private void clientHello(ServerConfig.Builder server, Reason reason, UnaryOperator<ClientHello> change) {
        var lying = Pair.lyingClient(client().build(), m -> List.of(m instanceof ClientHello h ? change.apply(h) : m));
        var pair = Pair.of(lying, server.build().engine()).run();
        assertAborted(pair.server(), reason, pair.client());
    }

    private void clientLie(Reason reason, Lie lie) {
        var pair = Pair.of(
                        Pair.lyingClient(client().build(), lie),
                        server().build().engine())
                .run();
        assertAborted(pair.server(), reason, pair.client());
    }

    private static ServerHello with(ServerHello h, int version, int suite, int compression) {
        return new ServerHello(version, h.random(), h.legacySessionIdEcho(), suite, compression, h.extensions());
    }

    private static ServerHello with(ServerHello h, Extensions extensions) {
        return new ServerHello(
                h.legacyVersion(),
                h.random(),
                h.legacySessionIdEcho(),
                h.cipherSuite(),
                h.legacyCompressionMethod(),
                extensions);
    }

    private static ServerHello withSessionId(ServerHello h, Bytes sessionId) {
        return new ServerHello(
                h.legacyVersion(), h.random(), sessionId, h.cipherSuite(), h.legacyCompressionMethod(), h.extensions());
    }

    private static ServerHello without(ServerHello h, Class<? extends Extension> type) {
        return with(h, Messages.without(h.extensions(), type));
    }

    private static ClientHello without(ClientHello h, Class<? extends Extension> type) {
        return Messages.with(h, Messages.without(h.extensions(), type));
    }

    private static Bytes flipped(Bytes value) {
        var changed = value.toArray();
        changed[changed.length - 1] ^= 1;
        return Bytes.wrap(changed);
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store).protocols(ProtocolVersion.TLS_1_2);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1}).protocols(ProtocolVersion.TLS_1_2);
    }
}
