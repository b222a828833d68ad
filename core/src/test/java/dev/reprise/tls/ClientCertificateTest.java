package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.handshake.ClientCertificates;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.CertificateEntry;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.TicketCrafting;
import dev.reprise.tls.session.TicketKeyRing;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import dev.reprise.tls.spec.TicketRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client certificates: who is let in, what ends the handshake, and what resumes with or without one. */
class ClientCertificateTest {
    private static final TestCertificate ROOT = TestCertificates.root("Clients' Root");
    private static final TestCertificate BETWEEN =
            TestCertificates.named("Clients' Intermediate").authority().issuedBy(ROOT);
    private static final TestCertificate ALICE =
            TestCertificates.named("Alice").client().issuedBy(BETWEEN);
    private static final TestCertificate BOB =
            TestCertificates.named("Bob").client().issuedBy(ROOT);

    private final RingClocks clocks = new RingClocks();
    private final TicketKeyRing ring = Parties.ring(clocks);
    private CountingStore store = Parties.store(clocks);

    @AfterEach
    void end() {
        ring.close();
    }

    @Test
    @DisplayName("[68] the client's certificate is told again after resumption: its leaf")
    void tellsTheServerTheChainAndAfterResumptionItsLeaf() throws Exception {
        var client = client(ALICE).build();
        try (var pair = Pair.of(client, required().build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEqualTo(ALICE.chain());
        }
        try (var pair = Pair.of(client, required().build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
            assertThat(pair.server().engine().info().peerCertificates()).containsExactly(ALICE.certificate());
        }
    }

    @ParameterizedTest
    @EnumSource
    void resumesNoClientWhoseIntermediateHasExpired(ProtocolVersion version) throws Exception {
        var between = TestCertificates.named("Clients' Intermediate")
                .authority()
                .valid(Instant.parse("2020-01-01T00:00:00Z"), clocks.now().plusSeconds(60))
                .issuedBy(ROOT);
        var alice = TestCertificates.named("Alice").client().issuedBy(between);
        var client = client(alice).protocols(version).build();
        var server = required().build();
        Pair.of(client, server).handshake().exchange().close();
        clocks.pass(40);
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
        clocks.pass(21);
        // The ticket of the resumed connection, too, ends with the path of the first: only a full handshake is left.
        var pair = Pair.of(client, server).run();
        assertAborted(pair.server(), Reason.CERTIFICATE_EXPIRED, pair.client());
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P256", "P384", "P521", "RSA_2048", "RSA_PSS_2048", "ED25519"})
    void takesEveryKindOfKey(KeyType type) throws Exception {
        var carol = TestCertificates.named("Carol").client().key(type).issuedBy(ROOT);
        try (var pair =
                Pair.of(client(carol).build(), required().build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().peerCertificates()).containsExactly(carol.certificate());
        }
    }

    @ParameterizedTest
    @EnumSource(Pair.Delivery.class)
    void worksAfterRetryHoweverTheBytesArrive(Pair.Delivery delivery) throws Exception {
        var client =
                client(ALICE).groups(NamedGroup.X25519, NamedGroup.SECP256R1).build();
        var server = required().groups(NamedGroup.SECP256R1).build();
        for (var kind : List.of(HandshakeKind.FULL_WITH_RETRY, HandshakeKind.RESUMED_WITH_RETRY)) {
            try (var pair =
                    Pair.of(client, server).delivery(delivery).handshake().exchange()) {
                assertThat(pair.server().engine().info().handshakeKind()).isEqualTo(kind);
                assertThat(pair.server().engine().info().peerCertificates()).contains(ALICE.certificate());
            }
        }
    }

    @Test
    void sendsAwayClientWithoutCertificateWhereOneIsRequired() throws Exception {
        // Section 4.5.1.3: certificate_required.
        var pair = Pair.of(client().build(), required().build()).run();
        assertAborted(pair.server(), Reason.CLIENT_CERTIFICATE_REQUIRED, pair.client());
    }

    @Test
    void letsClientWithoutCertificateInWhereItIsOptional() throws Exception {
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair =
                    Pair.of(client().build(), optional().build()).handshake().exchange()) {
                assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
                assertThat(pair.server().engine().info().resumed()).isEqualTo(resumed);
            }
        }
    }

    @Test
    void readsIdentityAndAnchorsFromFiles(@TempDir Path folder) throws Exception {
        ALICE.write(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        Files.write(folder.resolve("ca.pem"), TestCertificate.pem(List.of(BETWEEN.certificate(), ROOT.certificate())));
        var client = Parties.client(clocks)
                .identity(folder.resolve("chain.pem"), folder.resolve("key.pem"))
                .build();
        var ca = folder.resolve("ca.pem");
        for (var server : List.of(server().requireClientCertificate(ca), server().optionalClientCertificate(ca))) {
            try (var pair = Pair.of(client, server.build()).handshake()) {
                assertThat(pair.server().engine().info().peerCertificates()).isEqualTo(ALICE.chain());
            }
        }
        Files.write(ca, BETWEEN.certificatePem());
        assertThatThrownBy(() -> server().requireClientCertificate(ca))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no self-signed certificate");
        assertThatThrownBy(() -> server().requireClientCertificate(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void completesThePathFromTheCaFilesIntermediates(@TempDir Path folder) throws Exception {
        var ca = folder.resolve("ca.pem");
        Files.write(ca, TestCertificate.pem(List.of(ROOT.certificate(), BETWEEN.certificate())));
        var leafOnly = new Identity(List.of(ALICE.certificate()), ALICE.key());
        var client = client().identity(leafOnly).build();
        Pair.of(client, server().requireClientCertificate(ca).build())
                .handshake()
                .close();
    }

    @Test
    void resumesNobodyWhosePathAnIntermediateTakenOutOfTheCaFileWas(@TempDir Path folder) throws Exception {
        var both = folder.resolve("both.pem");
        var one = folder.resolve("one.pem");
        Files.write(both, TestCertificate.pem(List.of(ROOT.certificate(), BETWEEN.certificate())));
        Files.write(one, ROOT.certificatePem());
        var client = client().identity(new Identity(List.of(ALICE.certificate()), ALICE.key()))
                .build();
        Pair.of(client, server().requireClientCertificate(both).build())
                .handshake()
                .exchange()
                .close();
        // A full handshake, and no chain of the client's that leads to an authority the server names.
        var pair =
                Pair.of(client, server().requireClientCertificate(one).build()).run();
        assertAborted(pair.server(), Reason.CLIENT_CERTIFICATE_REQUIRED, pair.client());
    }

    @Test
    void refusesChainsThatDoNotVerify() {
        var impostor = TestCertificates.root("Clients' Root");
        refuses(TestCertificates.named("Mallory").client().issuedBy(impostor), Reason.UNKNOWN_CERTIFICATE_AUTHORITY);
        refuses(TestCertificates.named("Late").client().expired().issuedBy(ROOT), Reason.CERTIFICATE_EXPIRED);
        refuses(TestCertificates.named("Server").server().issuedBy(ROOT), Reason.CERTIFICATE_NOT_ALLOWED);
    }

    /** Section 4.5.1.3 leaves the choice for unacceptable chains: where one is optional, too, we abort. */
    private void refuses(TestCertificate certificate, Reason reason) {
        for (var server : List.of(required(), optional())) {
            var pair = Pair.of(client(certificate).build(), server.build()).run();
            assertAborted(pair.server(), reason, pair.client());
        }
    }

    @Test
    void declinesWhenTheServerListsOtherAuthorities() throws Exception {
        // Section 4.5.1.2: one certificate of the chain should be issued by a listed authority.
        var stranger = TestCertificates.named("Stranger").client().issuedBy(TestCertificates.root("Elsewhere"));
        try (var pair = Pair.of(client(stranger).build(), optional().build()).handshake()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
        }
    }

    @Test
    void looksAtEveryIssuerOfItsChain() throws Exception {
        // Alice's leaf is issued by the intermediate, which the server does not list.
        try (var pair = Pair.of(client(ALICE).build(), optional().build()).handshake()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEqualTo(ALICE.chain());
        }
    }

    @Test
    void declinesWhenNoAuthorityIsName() throws Exception {
        var nonsense = new CertificateAuthorities(List.of(Bytes.wrap(new byte[] {0x30, 5, 1})));
        try (var pair = pair(
                        ALICE,
                        optional(),
                        message -> message instanceof CertificateRequest request
                                ? List.of(new CertificateRequest(
                                        Bytes.EMPTY, Messages.with(request.extensions(), nonsense)))
                                : List.of(message))
                .handshake()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
        }
    }

    @Test
    void declinesWhenItsKeyFitsNoScheme() throws Exception {
        var rsa = new SignatureAlgorithms(
                CodePoints.of(SignatureScheme.RSA_PSS_RSAE_SHA256.code(), SignatureScheme.RSA_PKCS1_SHA256.code()));
        try (var pair = pair(
                        ALICE,
                        optional(),
                        message -> message instanceof CertificateRequest request
                                ? List.of(new CertificateRequest(Bytes.EMPTY, Messages.with(request.extensions(), rsa)))
                                : List.of(message))
                .handshake()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
        }
    }

    @Test
    void listsAuthoritiesUnlessThereAreTooMany() {
        assertThat(ClientCertificates.subjects(List.of(ROOT.certificate(), ROOT.certificate())))
                .containsExactly(
                        Bytes.wrap(ROOT.certificate().getSubjectX500Principal().getEncoded()));
        var keys = KeyType.P256.generate();
        var many = new ArrayList<X509Certificate>();
        for (int i = 0; i < 17; i++) {
            var name = new X500Name("CN=" + i + ",O=" + "x".repeat(1000));
            many.add(TestCertificates.named("")
                    .subject(name)
                    .keys(keys)
                    .authority()
                    .selfSigned()
                    .certificate());
        }
        assertThat(ClientCertificates.subjects(many.subList(0, 15))).hasSize(15);
        assertThat(ClientCertificates.subjects(many)).isEmpty();
    }

    // What a client must not do.

    @Test
    void refusesSignatureThatDoesNotVerify() {
        lies(
                Reason.BAD_SIGNATURE,
                message -> List.of(
                        message instanceof CertificateVerify verify
                                ? new CertificateVerify(verify.scheme(), flipped(verify.signature()))
                                : message));
    }

    @Test
    void refusesSignatureOfOtherScheme() {
        // Section 4.5.2: one of signature_algorithms, not PKCS1, and fit for the key.
        lies(
                Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                message -> List.of(
                        message instanceof CertificateVerify verify
                                ? new CertificateVerify(SignatureScheme.RSA_PKCS1_SHA256.code(), verify.signature())
                                : message));
        lies(
                Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                message -> List.of(
                        message instanceof CertificateVerify verify
                                ? new CertificateVerify(0x0203, verify.signature())
                                : message));
        lies(
                Reason.SIGNATURE_SCHEME_MISMATCH,
                message -> List.of(
                        message instanceof CertificateVerify verify
                                ? new CertificateVerify(SignatureScheme.ED25519.code(), verify.signature())
                                : message));
    }

    @Test
    void refusesCertificateWithoutProofAndProofWithoutCertificate() {
        // Section 4.5.2: CertificateVerify follows a Certificate that is not empty, and no other.
        lies(Reason.UNEXPECTED_MESSAGE, message -> message instanceof CertificateVerify ? List.of() : List.of(message));
        lies(Reason.UNEXPECTED_MESSAGE, message -> message instanceof Certificate ? List.of() : List.of(message));
        var empty = new Certificate(Bytes.EMPTY, List.of());
        var pair = Pair.of(
                        Pair.lyingClient(
                                client(ALICE).build(),
                                message -> List.of(message instanceof Certificate ? empty : message)),
                        optional().build().engine())
                .run();
        assertAborted(pair.server(), Reason.UNEXPECTED_MESSAGE, pair.client());
    }

    @Test
    void refusesFinishedInThePlaceOfCertificate() {
        // Section 4.5.1: a client that was asked must send Certificate, if only an empty one.
        lies(
                Reason.UNEXPECTED_MESSAGE,
                message -> message instanceof Certificate || message instanceof CertificateVerify
                        ? List.of()
                        : List.of(message));
    }

    @Test
    void refusesContextAndExtensionsNobodyAskedFor() {
        lies(
                Reason.BAD_CERTIFICATE_REQUEST_CONTEXT,
                message -> List.of(
                        message instanceof Certificate certificate
                                ? new Certificate(Bytes.wrap(new byte[] {1}), certificate.entries())
                                : message));
        var unknown = Extensions.of(new UnknownExtension(0x1234, Bytes.EMPTY));
        lies(
                Reason.UNSOLICITED_EXTENSION,
                message -> List.of(
                        message instanceof Certificate certificate
                                ? new Certificate(
                                        Bytes.EMPTY,
                                        List.of(new CertificateEntry(
                                                certificate.entries().get(0).certificate(), unknown)))
                                : message));
    }

    @Test
    void refusesCertificateThatIsNone() {
        lies(
                Reason.MALFORMED_CERTIFICATE,
                message -> List.of(
                        message instanceof Certificate
                                ? new Certificate(
                                        Bytes.EMPTY,
                                        List.of(new CertificateEntry(
                                                Bytes.wrap(new byte[] {0x30, 0}), Extensions.NONE)))
                                : message));
    }

    private void lies(Reason reason, Lie lie) {
        var pair = Pair.of(
                        Pair.lyingClient(client(ALICE).build(), lie),
                        required().build().engine())
                .run();
        assertAborted(pair.server(), reason, pair.client());
    }

    // What a server must not do.

    @Test
    void refusesRequestWithContextOrWithoutSignatureAlgorithms() {
        // Section 4.4.2: the context is empty in the handshake, signature_algorithms MUST be there.
        serverLies(
                Reason.BAD_CERTIFICATE_REQUEST_CONTEXT,
                message -> List.of(
                        message instanceof CertificateRequest request
                                ? new CertificateRequest(Bytes.wrap(new byte[] {1}), request.extensions())
                                : message));
        serverLies(
                Reason.MISSING_EXTENSION,
                message -> List.of(
                        message instanceof CertificateRequest request
                                ? new CertificateRequest(
                                        Bytes.EMPTY, Messages.without(request.extensions(), SignatureAlgorithms.class))
                                : message));
    }

    @Test
    void refusesSecondRequestAndOneAfterTheHandshake() {
        serverLies(
                Reason.UNEXPECTED_MESSAGE,
                message -> message instanceof CertificateRequest ? List.of(message, message) : List.of(message));
        // Section 4.7.2: post-handshake authentication only with clients that offered it.
        var request = request();
        serverLies(
                Reason.UNEXPECTED_MESSAGE, message -> List.of(message instanceof NewSessionTicket ? request : message));
    }

    @Test
    void refusesRequestInResumedHandshake() throws Exception {
        var client = client(ALICE).build();
        Pair.of(client, required().build()).handshake().close();
        // Section 4.4.2: servers which authenticate with a PSK MUST NOT send CertificateRequest.
        var request = request();
        var server = Pair.lyingServer(
                required().build(),
                message -> message instanceof EncryptedExtensions ? List.of(message, request) : List.of(message));
        var pair = Pair.of(Pair.engine(client, Pair.NAME), server).run();
        assertAborted(pair.client(), Reason.UNEXPECTED_MESSAGE, pair.server());
    }

    private void serverLies(Reason reason, Lie lie) {
        var pair = pair(ALICE, required(), lie).run();
        assertAborted(pair.client(), reason, pair.server());
    }

    // Resumption.

    @Test
    @DisplayName("[69] a session that was not asked for a certificate does not resume where clients are asked")
    void neverResumesWhatWasNotAskedWhereClientsAreAsked() throws Exception {
        visit(client(ALICE), server());
        assertRefused(client(ALICE), required(), TicketRefusal.CLIENT_CERTIFICATE);
        visit(client(BOB), server());
        assertRefused(client(BOB), optional(), TicketRefusal.CLIENT_CERTIFICATE);
    }

    @Test
    @DisplayName("[69] a session without a certificate resumes only where it is optional")
    void resumesWithoutCertificateOnlyWhereItIsOptional() throws Exception {
        visit(client(), optional());
        assertResumed(client(), optional());
        var pair = Pair.of(client().build(), required().build()).run();
        assertAborted(pair.server(), Reason.CLIENT_CERTIFICATE_REQUIRED, pair.client());
    }

    @Test
    void resumesWithCertificateWhetherRequiredOrOptional() throws Exception {
        visit(client(ALICE), required());
        assertResumed(client(ALICE), optional());
        assertResumed(client(ALICE), required());
    }

    @Test
    void refusesSessionVerifiedUnderOtherAnchors() throws Exception {
        visit(client(ALICE), required());
        var more = List.of(ROOT.certificate(), Parties.ROOT.certificate());
        assertRefused(client(ALICE), server().requireClientCertificate(more), TicketRefusal.CLIENT_CERTIFICATE);
    }

    @Test
    void carriesTheCertificateThroughServerThatDoesNotAsk() throws Exception {
        visit(client(ALICE), required());
        store.ignoreNew(true);
        Pair.of(client(ALICE).build(), required().build()).handshake().close();
        store.ignoreNew(false);
        try (var pair = Pair.of(client(ALICE).build(), server().build()).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
            // It has verified no certificate, so it tells none.
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
        }
        try (var pair = Pair.of(client(ALICE).build(), required().build()).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
            assertThat(pair.server().engine().info().peerCertificates()).containsExactly(ALICE.certificate());
        }
    }

    @Test
    void resumesTicketsOfServersThatTellNoPolicyOnlyWithLeafThatVerifiesNow() throws Exception {
        var key = new byte[48];
        key[0] = 1;
        ring.add(1, key);
        // A C server seals no application data; what it wanted of clients is not known.
        Lie foreign = message -> List.of(
                message instanceof NewSessionTicket ticket
                        ? Messages.withTicket(
                                ticket,
                                TicketCrafting.resealed(
                                        ticket.ticket(), key, session -> session.applicationData(Bytes.EMPTY)))
                        : message);
        assertForeign(client(BOB), required(), foreign, null);
        assertForeign(client(BOB), optional(), foreign, null);
        // Alice's leaf leads to the root by an intermediate that the ticket does not hold.
        assertForeign(client(ALICE), required(), foreign, TicketRefusal.CLIENT_CERTIFICATE);
        assertForeign(client(), optional(), foreign, TicketRefusal.CLIENT_CERTIFICATE);
    }

    private void assertForeign(
            ClientConfig.Builder client, ServerConfig.Builder server, Lie lie, @Nullable TicketRefusal refusal)
            throws Exception {
        store = Parties.store(clocks);
        var config = client.sessions(store).build();
        Pair.of(Pair.engine(config, Pair.NAME), Pair.lyingServer(server.build(), lie))
                .handshake()
                .close();
        try (var pair = Pair.of(config, server.build()).handshake()) {
            assertThat(pair.server().engine().info().ticketRefusal()).isEqualTo(Optional.ofNullable(refusal));
            assertThat(pair.server().engine().info().resumed()).isEqualTo(refusal == null);
        }
    }

    @Test
    void endsTheTicketWithTheClientCertificate() throws Exception {
        var brief = TestCertificates.named("Brief")
                .client()
                .valid(Instant.parse("2020-01-01T00:00:00Z"), clocks.now().plusSeconds(600))
                .issuedBy(ROOT);
        visit(client(brief), required());
        clocks.pass(599);
        assertResumed(client(brief), required());
        clocks.pass(2);
        var pair = Pair.of(client(brief).build(), required().build()).run();
        assertAborted(pair.server(), Reason.CERTIFICATE_EXPIRED, pair.client());
    }

    @Test
    void neverOffersSessionUnderOtherIdentity() throws Exception {
        visit(client(ALICE), optional());
        for (var other : List.of(client(BOB), client())) {
            store.ignoreNew(true);
            try (var pair = Pair.of(other.build(), optional().build()).handshake()) {
                assertThat(pair.client().engine().info().notOffered()).contains(NotOffered.IDENTITY);
                assertThat(pair.server().engine().info().ticketRefusal()).isEmpty();
            }
        }
        assertResumed(client(ALICE), optional());
    }

    private void visit(ClientConfig.Builder client, ServerConfig.Builder server) throws Exception {
        Pair.of(client.build(), server.build()).handshake().close();
    }

    private void assertResumed(ClientConfig.Builder client, ServerConfig.Builder server) throws Exception {
        try (var pair = Pair.of(client.build(), server.build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().ticketRefusal()).isEmpty();
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
    }

    private void assertRefused(ClientConfig.Builder client, ServerConfig.Builder server, TicketRefusal why)
            throws Exception {
        try (var pair = Pair.of(client.build(), server.build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().ticketRefusal()).contains(why);
            assertThat(pair.server().engine().info().peerCertificates()).isNotEmpty();
        }
    }

    private Pair pair(TestCertificate identity, ServerConfig.Builder server, Lie lie) {
        return Pair.of(Pair.engine(client(identity).build(), Pair.NAME), Pair.lyingServer(server.build(), lie));
    }

    private ClientConfig.Builder client() {
        return Parties.client(clocks).sessions(store);
    }

    private ClientConfig.Builder client(TestCertificate identity) {
        return client().identity(Parties.identity(identity));
    }

    private ServerConfig.Builder server() {
        return Parties.server(clocks).ticketKeys(ring).sessionId(new byte[] {1});
    }

    private ServerConfig.Builder required() {
        return server().requireClientCertificate(List.of(ROOT.certificate()));
    }

    private ServerConfig.Builder optional() {
        return server().optionalClientCertificate(List.of(ROOT.certificate()));
    }

    private static Bytes flipped(Bytes signature) {
        var changed = signature.toArray();
        changed[changed.length - 1] ^= 1;
        return Bytes.wrap(changed);
    }

    private static HandshakeMessage request() {
        return new ClientCertificates(
                        true, (chain, name) -> Instant.MAX, List.of(SignatureScheme.ECDSA_SECP256R1_SHA256), List.of())
                .request();
    }
}
