package dev.reprise.tls;

import static dev.reprise.tls.CertifiedPeers.ALICE;
import static dev.reprise.tls.CertifiedPeers.BETWEEN;
import static dev.reprise.tls.CertifiedPeers.ROOT;
import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.handshake.server.ClientCertificates;
import dev.reprise.tls.internal.message.CertificateAuthorities;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PeerAlertException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client certificates: who is let in, who sends none, and which authorities a server names. */
class ClientCertificateTest {
    private final CertifiedPeers peers = new CertifiedPeers(ProtocolVersion.values());

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P256", "P384", "P521", "RSA_2048", "RSA_PSS_2048", "ED25519"})
    void takesEveryKindOfKey(KeyType type) throws Exception {
        var carol = TestCertificates.named("Carol").client().key(type).issuedBy(ROOT);
        try (var pair = Pair.of(peers.client(carol).build(), peers.required().build())
                .handshake()
                .exchange()) {
            assertThat(pair.server().engine().info().peerCertificates()).containsExactly(carol.certificate());
        }
    }

    @ParameterizedTest
    @EnumSource(Pair.Delivery.class)
    void worksAfterRetryHoweverTheBytesArrive(Pair.Delivery delivery) throws Exception {
        var client = peers.client(ALICE)
                .groups(NamedGroup.X25519, NamedGroup.SECP256R1)
                .build();
        var server = peers.required().groups(NamedGroup.SECP256R1).build();
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
        var pair = Pair.of(peers.client().build(), peers.required().build()).run();
        assertAborted(pair.server(), Reason.CLIENT_CERTIFICATE_REQUIRED, pair.client());
    }

