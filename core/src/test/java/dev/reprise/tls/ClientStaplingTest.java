package dev.reprise.tls;

import static dev.reprise.tls.CertifiedPeers.ALICE;
import static dev.reprise.tls.CertifiedPeers.BETWEEN;
import static dev.reprise.tls.CertifiedPeers.BOB;
import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.CertificateEntry;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.ExtensionType;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.StapledStatus;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OCSP responses that come with a client's certificate (RFC 9846 section 4.5.1.1). */
class ClientStaplingTest {
    private final CertifiedPeers peers = new CertifiedPeers(ProtocolVersion.TLS_1_3);

    private TestOcsp about(TestCertificate certificate) {
        return Staples.about(certificate, peers.clocks);
    }

    /** Make a client that staples. */
    private ClientConfig client(TestCertificate certificate, TestOcsp response) {
        var client = peers.client(certificate).build();
        client.staple(response.der());
        return client;
    }

    private ConnectionInfo served(ClientConfig client, ServerConfig.Builder server) throws Exception {
        try (var pair = Pair.of(client, server.build()).handshake()) {
            return pair.server().engine().info();
        }
    }

    private void refused(Reason reason, ClientConfig client) {
        try (var pair =
                Pair.of(client, peers.required().requireStapling().build()).run()) {
            assertAborted(pair.server(), reason, pair.client());
        }
    }

    @Test
    void tellsTheServerWhatTheResponseSays() throws Exception {
        var info = served(client(ALICE, about(ALICE)), peers.required().requireStapling());
        assertThat(info.peerCertificates().get(0)).isEqualTo(ALICE.certificate());
        assertThat(info.ocspStatus().map(OcspStatus::certificateStatus)).contains(OcspStatus.CertificateStatus.GOOD);
    }

    @Test
    void refusesAClientWithoutAResponse() {
        refused(Reason.CERTIFICATE_STATUS_REQUIRED, peers.client(ALICE).build());
        // One about the intermediate is none about the client.
        refused(Reason.CERTIFICATE_STATUS_REQUIRED, client(ALICE, about(BETWEEN)));
    }

    @Test
    void refusesWhatIsRevokedUnknownOrNotFitToBeBelieved() {
        refused(Reason.CERTIFICATE_REVOKED, client(BOB, about(BOB).revoked(peers.clocks.now(), 1)));
        refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, client(BOB, about(BOB).unknown()));
        var stranger = TestCertificates.named("Stranger").issuedBy(CertifiedPeers.ROOT);
        refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, client(BOB, about(BOB).signedBy(stranger)));
    }

    @Test
    void refusesAnIntermediateThatIsRevoked() {
        var client = client(ALICE, about(ALICE));
        client.staple(about(BETWEEN).revoked(peers.clocks.now(), 2).der());
        refused(Reason.CERTIFICATE_REVOKED, client);
    }

    @Test
    void refusesAResponseThatIsNoneExpiredOrOfAnother() {
        var now = peers.clocks.now();
        var expired = about(BOB).updated(now.minusSeconds(7200), now.minusSeconds(3600));
        for (var response : List.of(
                Bytes.ofHex("00"),
                Bytes.wrap(TestOcsp.error(3)),
                Bytes.wrap(expired.der()),
                Bytes.wrap(about(ALICE).der()))) {
            LyingPeers.clientLie(
                    peers.client(BOB),
                    peers.required().requireStapling(),
                    Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                    stapling(response));
        }
    }

    @Test
    void refusesAResponseThatNobodyAskedFor() {
        // Section 4.5.1: extensions in a CertificateEntry must answer those of the CertificateRequest.
        LyingPeers.clientLie(
                peers.client(BOB),
                peers.required(),
                Reason.UNSOLICITED_EXTENSION,
                stapling(Bytes.wrap(about(BOB).der())));
    }

    @Test
    void refusesARequestThatIsNotEmpty() {
        // Section 4.5.1.1: an empty status_request.
        var full = new UnknownExtension(ExtensionType.STATUS_REQUEST.code(), Bytes.ofHex("0100000000"));
        LyingPeers.serverLie(
                peers.client(BOB),
                peers.required(),
                Reason.TRAILING_BYTES,
                message -> List.of(
                        message instanceof CertificateRequest request
                                ? new CertificateRequest(Bytes.EMPTY, Messages.with(request.extensions(), full))
                                : message));
    }

    @Test
    void answersOnlyAServerThatAsks() throws Exception {
        var client = client(BOB, about(BOB));
        // It would refuse a response it had not asked for.
        assertThat(served(client, peers.required()).ocspStatus()).isEmpty();
    }

    @Test
    void sendsNoResponseThatHasExpiredMeanwhile() throws Exception {
        var client = client(BOB, about(BOB));
        served(client, peers.required().requireStapling());
        peers.clocks.pass(7200);
        refused(Reason.CERTIFICATE_STATUS_REQUIRED, client);
        client.staple(about(BOB).der());
        assertThat(served(client, peers.required().requireStapling()).ocspStatus())
                .isPresent();
    }

    @Test
    void resumesWhileTheResponseIsFresh() throws Exception {
        var client = client(BOB, about(BOB));
        var server = peers.required().requireStapling();
        assertThat(served(client, server).resumed()).isFalse();
        peers.clocks.pass(3000);
        assertThat(served(client, server).resumed()).isTrue();
        peers.clocks.pass(1000); // older than the response may be, younger than the session
        client.staple(about(BOB).der());
        assertThat(served(client, server).resumed()).isFalse();
    }

    @Test
    void resumesNoSessionThatWasMadeWithoutAResponse() throws Exception {
        var client = client(BOB, about(BOB));
        served(client, peers.required());
        assertThat(served(client, peers.required()).resumed()).isTrue();
        assertThat(served(client, peers.required().requireStapling()).resumed()).isFalse();
    }

    @Test
    void asksNothingOfAClientThatShowsNoCertificate() throws Exception {
        assertThat(served(peers.client().build(), peers.optional().requireStapling())
                        .peerCertificates())
                .isEmpty();
    }

    @Test
    void refusesToRequireItWhereNobodyIsAskedOrNobodyCanAnswer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peers.server().requireStapling().build())
                .withMessageContaining("requireClientCertificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peers.required()
                        .protocols(ProtocolVersion.values())
                        .requireStapling()
                        .build())
                .withMessageContaining("TLS 1.2");
    }

    @Test
    void takesOnlyAResponseAboutTheCertificateItShows(@TempDir Path folder) throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> peers.client().build().staple(about(BOB).der()));
        var client = client(BOB, about(BOB));
        for (var bad : List.of(new byte[0], TestOcsp.error(6), about(ALICE).der())) {
            assertThatIllegalArgumentException().isThrownBy(() -> client.staple(bad));
        }
        assertThat(served(client, peers.required().requireStapling()).ocspStatus())
                .isPresent();

        var fromFile = peers.client(ALICE).build();
        fromFile.staple(Files.write(folder.resolve("ocsp.der"), about(ALICE).der()));
        assertThat(served(fromFile, peers.required().requireStapling()).ocspStatus())
                .isPresent();
    }

    private static Lie stapling(Bytes response) {
        return message -> List.of(
                message instanceof Certificate certificate
                        ? with(certificate, Extensions.of(new StapledStatus(response)))
                        : message);
    }

    private static Certificate with(Certificate certificate, Extensions extensions) {
        return new Certificate(
                certificate.context(),
                List.of(new CertificateEntry(certificate.entries().get(0).certificate(), extensions)));
    }
}
