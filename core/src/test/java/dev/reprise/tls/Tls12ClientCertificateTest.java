package dev.reprise.tls;

import static dev.reprise.tls.CertifiedPeers.BOB;
import static dev.reprise.tls.CertifiedPeers.ROOT;
import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.CodePoints;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.internal.message.Tls12CertificateRequest;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client certificates in TLS 1.2 (RFC 5246 sections 7.4.4, 7.4.6 and 7.4.8). */
class Tls12ClientCertificateTest {
    private CertifiedPeers peers = new CertifiedPeers(ProtocolVersion.TLS_1_2);

    @ParameterizedTest
    @DisplayName("[68] in TLS 1.2 the client's certificate is told again after resumption")
    @EnumSource(
            value = KeyType.class,
            names = {"P256", "P384", "P521", "RSA_2048", "RSA_PSS_2048", "ED25519"})
    void takesEveryKindOfKeyAndReportsItAgainAfterResumption(KeyType type) throws Exception {
        var carol = TestCertificates.named("Carol").client().key(type).issuedBy(ROOT);
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(
                            peers.client(carol).build(), peers.required().build())
                    .handshake()
                    .exchange()) {
                var info = pair.server().engine().info();
                assertThat(info.resumed()).isEqualTo(resumed);
                assertThat(info.peerCertificates()).containsExactly(carol.certificate());
            }
        }
    }

    @Test
    void sendsAwayClientsWithoutCertificateWhereOneIsRequired() { // RFC 5246 section 7.4.6: handshake_failure
        var pair = Pair.of(peers.client().build(), peers.required().build()).run();
        assertAborted(pair.server(), Reason.NO_CLIENT_CERTIFICATE, pair.client());
    }

    @Test
    void letsThemInWhereItIsOptional() throws Exception {
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(peers.client().build(), peers.optional().build())
                    .handshake()
                    .exchange()) {
                assertThat(pair.server().engine().info().resumed()).isEqualTo(resumed);
                assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("[69] in TLS 1.2 a session without a certificate does not resume where clients are asked")
    void neverResumesPastStricterPolicy() throws Exception {
        Pair.of(peers.client().build(), peers.server().build()).handshake().close();
        try (var pair =
                Pair.of(peers.client().build(), peers.optional().build()).handshake()) {
            assertThat(pair.server().engine().info().ticketRefusal()).contains(TicketRefusal.CLIENT_CERTIFICATE);
        }
        var pair = Pair.of(peers.client().build(), peers.required().build()).run();
        assertAborted(pair.server(), Reason.NO_CLIENT_CERTIFICATE, pair.client());
    }

    @Test
    void refusesChainsThatDoNotVerify() {
        var mallory = TestCertificates.named("Mallory").client().issuedBy(TestCertificates.root("Clients' Root"));
        var pair =
                Pair.of(peers.client(mallory).build(), peers.optional().build()).run();
        assertAborted(pair.server(), Reason.UNKNOWN_CERTIFICATE_AUTHORITY, pair.client());
    }

    @Test
    void declinesWhenTypeOrSchemeDoNotFit() throws Exception {
        declines(
                CertificateWithheld.KEY_TYPE,
                new Tls12CertificateRequest(
                        Bytes.wrap(new byte[] {Tls12CertificateRequest.RSA_SIGN}), CodePoints.of(0x0403), List.of()));
        declines(
                CertificateWithheld.SIGNATURE_SCHEME,
                new Tls12CertificateRequest(
                        Bytes.wrap(new byte[] {Tls12CertificateRequest.ECDSA_SIGN}),
                        CodePoints.of(0x0401, 0x0203),
                        List.of()));
    }

    private void declines(CertificateWithheld why, Tls12CertificateRequest request) throws Exception {
        var lying = Pair.lyingServer(
                peers.optional().build(), m -> List.of(m instanceof Tls12CertificateRequest ? request : m));
        try (var pair = Pair.of(Pair.engine(peers.client(BOB).build(), Pair.NAME), lying)
                .handshake()
                .exchange()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
            assertThat(pair.client()
                            .engine()
                            .info()
                            .withheldCertificate()
                            .orElseThrow()
                            .reason())
                    .isEqualTo(why);
        }
        peers = new CertifiedPeers(ProtocolVersion.TLS_1_2);
    }

    @Test
    void refusesSignaturesThatAreNotTheCertificates() {
        lies(
                Reason.BAD_SIGNATURE,
                m -> List.of(
                        m instanceof CertificateVerify v ? new CertificateVerify(v.scheme(), Bytes.ofHex("3000")) : m));
        lies(
                Reason.SIGNATURE_SCHEME_NOT_OFFERED,
                m -> List.of(m instanceof CertificateVerify v ? new CertificateVerify(0x0203, v.signature()) : m));
        lies(
                Reason.SIGNATURE_SCHEME_MISMATCH,
                m -> List.of(m instanceof CertificateVerify v ? new CertificateVerify(0x0401, v.signature()) : m));
        // RFC 5246 section 7.4.8: it follows a certificate, always and only.
        lies(Reason.UNEXPECTED_CHANGE_CIPHER_SPEC, m -> m instanceof CertificateVerify ? List.of() : List.of(m));
        lies(
                Reason.UNEXPECTED_MESSAGE,
                m -> List.of(m instanceof Tls12Certificate ? new Tls12Certificate(List.of()) : m));
        lies(Reason.UNEXPECTED_MESSAGE, m -> m instanceof Tls12Certificate ? List.of() : List.of(m));
    }

    private void lies(Reason reason, Lie lie) {
        LyingPeers.clientLie(peers.client(BOB), peers.optional(), reason, lie);
    }
}