    @Test
    void letsClientWithoutCertificateInWhereItIsOptional() throws Exception {
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(peers.client().build(), peers.optional().build())
                    .handshake()
                    .exchange()) {
                assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
                assertThat(pair.server().engine().info().resumed()).isEqualTo(resumed);
            }
        }
    }

    @Test
    void readsIdentityAndAnchorsFromFiles(@TempDir Path folder) throws Exception {
        ALICE.write(folder.resolve("chain.pem"), folder.resolve("key.pem"));
        Files.write(folder.resolve("ca.pem"), TestCertificate.pem(List.of(BETWEEN.certificate(), ROOT.certificate())));
        var client = Parties.client(peers.clocks)
                .identity(folder.resolve("chain.pem"), folder.resolve("key.pem"))
                .build();
        var ca = folder.resolve("ca.pem");
        for (var server : List.of(
                peers.server().requireClientCertificate(ca), peers.server().optionalClientCertificate(ca))) {
            try (var pair = Pair.of(client, server.build()).handshake()) {
                assertThat(pair.server().engine().info().peerCertificates()).isEqualTo(ALICE.chain());
            }
        }
        Files.write(ca, BETWEEN.certificatePem());
        assertThatThrownBy(() -> peers.server().requireClientCertificate(ca))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no self-signed certificate");
        assertThatThrownBy(() -> peers.server().requireClientCertificate(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void completesThePathFromTheCaFilesIntermediates(@TempDir Path folder) throws Exception {
        var ca = folder.resolve("ca.pem");
        Files.write(ca, TestCertificate.pem(List.of(ROOT.certificate(), BETWEEN.certificate())));
        var leafOnly = new Identity(List.of(ALICE.certificate()), ALICE.key());
        var client = peers.client().identity(leafOnly).build();
        Pair.of(client, peers.server().requireClientCertificate(ca).build())
                .handshake()
                .close();
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
        for (var server : List.of(peers.required(), peers.optional())) {
            var pair =
                    Pair.of(peers.client(certificate).build(), server.build()).run();
            assertAborted(pair.server(), reason, pair.client());
        }
    }

    /** Section 4.5.1.2: it SHOULD be issued by a listed authority, but a server may know a way from another. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsItsOneCertificateWhateverAuthoritiesTheServerLists(ProtocolVersion version) throws Exception {
        var leafOnly = new Identity(List.of(ALICE.certificate()), ALICE.key());
        var elsewhere = TestCertificates.root("Elsewhere").certificate();
        var of = new CertifiedPeers(version);
        var server = of.server().requireClientCertificate(List.of(ROOT.certificate(), elsewhere));
        var pair =
                Pair.of(of.client().identity(leafOnly).build(), server.build()).run();
        // No way leads from the leaf to the root here; elsewhere the server may have the intermediate.
        assertAborted(pair.server(), Reason.UNKNOWN_CERTIFICATE_AUTHORITY, pair.client());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void tellsThatItHadNoCertificateToShowAndWhoseWereWanted(ProtocolVersion version) throws Exception {
        var of = new CertifiedPeers(version);
        try (var pair = Pair.of(of.client().build(), of.optional().build()).handshake()) {
            var withheld = pair.client().engine().info().withheldCertificate().orElseThrow();
            assertThat(withheld.reason()).isEqualTo(CertificateWithheld.NO_IDENTITY);
            assertThat(withheld.issuers()).containsExactly(ROOT.certificate().getSubjectX500Principal());
        }
        var pair = Pair.of(of.client().build(), of.required().build()).run();
        assertThat(pair.client().failure())
                .isInstanceOf(PeerAlertException.class)
                .hasMessageContaining("Clients' Root");
    }

    @Test
    void tellsOfNothingWithheldWhereItIsShownOrNotAskedFor() throws Exception {
        for (var server : List.of(peers.required(), peers.server())) {
            try (var pair = Pair.of(peers.client(ALICE).build(), server.build()).handshake()) {
                assertThat(pair.client().engine().info().withheldCertificate()).isEmpty();
            }
        }
    }

    @Test
    void looksAtEveryIssuerOfItsChain() throws Exception {
        // Alice's leaf is issued by the intermediate, which the server does not list.
        try (var pair =
                Pair.of(peers.client(ALICE).build(), peers.optional().build()).handshake()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEqualTo(ALICE.chain());
        }
    }

    @Test
    void tellsTheNamesAmongTheAuthoritiesAlone() throws Exception {
        var nonsense = new CertificateAuthorities(List.of(
                Bytes.wrap(new byte[] {0x30, 5, 1}),
                Bytes.wrap(ROOT.certificate().getSubjectX500Principal().getEncoded())));
        var server = Pair.lyingServer(
                peers.optional().build(),
                message -> message instanceof CertificateRequest request
                        ? List.of(new CertificateRequest(Bytes.EMPTY, Messages.with(request.extensions(), nonsense)))
                        : List.of(message));
        try (var pair =
                Pair.of(Pair.engine(peers.client().build(), Pair.NAME), server).handshake()) {
            var withheld = pair.client().engine().info().withheldCertificate().orElseThrow();
            assertThat(withheld.issuers()).containsExactly(ROOT.certificate().getSubjectX500Principal());
        }
    }

    @Test
    void declinesWhenItsKeyFitsNoScheme() throws Exception {
        var rsa = new SignatureAlgorithms(
                CodePoints.of(SignatureScheme.RSA_PSS_RSAE_SHA256.code(), SignatureScheme.RSA_PKCS1_SHA256.code()));
        try (var pair = pair(
                        ALICE,
                        peers.optional(),
                        message -> message instanceof CertificateRequest request
                                ? List.of(new CertificateRequest(Bytes.EMPTY, Messages.with(request.extensions(), rsa)))
                                : List.of(message))
                .handshake()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
            var withheld = pair.client().engine().info().withheldCertificate().orElseThrow();
            assertThat(withheld.reason()).isEqualTo(CertificateWithheld.SIGNATURE_SCHEME);
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

    private Pair pair(TestCertificate identity, ServerConfig.Builder server, Lie lie) {
        return Pair.of(Pair.engine(peers.client(identity).build(), Pair.NAME), Pair.lyingServer(server.build(), lie));
    }
}
