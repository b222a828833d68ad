package dev.reprise.tls;

import static dev.reprise.tls.CertifiedPeers.ALICE;
import static dev.reprise.tls.PairTest.assertAborted;

import dev.reprise.tls.internal.handshake.SignatureSchemes;
import dev.reprise.tls.internal.handshake.server.ClientCertificates;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.CertificateEntry;
import dev.reprise.tls.internal.message.CertificateRequest;
import dev.reprise.tls.internal.message.CertificateVerify;
import dev.reprise.tls.internal.message.EncryptedExtensions;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.message.SignatureAlgorithms;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.ticket.ClientAuthentication;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client that is asked for its certificate must not do, and a server that asks. */
class ClientCertificateViolationTest {
    private final CertifiedPeers peers = new CertifiedPeers(ProtocolVersion.values());

    // What a client must not do.

    @Test
    void refusesSignatureThatDoesNotVerify() {
        lies(
                Reason.BAD_SIGNATURE,
                message -> List.of(
                        message instanceof CertificateVerify verify
                                ? new CertificateVerify(verify.scheme(), Messages.flipped(verify.signature()))
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
                                peers.client(ALICE).build(),
                                message -> List.of(message instanceof Certificate ? empty : message)),
                        peers.optional().build().engine())
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
        LyingPeers.clientLie(peers.client(ALICE), peers.required(), reason, lie);
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
        var client = peers.client(ALICE).build();
        Pair.of(client, peers.required().build()).handshake().close();
        // Section 4.4.2: servers which authenticate with a PSK MUST NOT send CertificateRequest.
        var request = request();
        var server = Pair.lyingServer(
                peers.required().build(),
                message -> message instanceof EncryptedExtensions ? List.of(message, request) : List.of(message));
        var pair = Pair.of(Pair.engine(client, Pair.NAME), server).run();
        assertAborted(pair.client(), Reason.UNEXPECTED_MESSAGE, pair.server());
    }

    private void serverLies(Reason reason, Lie lie) {
        LyingPeers.serverLie(peers.client(ALICE), peers.required(), reason, lie);
    }

    private static HandshakeMessage request() {
        return new ClientCertificates(ClientAuthentication.REQUIRED, List.of())
                .request(SignatureSchemes.of(List.of(SignatureScheme.ECDSA_SECP256R1_SHA256)));
    }
}
