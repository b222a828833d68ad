package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.handshake.CertificateMessages;
import dev.reprise.tls.internal.handshake.tls12.Tls12CertificateMessages;
import dev.reprise.tls.internal.message.Certificate;
import dev.reprise.tls.internal.message.Tls12Certificate;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How far the options go that give up a check, and where they stop. */
class InsecureOptionsTest {
    private static final Pattern SESSION =
            Pattern.compile("-+BEGIN SSL SESSION PARAMETERS.*?END [A-Z ]+-+\n", Pattern.DOTALL);
    private static final TestCertificate STRANGER = TestCertificates.root("A Root of Nobody's");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void withoutVerifyingTheCertificateAnyIssuerAndTimeWillDo(ProtocolVersion version) throws Exception {
        var unknown = server(TestCertificates.named("Unknown").dns(Pair.NAME).issuedBy(STRANGER));
        assertThat(refusal(client(version), unknown)).isEqualTo(Reason.UNKNOWN_CERTIFICATE_AUTHORITY);
        assertThat(visit(client(version).insecureNoVerifyCertificate(), unknown).resumed())
                .isFalse();
        var expired = server(TestCertificates.named("Expired")
                .dns(Pair.NAME)
                .valid(LONG_AGO, LONG_AGO.plusSeconds(60))
                .issuedBy(Parties.ROOT));
        assertThat(refusal(client(version), expired)).isEqualTo(Reason.CERTIFICATE_EXPIRED);
        assertThat(visit(client(version).insecureNoVerifyCertificate(), expired).resumed())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void withoutVerifyingTheCertificateTheNameIsCheckedStill(ProtocolVersion version) throws Exception {
        var other = server(TestCertificates.named("Other").dns("other.test").issuedBy(STRANGER));
        assertThat(refusal(client(version).insecureNoVerifyCertificate(), other))
                .isEqualTo(Reason.NAME_MISMATCH);
        assertThat(visit(client(version).insecureNoVerifyCertificate().insecureNoVerifyName(), other)
                        .resumed())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void withoutVerifyingTheCertificateItsKeyIsProvedStill(ProtocolVersion version) throws Exception {
        var stolen = TestCertificates.named("Stolen").dns(Pair.NAME).issuedBy(STRANGER);
        var certificate = CertificateMessages.of(stolen.chain(), Map.of());
        var tls12Certificate = Tls12CertificateMessages.of(stolen.chain());
        var thief = Pair.lyingServer(
                Parties.server(clocks).build(),
                message -> List.of(
                        switch (message) {
                            case Certificate ignored -> certificate;
                            case Tls12Certificate ignored -> tls12Certificate;
                            default -> message;
                        }));
        var client = client(version).insecureNoVerifyCertificate().insecureNoVerifyName();
        try (var pair = Pair.of(Pair.engine(client.build(), Pair.NAME), thief).run()) {
            PairTest.assertAborted(pair.client(), Reason.BAD_SIGNATURE, pair.server());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void withoutVerifyingTheCertificateSessionsResumeAmongThemselvesAlone(ProtocolVersion version) throws Exception {
        var cache = new SessionCache(16, clocks.clocks());
        var server = Parties.server(clocks).build();
        visit(client(version).sessions(cache).insecureNoVerifyCertificate(), server);
        assertThat(visit(client(version).sessions(cache), server).notOffered()).contains(NotOffered.NONE);
        assertThat(visit(client(version).sessions(cache).insecureNoVerifyCertificate(), server)
                        .resumed())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void foreignSessionWhoseLeafLeadsToNoRootResumesOnlyWhenTrusted(ProtocolVersion version, @TempDir Path folder)
            throws Exception {
        var between = TestCertificates.named("Between").authority().issuedBy(Parties.ROOT);
        var server = server(TestCertificates.named("Leaf").dns(Pair.NAME).issuedBy(between));
        var path = folder.resolve("session.pem");
        try (var file = SessionFile.open(path, clocks.clocks())) {
            visit(client(version).sessions(file).ticketRequest(1, 1), server);
            keepOnlyWhatOthersWrite(path);
            var wary = visit(client(version).sessions(file).ticketRequest(0, 0), server);
            assertThat(wary.notOffered()).contains(NotOffered.UNVERIFIED);
            keepOnlyWhatOthersWrite(path);
            assertThat(visit(client(version).sessions(file).insecureTrustForeignSessions(), server)
                            .resumed())
                    .isTrue();
        }
    }

    /** Leave the oldest session, as another program would have written it: its leaf alone, and nobody's name. */
    private static void keepOnlyWhatOthersWrite(Path path) throws Exception {
        var sessions = SESSION.matcher(Files.readString(path)).results().toList();
        Files.writeString(path, sessions.get(sessions.size() - 1).group());
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void sessionOfOursIsVerifiedThoughForeignOnesAreTrusted(ProtocolVersion version) throws Exception {
        var cache = new SessionCache(16, clocks.clocks());
        var server = server(TestCertificates.named("Brief")
                .dns(Pair.NAME)
                .valid(LONG_AGO, clocks.now().plusSeconds(60))
                .issuedBy(Parties.ROOT));
        visit(client(version).sessions(cache).insecureTrustForeignSessions(), server);
        clocks.pass(120);
        var later = visit(
                client(version).sessions(cache).insecureTrustForeignSessions(),
                Parties.server(clocks).build());
        assertThat(later.notOffered()).contains(NotOffered.UNVERIFIED);
    }

    private ClientConfig.Builder client(ProtocolVersion version) {
        return Parties.client(clocks).protocols(version);
    }

    private ServerConfig server(TestCertificate certificate) {
        return TlsConfig.server(Parties.identity(certificate))
                .sessionLifetime(Parties.LIFETIME)
                .clocks(clocks.clocks())
                .build();
    }

    private static ConnectionInfo visit(ClientConfig.Builder client, ServerConfig server) throws Exception {
        try (var pair = Pair.of(client.build(), server).handshake().exchange()) {
            return pair.client().engine().info();
        }
    }

    private static Reason refusal(ClientConfig.Builder client, ServerConfig server) {
        return catchThrowableOfType(ProtocolException.class, () -> visit(client, server))
                .reason();
    }
}
