package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.message.Alpn;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.Cookie;
import dev.reprise.tls.internal.message.EarlyData;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extension;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.KeyShareClientHello;
import dev.reprise.tls.internal.message.KeyShareEntry;
import dev.reprise.tls.internal.message.KeyShareHelloRetryRequest;
import dev.reprise.tls.internal.message.KeyShareServerHello;
import dev.reprise.tls.internal.message.PskKeyExchangeModes;
import dev.reprise.tls.internal.message.SelectedPsk;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.SupportedGroups;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.CipherSuite;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a TLS 1.3 peer must not say, from either side: each breach has its reason and alert. */
class Tls13ViolationTest {
    private static final byte[] CHANGE_CIPHER_SPEC = {20, 3, 3, 0, 1, 1};
    private static final Predicate<ServerHello> FIRST = ServerHello::isHelloRetryRequest;
    private static final Predicate<ServerHello> LAST = FIRST.negate();

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = Parties.ring(clocks);
    private final CountingStore store = Parties.store(clocks);

    // ServerHello and HelloRetryRequest (RFC 9846 sections 4.2.3 and 4.2.4)

    @Test
    void refusesOlderVersions() { // section 4.3.1
        // Without supported_versions a ServerHello is one of TLS 1.2, where key_share has no place.
        bothHellos(
                Reason.NO_COMMON_VERSION, h -> without(without(h, SelectedVersion.class), KeyShareServerHello.class));
        for (int version : new int[] {0x0303, 0x0302, 0x0305, 0x7f1c}) {
            bothHellos(Reason.SELECTED_UNOFFERED_VERSION, h -> Messages.with(h, new SelectedVersion(version)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0300, 0x0301, 0x0302, 0x0304, 0xffff})
    void refusesOtherLegacyVersions(int version) { // sections 4.2.2, 4.2.3 and E.5
        assertThat(Reason.BAD_LEGACY_VERSION.alert()).isEqualTo(AlertDescription.PROTOCOL_VERSION);
        bothHellos(
                Reason.BAD_LEGACY_VERSION,
                h -> new ServerHello(version, h.random(), h.legacySessionIdEcho(), h.cipherSuite(), 0, h.extensions()));
        for (var server : List.of(server(), server().protocols(ProtocolVersion.values()), retrying())) {
            clientHello(
                    server,
                    Reason.BAD_LEGACY_VERSION,
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
    void refusesSessionIdThatIsNotItsOwn() { // section 4.2.3
        for (var other : List.of(Bytes.EMPTY, Bytes.wrap(new byte[32]))) {
            bothHellos(
                    Reason.SESSION_ID_NOT_ECHOED,
                    h -> new ServerHello(0x0303, h.random(), other, h.cipherSuite(), 0, h.extensions()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc02b, 0x1304, 0x0000, 0x00ff})
    void refusesSuitesThatWereNotOffered(int suite) { // of TLS 1.2, of TLS 1.3 but not ours, of nobody
        bothHellos(Reason.SELECTED_UNOFFERED_CIPHER_SUITE, h -> with(h, suite));
    }

    @Test
    void refusesSuiteOfOursThatIsNotEnabled() {
        var client = client().cipherSuites(CipherSuite.TLS_AES_128_GCM_SHA256);
        serverHello(
                client,
                server(),
                Reason.SELECTED_UNOFFERED_CIPHER_SUITE,
                LAST,
                h -> with(h, CipherSuite.TLS_AES_256_GCM_SHA384.code()));
    }

    @Test
    void refusesCompression() { // sections 4.2.3 and 4.2.2
        bothHellos(
                Reason.COMPRESSION_OFFERED,
                h -> new ServerHello(0x0303, h.random(), h.legacySessionIdEcho(), h.cipherSuite(), 1, h.extensions()));
        for (var methods : List.of("01", "0001", "0100")) {
            clientHello(
                    Reason.COMPRESSION_OFFERED,
                    h -> new ClientHello(
                            0x0303,
                            h.random(),
                            h.legacySessionId(),
                            h.cipherSuites(),
                            Bytes.ofHex(methods),
                            h.extensions()));
        }
    }

    @Test
    void refusesExtensionsItDidNotAskFor() { // section 4.3
        var extra = new UnknownExtension(0x7777, Bytes.EMPTY);
        bothHellos(Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, extra));
        encryptedExtensions(client(), Reason.UNSOLICITED_EXTENSION, e -> Messages.with(e, extra));
        encryptedExtensions(client(), Reason.UNSOLICITED_EXTENSION, e -> Messages.with(e, Alpn.of(List.of("h2"))));
        // Section 4.3.10: early data was not offered.
        encryptedExtensions(client(), Reason.UNSOLICITED_EXTENSION, e -> Messages.with(e, new EarlyData()));
    }

    @ParameterizedTest
    @ValueSource(ints = {(1 << 14) + 1, 65_400})
    void refusesCookiesThatNoHelloHasRoomFor(int length) { // section 4.2.2: its extensions have 2^16 - 1 bytes
        retryRequest(Reason.OVERSIZED_MESSAGE, h -> Messages.with(h, new Cookie(Bytes.wrap(new byte[length]))));
    }

    @Test
    void refusesSecondHelloRetryRequest() { // section 4.2.4
        serverHello(
                client(),
                retrying(),
                Reason.SECOND_HELLO_RETRY_REQUEST,
                LAST,
                h -> new ServerHello(
                        0x0303,
                        ServerHello.HELLO_RETRY_REQUEST_RANDOM,
                        h.legacySessionIdEcho(),
                        h.cipherSuite(),
                        0,
                        Extensions.of(new SelectedVersion(0x0304), new Cookie(Bytes.ofHex("01")))));
    }

    @Test
    void refusesSuiteThatDiffersFromTheHelloRetryRequests() { // section 4.2.4
        serverHello(client(), retrying(), Reason.CIPHER_SUITE_CHANGED, LAST, h -> with(h, otherHash(h)));
        serverHello(client(), retrying(), Reason.CIPHER_SUITE_CHANGED, FIRST, h -> with(h, otherHash(h)));
    }

    @Test
    void refusesHelloRetryRequestsThatChangeNothing() { // sections 4.2.4 and 4.3.8
        retryRequest(Reason.USELESS_HELLO_RETRY_REQUEST, h -> without(h, KeyShareHelloRetryRequest.class));
        retryRequest(
                Reason.USELESS_HELLO_RETRY_REQUEST,
                h -> Messages.with(h, new KeyShareHelloRetryRequest(NamedGroup.X25519.code())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0019, 0x001e, 0x0000})
    void refusesGroupsThatWereNotOffered(int group) { // section 4.3.8
        retryRequest(Reason.SELECTED_UNOFFERED_GROUP, h -> Messages.with(h, new KeyShareHelloRetryRequest(group)));
        serverHello(
                Reason.SELECTED_UNOFFERED_GROUP,
                h -> Messages.with(h, new KeyShareServerHello(new KeyShareEntry(group, Bytes.wrap(new byte[65])))));
    }

    @Test
    void refusesGroupOfOursWhoseShareWasNotSent() {
        serverHello(
                Reason.SELECTED_UNOFFERED_GROUP,
                h -> Messages.with(
                        h,
                        new KeyShareServerHello(
                                new KeyShareEntry(NamedGroup.SECP256R1.code(), Bytes.wrap(new byte[65])))));
    }

    @Test
    void refusesServerHelloWithoutKeyShare() throws Exception { // sections 4.3.8 and 4.3.11
        serverHello(Reason.MISSING_EXTENSION, h -> without(h, KeyShareServerHello.class));
        visit();
        serverHello(Reason.PSK_WITHOUT_KEY_SHARE, h -> without(h, KeyShareServerHello.class));
        assertThat(Reason.PSK_WITHOUT_KEY_SHARE.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
    }

    @Test
    void refusesKeysThatAreNone() { // section 7.4.2
        serverHello(
                Reason.INVALID_KEY_SHARE,
                h -> Messages.with(
                        h,
                        new KeyShareServerHello(
                                new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])))));
        clientHello(
                Reason.INVALID_KEY_SHARE,
                h -> Messages.with(h, shares(new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])))));
    }

    @Test
    void refusesPskThatWasNotOffered() throws Exception { // sections 4.3 and 4.3.11
        serverHello(Reason.UNSOLICITED_EXTENSION, h -> Messages.with(h, new SelectedPsk(0)));
        for (int index : new int[] {1, 0xffff}) {
            visit();
            serverHello(Reason.SELECTED_UNOFFERED_PSK, h -> Messages.with(h, new SelectedPsk(index)));
        }
    }

    @Test
    void refusesPskOfAnotherHash() throws Exception { // section 4.3.11
        visit();
        serverHello(Reason.SELECTED_UNOFFERED_PSK, h -> with(h, otherHash(h)));
    }

    // EncryptedExtensions

    @Test
    void refusesApplicationProtocolsThatWereNotOffered() { // RFC 7301 section 3.1
        var client = client().alpn("h2", "http/1.1");
        for (var chosen : List.of("h3", "H2", "h2 ")) {
            encryptedExtensions(
                    client,
                    Reason.SELECTED_UNOFFERED_APPLICATION_PROTOCOL,
                    e -> Messages.with(e, Alpn.of(List.of(chosen))));
        }
        encryptedExtensions(
                client, Reason.MALFORMED_MESSAGE, e -> Messages.with(e, Alpn.of(List.of("h2", "http/1.1"))));
    }

    // ClientHello (RFC 9846 sections 4.2.2, 4.3.8, 4.3.9, 4.3.11 and 9.2)

    @Test
    void refusesPskWithoutModes() throws Exception { // section 4.3.9
        visit();
        clientHello(Reason.PSK_WITHOUT_MODES, h -> without(h, PskKeyExchangeModes.class));
    }

    @Test
    void refusesHellosThatLackMandatoryExtensions() throws Exception { // section 9.2
        clientHello(Reason.MISSING_EXTENSION, h -> without(h, SignatureAlgorithms.class));
        clientHello(
                Reason.MISSING_EXTENSION, h -> without(without(h, SupportedGroups.class), KeyShareClientHello.class));
        for (boolean psk : new boolean[] {false, true}) {
            assertThat(store.stored() > 0).isEqualTo(psk);
            clientHello(Reason.MISSING_EXTENSION, h -> without(h, SupportedGroups.class));
            clientHello(Reason.MISSING_EXTENSION, h -> without(h, KeyShareClientHello.class));
            visit();
        }
    }

    @Test
    void refusesHelloWithoutSignatureAlgorithmsWhenItsPskIsRefused() throws Exception { // section 4.3.3
        visit();
        clientHello(
                server().sessionId(new byte[] {2}),
                Reason.MISSING_EXTENSION,
                h -> without(h, SignatureAlgorithms.class));
    }

    @Test
    void needsNoSignatureAlgorithmsWhereItsPskIsTaken() throws Exception { // section 9.2
        visit();
        var lying = Pair.lyingClient(
                client().build(), m -> List.of(m instanceof ClientHello h ? without(h, SignatureAlgorithms.class) : m));
        // The binder covers what was left out, so that the handshake ends all the same, but only there.
        var pair = Pair.of(lying, server().build().engine()).run();
        assertAborted(pair.server(), Reason.BAD_BINDER, pair.client());
    }

    @Test
    void refusesKeySharesOutOfLineWithSupportedGroups() { // section 4.3.8
        var x25519 = new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32]));
        var p256 = new KeyShareEntry(NamedGroup.SECP256R1.code(), Bytes.wrap(new byte[65]));
        var unlisted = new KeyShareEntry(0x001e, Bytes.wrap(new byte[56]));
        for (var shares :
                List.of(shares(x25519, x25519), shares(unlisted), shares(x25519, unlisted), shares(p256, x25519))) {
            clientHello(Reason.INCONSISTENT_KEY_SHARE, h -> Messages.with(h, shares));
        }
    }

    @Test
    void refusesClientsWithNothingInCommon() {
        clientHello(
                Reason.NO_COMMON_CIPHER_SUITE,
                h -> new ClientHello(
                        0x0303,
                        h.random(),
                        h.legacySessionId(),
                        CodePoints.of(0x1304, 0xc02b),
                        h.legacyCompressionMethods(),
                        h.extensions()));
        clientHello(
                Reason.NO_COMMON_GROUP,
                h -> Messages.with(Messages.with(h, new SupportedGroups(CodePoints.of(0x001e, 0x0100))), shares()));
        clientHello(
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
            var server = server().protocols(version);
            for (UnaryOperator<ClientHello> change : List.<UnaryOperator<ClientHello>>of(
                    h -> Messages.with(Messages.with(h, new SupportedGroups(many)), shares()),
                    h -> Messages.with(h, new SignatureAlgorithms(many)))) {
                var lying = Pair.lyingClient(
                        client().protocols(version).build(),
                        m -> List.of(m instanceof ClientHello h ? change.apply(h) : m));
                var pair = Pair.of(lying, server.build().engine()).run();
                assertThat(pair.server().failure())
                        .hasMessageContaining("0x2000")
                        .hasMessageContaining("and more")
                        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600));
            }
        }
    }

    @Test
    void refusesSecondHelloThatIsNotTheFirstWithTheShareAskedFor() { // section 4.2.2
        var p256 = new KeyShareEntry(NamedGroup.SECP256R1.code(), Bytes.wrap(new byte[65]));
        secondHello(h -> Messages.with(h, shares()));
        secondHello(h ->
                Messages.with(h, shares(new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])))));
        secondHello(h ->
                Messages.with(h, shares(new KeyShareEntry(NamedGroup.X25519.code(), Bytes.wrap(new byte[32])), p256)));
        secondHello(h -> Messages.with(h, new EarlyData()));
        secondHello(h -> Messages.with(h, Alpn.of(List.of("h2"))));
        secondHello(h -> new ClientHello(
                0x0303,
                Bytes.wrap(new byte[32]),
                h.legacySessionId(),
                h.cipherSuites(),
                h.legacyCompressionMethods(),
                h.extensions()));
    }

    // change_cipher_spec (RFC 9846 section 5)

    @Test
    void refusesChangeCipherSpecAfterTheHandshake() throws Exception {
        for (boolean toServer : new boolean[] {true, false}) {
            var late = new boolean[1];
            var pair = Pair.of(client().build(), server().build())
                    .wire((direction, record) -> {
                        boolean now = late[0];
                        late[0] = false;
                        return now ? List.of(CHANGE_CIPHER_SPEC, record) : List.of(record);
                    })
                    .handshake();
            late[0] = true;
            var from = toServer ? pair.client() : pair.server();
            var to = toServer ? pair.server() : pair.client();
            from.send(new byte[] {1});
            pair.run();
            assertAborted(to, Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, from);
            assertThat(to.received()).isEmpty();
        }
    }

    @Test
    void refusesChangeCipherSpecBeforeTheClientHello() {
        var pair = Pair.of(client().build(), server().build())
                .wire((direction, record) -> List.of(CHANGE_CIPHER_SPEC, record))
                .run();
        assertAborted(pair.server(), Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, pair.client());
    }

    private void visit() throws Exception {
        Pair.of(client().build(), server().build()).handshake().close();
        assertThat(store.stored()).isPositive();
    }

    private void bothHellos(Reason reason, UnaryOperator<ServerHello> change) {
        serverHello(client(), retrying(), reason, FIRST, change);
        serverHello(client(), retrying(), reason, LAST, change);
        serverHello(reason, change);
    }

    private void serverHello(Reason reason, UnaryOperator<ServerHello> change) {
        serverHello(client(), server(), reason, LAST, change);
    }

    private void retryRequest(Reason reason, UnaryOperator<ServerHello> change) {
        serverHello(client(), retrying(), reason, FIRST, change);
    }

    private static void serverHello(
            ClientConfig.Builder client,
            ServerConfig.Builder server,
            Reason reason,
            Predicate<ServerHello> which,
            UnaryOperator<ServerHello> change) {
        serverLie(
                client,
                server,
                reason,
                m -> List.of(m instanceof ServerHello hello && which.test(hello) ? change.apply(hello) : m));
    }

    private void encryptedExtensions(
            ClientConfig.Builder client, Reason reason, UnaryOperator<EncryptedExtensions> change) {
        serverLie(
                client,
                server(),
                reason,
                m -> List.of(m instanceof EncryptedExtensions extensions ? change.apply(extensions) : m));
    }

    private static void serverLie(ClientConfig.Builder client, ServerConfig.Builder server, Reason reason, Lie lie) {
        var pair = Pair.of(Pair.engine(client.build(), Pair.NAME), Pair.lyingServer(server.build(), lie))
                .run();
        assertAborted(pair.client(), reason, pair.server());
    }

    private void clientHello(Reason reason, UnaryOperator<ClientHello> change) {
        clientHello(server(), reason, change);
    }

    private void clientHello(ServerConfig.Builder server, Reason reason, UnaryOperator<ClientHello> change) {
        clientLie(server, reason, m -> List.of(m instanceof ClientHello hello ? change.apply(hello) : m));
    }

    /** Change the hello that answers a HelloRetryRequest, which is the second one. */
    private void secondHello(UnaryOperator<ClientHello> change) {
        var hellos = new int[1];
        clientLie(
                retrying(),
                Reason.CLIENT_HELLO_CHANGED,
                m -> List.of(m instanceof ClientHello hello && ++hellos[0] == 2 ? change.apply(hello) : m));
        assertThat(hellos[0]).isEqualTo(2);
    }

    private void clientLie(ServerConfig.Builder server, Reason reason, Lie lie) {
        var pair = Pair.of(
                        Pair.lyingClient(client().build(), lie), server.build().engine())
                .run();
        assertAborted(pair.server(), reason, pair.client());
    }

    private static int otherHash(ServerHello hello) {
        return hello.cipherSuite() == CipherSuite.TLS_AES_256_GCM_SHA384.code()
                ? CipherSuite.TLS_AES_128_GCM_SHA256.code()
                : CipherSuite.TLS_AES_256_GCM_SHA384.code();
    }

    private static KeyShareClientHello shares(KeyShareEntry... entries) {
        return new KeyShareClientHello(List.of(entries));
    }

    private static ServerHello with(ServerHello h, int suite) {
        return new ServerHello(0x0303, h.random(), h.legacySessionIdEcho(), suite, 0, h.extensions());
    }

    private static ServerHello without(ServerHello h, Class<? extends Extension> type) {
        return new ServerHello(
                0x0303,
                h.random(),
                h.legacySessionIdEcho(),
                h.cipherSuite(),
                0,
                Messages.without(h.extensions(), type));
    }

    private static ClientHello without(ClientHello h, Class<? extends Extension> type) {
        return Messages.with(h, Messages.without(h.extensions(), type));
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks)
                .sessions(store)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .protocols(ProtocolVersion.TLS_1_3);
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1}).protocols(ProtocolVersion.TLS_1_3);
    }

    /** A server that answers the first hello of {@link #client} with a HelloRetryRequest. */
    private ServerConfig.Builder retrying() {
        return server().groups(NamedGroup.SECP256R1);
    }
}
