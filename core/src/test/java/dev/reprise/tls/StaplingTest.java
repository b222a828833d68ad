package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.CertificateEntry;
import dev.reprise.tls.internal.message.CertificateStatus;
import dev.reprise.tls.internal.message.ClientHello;
import dev.reprise.tls.internal.message.EmptyStatusRequest;
import dev.reprise.tls.internal.message.Extensions;
import dev.reprise.tls.internal.message.HandshakeMessage;
import dev.reprise.tls.internal.message.SelectedVersion;
import dev.reprise.tls.internal.message.ServerHello;
import dev.reprise.tls.internal.message.StapledStatus;
import dev.reprise.tls.internal.message.StatusRequest;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.internal.message.UnknownExtension;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OCSP responses that a server sends and a client judges, in both versions (RFC 6066 section 8, RFC 9846 section 4.5.1.1). */
class StaplingTest {
    private static final TestCertificate BETWEEN =
            TestCertificates.named("Between").authority().issuedBy(Parties.ROOT);
    private static final TestCertificate MUST_STAPLE = TestCertificates.named("Must staple")
            .dns(Pair.NAME)
            .server()
            .extension(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false, new byte[] {0x30, 3, 2, 1, 5})
            .issuedBy(BETWEEN);

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void tellsWhatTheResponseSays(ProtocolVersion version) throws Exception {
        var info = visit(client(version).requireStapling(), Staples.server(clocks));
        assertThat(info.version()).isEqualTo(version);
        var status = info.ocspStatus().orElseThrow();
        assertThat(status.certificateStatus()).isEqualTo(OcspStatus.CertificateStatus.GOOD);
        assertThat(status.thisUpdate()).isEqualTo(second(clocks.now().minusSeconds(3600)));
        assertThat(status.nextUpdate()).contains(second(clocks.now().plusSeconds(3600)));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void doesWithoutAResponseUnlessOneIsRequired(ProtocolVersion version) throws Exception {
        assertThat(visit(client(version), Parties.server(clocks)).ocspStatus()).isEmpty();
        refused(Reason.CERTIFICATE_STATUS_REQUIRED, client(version).requireStapling(), Parties.server(clocks));
        // RFC 7633: the certificate requires it.
        var bare = server(new Identities(Parties.identity(MUST_STAPLE)));
        refused(Reason.CERTIFICATE_STATUS_REQUIRED, client(version), bare);
        var stapled = identities(MUST_STAPLE, Staples.about(MUST_STAPLE, clocks));
        assertThat(visit(client(version), server(stapled)).ocspStatus()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesWhatIsRevoked(ProtocolVersion version) {
        var revoked = Staples.about(Parties.SERVER, clocks).revoked(clocks.now().minusSeconds(60), 1);
        refused(Reason.CERTIFICATE_REVOKED, client(version), Staples.server(clocks, revoked));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesAResponseThatIsNotFitToBeBelieved(ProtocolVersion version) {
        var stranger = TestCertificates.named("Stranger").issuedBy(Parties.ROOT);
        var badlySigned = Staples.about(Parties.SERVER, clocks).signedBy(stranger);
        refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, client(version), Staples.server(clocks, badlySigned));
        for (var response : List.of(Bytes.ofHex("00"), Bytes.wrap(TestOcsp.error(3)))) {
            try (var pair = Pair.of(
                            Pair.engine(client(version).build(), Pair.NAME),
                            Pair.lyingServer(Staples.server(clocks).build(), stapling(response)))
                    .run()) {
                assertAborted(pair.client(), Reason.BAD_CERTIFICATE_STATUS_RESPONSE, pair.server());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void takesUnknownOnlyWhereNoneIsRequired(ProtocolVersion version) throws Exception {
        var unknown = Staples.about(Parties.SERVER, clocks).unknown();
        assertThat(visit(client(version), Staples.server(clocks, unknown))
                        .ocspStatus()
                        .map(OcspStatus::certificateStatus))
                .contains(OcspStatus.CertificateStatus.UNKNOWN);
        refused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                client(version).requireStapling(),
                Staples.server(clocks, unknown));
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void looksAtNoResponseWhereNoCertificateIsVerified(ProtocolVersion version) throws Exception {
        var revoked = Staples.about(Parties.SERVER, clocks).revoked(clocks.now(), 1);
        var lax = client(version).insecureNoVerifyCertificate();
        assertThat(visit(lax, Staples.server(clocks, revoked)).ocspStatus()).isEmpty();
    }

    /** RFC 9846 section 4.5.1.1: each certificate may have its own; TLS 1.2 has the leaf's only. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsResponsesForAuthoritiesWhereTheVersionCan(ProtocolVersion version) throws Exception {
        var leaf = TestCertificates.named("leaf").dns(Pair.NAME).server().issuedBy(BETWEEN);
        var identities = identities(leaf, Staples.about(leaf, clocks));
        identities.staple(
                Bytes.wrap(
                        Staples.about(BETWEEN, clocks).revoked(clocks.now(), 2).der()),
                "it",
                clocks.now());
        if (version == ProtocolVersion.TLS_1_2) {
            assertThat(visit(client(version), server(identities)).ocspStatus()).isPresent();
        } else {
            refused(Reason.CERTIFICATE_REVOKED, client(version), server(identities));
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sendsANewResponseWhileItRunsAndNoneThatHasExpired(ProtocolVersion version) throws Exception {
        var identities = identities(Parties.SERVER, Staples.about(Parties.SERVER, clocks));
        var server = server(identities);
        var first = visit(client(version), server).ocspStatus().orElseThrow();
        clocks.pass(1800);
        identities.staple(Bytes.wrap(Staples.about(Parties.SERVER, clocks).der()), "it", clocks.now());
        var second = visit(client(version), server).ocspStatus().orElseThrow();
        assertThat(second.thisUpdate()).isEqualTo(first.thisUpdate().plusSeconds(1800));
        clocks.pass(3600);
        assertThat(visit(client(version), server).ocspStatus()).isPresent();
        clocks.pass(1);
        assertThat(visit(client(version), server).ocspStatus()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void keepsResponsesOfCertificatesThatAreStillHeld(ProtocolVersion version) throws Exception {
        var identities = identities(Parties.SERVER, Staples.about(Parties.SERVER, clocks));
        var renewed = TestCertificates.named("Renewed").dns(Pair.NAME).server().issuedBy(Parties.ROOT);
        identities.replace(Parties.identity(Parties.SERVER), Parties.identity(renewed));
        assertThat(visit(client(version), server(identities)).ocspStatus()).isPresent();
        identities.replace(Parties.identity(renewed));
        assertThat(visit(client(version), server(identities)).ocspStatus()).isEmpty();
        identities.replace(Parties.identity(Parties.SERVER));
        assertThat(visit(client(version), server(identities)).ocspStatus()).isEmpty();
    }

    @Test
    void refusesToHoldResponsesThatNoClientWouldTake(@TempDir Path folder) throws Exception {
        var identities = new Identities(Parties.identity(Parties.SERVER));
        var now = clocks.now();
        var stranger = TestCertificates.named("stranger").issuedBy(Parties.ROOT);
        for (var bad : List.of(
                Staples.about(stranger, clocks).der(),
                Staples.about(Parties.SERVER, clocks)
                        .issuer(BETWEEN.certificate())
                        .der(),
                TestOcsp.of(Parties.SERVER)
                        .updated(now.minusSeconds(3600), now.minusSeconds(61))
                        .der(),
                TestOcsp.of(Parties.SERVER)
                        .updated(now.minus(Duration.ofDays(15)), null)
                        .der(),
                TestOcsp.of(Parties.SERVER).updated(now.plusSeconds(61), null).der(),
                TestOcsp.error(3),
                new byte[0],
                Staples.about(Parties.SERVER, clocks)
                        .extension("1.2.3", false, new byte[0x10000])
                        .der())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> identities.staple(Bytes.wrap(bad), "it", now))
                    .withMessageStartingWith("it");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> identities.staple(TestOcsp.error(6)));
        var file = Files.write(folder.resolve("ocsp.der"), TestOcsp.error(6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> identities.staple(file))
                .withMessage("ocsp file '" + file + "': the OCSP response reports an error: unauthorized");
        assertThatIOException()
                .isThrownBy(() -> identities.staple(folder.resolve("missing")))
                .withMessageStartingWith("failed to open ocsp file '");
        assertThat(visit(client(ProtocolVersion.TLS_1_3), server(identities)).ocspStatus())
                .isEmpty();
    }

    /** RFC 9846 section 4.5.1 and RFC 6066 section 8: only in answer to status_request. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void staplesNothingToAClientThatDoesNotAsk(ProtocolVersion version) throws Exception {
        var seen = new ArrayList<HandshakeMessage>();
        Lie silent = message ->
                List.of(message instanceof ClientHello hello ? Messages.without(hello, StatusRequest.class) : message);
        var server = Pair.lyingServer(Staples.server(clocks).build(), message -> {
            seen.add(message);
            return List.of(message);
        });
        try (var pair = Pair.of(Pair.lyingClient(client(version).build(), silent), server)
                .handshake()) {
            assertThat(pair.client().engine().info().ocspStatus()).isEmpty();
        }
        for (var message : seen) {
            assertThat(message).isNotInstanceOf(CertificateStatus.class);
            if (message instanceof Certificate certificate) {
                assertThat(certificate.entries())
                        .allMatch(entry -> entry.extensions().size() == 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesAResponseThatItDidNotAskFor(ProtocolVersion version) {
        var lax = client(version).insecureNoVerifyCertificate();
        try (var pair = Pair.of(
                        Pair.engine(lax.build(), Pair.NAME),
                        Pair.lyingServer(Parties.server(clocks).build(), stapling(Bytes.ofHex("30"))))
                .run()) {
            assertAborted(pair.client(), Reason.UNSOLICITED_EXTENSION, pair.server());
        }
    }

    /** RFC 9846 section 4.5.1: any other extension of a certificate answers nothing. */
    @Test
    void refusesOtherExtensionsOfACertificate() {
        Lie timestamps = message -> List.of(
                message instanceof Certificate certificate
                        ? withExtensions(certificate, Extensions.of(new UnknownExtension(18, Bytes.ofHex("00"))))
                        : message);
        var client = client(ProtocolVersion.TLS_1_3);
        try (var pair = Pair.of(
                        Pair.engine(client.build(), Pair.NAME),
                        Pair.lyingServer(Staples.server(clocks).build(), timestamps))
                .run()) {
            assertAborted(pair.client(), Reason.UNSOLICITED_EXTENSION, pair.server());
        }
    }

    /** RFC 6066 section 8: the server may say that a status comes, and leave it out. */
    @Test
    void goesOnWithoutAResponseThatWasPromised() throws Exception {
        Lie without = message -> message instanceof CertificateStatus ? List.of() : List.of(message);
        var engine = Pair.lyingServer(
                Staples.server(clocks).protocols(ProtocolVersion.TLS_1_2).build(), without);
        try (var pair = Pair.of(Pair.engine(client(ProtocolVersion.TLS_1_2).build(), Pair.NAME), engine)
                .handshake()
                .exchange()) {
            assertThat(pair.client().engine().info().ocspStatus()).isEmpty();
        }
        var strict = client(ProtocolVersion.TLS_1_2).requireStapling().build();
        var again = Pair.lyingServer(
                Staples.server(clocks).protocols(ProtocolVersion.TLS_1_2).build(), without);
        try (var pair = Pair.of(Pair.engine(strict, Pair.NAME), again).run()) {
            assertAborted(pair.client(), Reason.CERTIFICATE_STATUS_REQUIRED, pair.server());
        }
    }

    /** RFC 6066 section 8: who sends CertificateStatus MUST have put status_request into the ServerHello. */
    @Test
    void refusesAResponseThatWasNotPromised() {
        Lie unpromised = message -> List.of(
                message instanceof ServerHello hello
                        ? Messages.with(hello, Messages.without(hello.extensions(), EmptyStatusRequest.class))
                        : message);
        var client = client(ProtocolVersion.TLS_1_2).build();
        var server = Pair.lyingServer(
                Staples.server(clocks).protocols(ProtocolVersion.TLS_1_2).build(), unpromised);
        try (var pair = Pair.of(Pair.engine(client, Pair.NAME), server).run()) {
            assertAborted(pair.client(), Reason.UNEXPECTED_MESSAGE, pair.server());
        }
    }

    @Test
    void asksEveryServerItVerifies() {
        assertThat(asks(client(ProtocolVersion.TLS_1_3))).isTrue();
        assertThat(asks(client(ProtocolVersion.TLS_1_2))).isTrue();
        assertThat(asks(client(ProtocolVersion.TLS_1_3).insecureNoVerifyCertificate()))
                .isFalse();
    }

    @Test
    void refusesConfigsThatRequireWhatNobodyCouldSay() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(ProtocolVersion.TLS_1_3)
                        .requireStapling()
                        .insecureNoVerifyCertificate()
                        .build())
                .withMessageStartingWith("requireStapling does nothing with insecureNoVerifyCertificate");
    }

    private boolean asks(ClientConfig.Builder client) {
        var asked = new ArrayList<Boolean>();
        var engine = Pair.lyingClient(client.build(), message -> {
            if (message instanceof ClientHello hello) {
                asked.add(StatusRequest.ANY.equals(hello.extensions().find(StatusRequest.class)));
            }
            return List.of(message);
        });
        try (var pair = Pair.of(engine, Parties.server(clocks).build().engine()).run()) {
            assertThat(pair.client().failure()).isNull();
        }
        return asked.get(0);
    }

    /** Put a response where the version has it, whether it was asked for or not. */
    private static Lie stapling(Bytes response) {
        return message -> switch (message) {
            case Certificate certificate ->
                List.of(withExtensions(certificate, Extensions.of(new StapledStatus(response))));
            case ServerHello hello
            when hello.extensions().find(EmptyStatusRequest.class) == null
                    && hello.extensions().find(SelectedVersion.class) == null ->
                List.of(Messages.with(hello, Messages.with(hello.extensions(), new EmptyStatusRequest())));
            case Tls12Certificate certificate -> List.of(certificate, new CertificateStatus(response));
            case CertificateStatus ours -> List.of();
            default -> List.of(message);
        };
    }

    private static Certificate withExtensions(Certificate certificate, Extensions extensions) {
        var entries = new ArrayList<CertificateEntry>();
        for (var entry : certificate.entries()) {
            entries.add(new CertificateEntry(entry.certificate(), extensions));
        }
        return new Certificate(certificate.context(), entries);
    }

    private Identities identities(TestCertificate certificate, TestOcsp response) {
        var identities = new Identities(new Identity(certificate.chain(), certificate.key()));
        identities.staple(Bytes.wrap(response.der()), "the response", clocks.now());
        return identities;
    }

    private ServerConfig.Builder server(Identities identities) {
        return TlsConfig.server(identities).clocks(clocks.clocks());
    }

    private ClientConfig.Builder client(ProtocolVersion version) {
        return Parties.client(clocks).protocols(version);
    }

    private static ConnectionInfo visit(ClientConfig.Builder client, ServerConfig.Builder server) throws Exception {
        try (var pair = Pair.of(client.build(), server.build()).handshake().exchange()) {
            return pair.client().engine().info();
        }
    }

    private static void refused(Reason reason, ClientConfig.Builder client, ServerConfig.Builder server) {
        try (var pair = Pair.of(client.build(), server.build()).run()) {
            assertAborted(pair.client(), reason, pair.server());
        }
    }

    private static Instant second(Instant time) {
        return Instant.ofEpochSecond(time.getEpochSecond());
    }
}
