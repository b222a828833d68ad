package dev.reprise.tls.reference;

import static dev.reprise.tls.reference.Visits.hello;
import static dev.reprise.tls.reference.Visits.visit;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.ClientConfig;
import dev.reprise.tls.CountingStore;
import dev.reprise.tls.Pair;
import dev.reprise.tls.Parties;
import dev.reprise.tls.ServerConfig;
import dev.reprise.tls.TlsConfig;
import dev.reprise.tls.internal.message.SessionTicket;
import dev.reprise.tls.internal.message.SupportedVersions;
import dev.reprise.tls.internal.session.SessionBuilder;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.SessionCache;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.session.SessionStore.Verdict;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the sessions in a file are offered, and what of them is told. Numbers in brackets are libtls's behaviour checks. */
class StoredSessionTest {
    private static final int LIFETIME = 100;
    private static final Peer ANYBODY = new Peer("anybody", 1, Optional.empty(), "", "");

    private final Visits visits = new Visits();
    private final ServerConfig server =
            visits.server().sessionLifetime(Duration.ofSeconds(LIFETIME)).build();

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("session.pem");
    }

    @Test
    @DisplayName("[101] a TLS 1.2 session in the file offers both versions, its ticket along")
    void offersBothVersionsWithTls12Session() throws Exception {
        try (var file = open()) {
            visit(client(file, ProtocolVersion.TLS_1_2), server);
            var hello = hello(client(file).build()).extensions();
            assertThat(requireNonNull(hello.find(SupportedVersions.class))
                            .versions()
                            .size())
                    .isEqualTo(2);
            assertThat(requireNonNull(hello.find(SessionTicket.class)).ticket()).isNotEqualTo(Bytes.EMPTY);
            assertThat(visit(client(file), server).client().version()).isEqualTo(ProtocolVersion.TLS_1_3);
        }
    }

    @Test
    @DisplayName("[102] a client of TLS 1.3 alone connects in full past a TLS 1.2 session in the file")
    void connectsPastSessionOfOtherVersion() throws Exception {
        try (var file = open()) {
            visit(client(file, ProtocolVersion.TLS_1_2), server);
            var visit = visit(client(file, ProtocolVersion.TLS_1_3), server);
            assertThat(visit.client().notOffered()).contains(NotOffered.VERSION);
            assertThat(visit.client().version()).isEqualTo(ProtocolVersion.TLS_1_3);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, LIFETIME})
    @DisplayName("[103] a TLS 1.3 session without a ticket hinders no connection and never resumes")
    void passesOverTls13SessionWithoutTicket(long lifetime) throws Exception {
        keep(ProtocolVersion.TLS_1_3, session -> session.ticket(Bytes.EMPTY).ticketLifetimeHint(lifetime));
        try (var file = open()) {
            var visit = visit(client(file), server);
            assertThat(visit.client().notOffered()).isPresent();
            assertThat(visit.resumed()).isFalse();
            assertThat(visit(client(file), server).resumed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[104] a ticket refused for its key leads to a full handshake, and the new session takes its place")
    void replacesRefusedSessions(ProtocolVersion version) throws Exception {
        var other =
                visits.server().sessionLifetime(Duration.ofSeconds(LIFETIME)).build();
        try (var file = open()) {
            visit(client(file, version), server);
            var visit = visit(client(file, version), other);
            assertThat(visit.resumed()).isFalse();
            assertThat(visit.server().ticketRefusal()).contains(TicketRefusal.UNKNOWN_KEY);
            assertThat(file.entries())
                    .singleElement()
                    .extracting(SessionFile.Entry::ticketKeyName)
                    .isEqualTo(Optional.of(visit.tickets().get(0).keyName().toString()));
            assertThat(visit(client(file, version), other).resumed()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[105] a session is not offered under a name that its certificate does not have")
    void checksTheNameBeforeOffering(ProtocolVersion version) throws Exception {
        // As where the server has not acknowledged the name: then the certificate says whose session it is.
        keep(version, session -> session.hostName(null));
        var stranger = TlsConfig.server(Parties.identity(TestCertificates.named("Stranger")
                        .dns("example.com")
                        .server()
                        .issuedBy(Parties.ROOT)))
                .clocks(visits.clocks.clocks())
                .build();
        try (var file = open()) {
            assertThat(visit(client(file, version).build(), stranger, "example.com")
                            .client()
                            .notOffered())
                    .contains(NotOffered.NONE);
            assertThatThrownBy(() -> visit(client(file, version).build(), server, "example.com"))
                    .isInstanceOfSatisfying(
                            ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_MISMATCH));
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[106] a session is not offered once its certificate has expired or its authority is trusted no more")
    void verifiesTheChainAgainBeforeOffering(ProtocolVersion version) throws Exception {
        var brief = TestCertificates.named("Brief")
                .dns(Pair.NAME)
                .server()
                .valid(Instant.EPOCH, visits.clocks.now().plusSeconds(60))
                .issuedBy(Parties.ROOT);
        keep(version, TlsConfig.server(Parties.identity(brief)), UnaryOperator.identity());
        var elsewhere = TestCertificates.root("Elsewhere");
        var theirs = TlsConfig.server(Parties.identity(TestCertificates.named(Pair.NAME)
                        .dns(Pair.NAME)
                        .server()
                        .issuedBy(elsewhere)))
                .clocks(visits.clocks.clocks())
                .build();
        try (var file = open()) {
            var other = client(file, version).roots(List.of(elsewhere.certificate()));
            assertThat(visit(other, theirs).client().notOffered()).contains(NotOffered.UNVERIFIED);
            visits.clocks.pass(61);
            assertThat(visit(client(file, version), server).client().notOffered())
                    .contains(NotOffered.UNVERIFIED);
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName(
            "[107] a resumed connection tells the chain of the first handshake; another program's session its leaf")
    void tellsTheStoredChain(ProtocolVersion version) throws Exception {
        var between = TestCertificates.named("Between").authority().issuedBy(Parties.ROOT);
        var certificate =
                TestCertificates.named("Behind").dns(Pair.NAME).server().issuedBy(between);
        var builder = TlsConfig.server(Parties.identity(certificate))
                .sessionLifetime(Parties.LIFETIME)
                .sessionId(new byte[] {1})
                .ticketKeys(visits.ring())
                .clocks(visits.clocks.clocks());
        try (var file = open()) {
            visit(client(file, version), builder.build());
            var visit = visit(client(file, version), builder.build());
            assertThat(visit.resumed()).isTrue();
            assertThat(visit.client().peerCertificates())
                    .isEqualTo(certificate.chain())
                    .hasSize(2);
        }
        Files.delete(path);
        keep(version, builder, UnaryOperator.identity());
        var bundle = folder.resolve("ca.pem");
        Files.write(bundle, TestCertificate.pem(List.of(Parties.ROOT.certificate(), between.certificate())));
        try (var file = open()) {
            var visit = visit(client(file, version).caFile(bundle), builder.build());
            assertThat(visit.resumed()).isTrue();
            assertThat(visit.client().peerCertificates()).containsExactly(certificate.certificate());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[108] a session without a stored certificate is not offered, and the connection is made in full")
    void passesOverSessionWithoutCertificate(ProtocolVersion version) throws Exception {
        keep(version, session -> session.peerCertificate(null));
        try (var file = open()) {
            var visit = visit(client(file, version), server);
            assertThat(visit.client().notOffered()).contains(NotOffered.UNVERIFIED);
            assertThat(visit.resumed()).isFalse();
        }
    }

    private SessionFile open() throws IOException {
        return SessionFile.open(path, visits.clocks.clocks());
    }

    private ClientConfig.Builder client(SessionFile file, ProtocolVersion... versions) {
        return visits.client(versions).sessions(file);
    }

    private void keep(ProtocolVersion version, UnaryOperator<SessionBuilder> change) throws Exception {
        keep(version, TlsConfig.server(Parties.identity(Parties.SERVER)), change);
    }

    /** Put a session with that server into the file as another program would: its DER alone, some of it changed. */
    private void keep(ProtocolVersion version, ServerConfig.Builder with, UnaryOperator<SessionBuilder> change)
            throws Exception {
        var kept = new CountingStore(new SessionCache(1, visits.clocks.clocks()));
        kept.takeAllFor(ANYBODY);
        var maker = with.sessionLifetime(Parties.LIFETIME).clocks(visits.clocks.clocks());
        visit(visits.client(version).sessions(kept), maker.build());
        try (var session = Objects.requireNonNull(kept.take(ANYBODY, any -> Verdict.OFFER));
                var data = SessionData.parse(Bytes.wrap(session.toDer()));
                var changed = change.apply(data.toBuilder()).build()) {
            write(TestCertificate.pem("SSL SESSION PARAMETERS", changed.encode()));
        }
    }

    private void write(byte[] content) throws IOException {
        Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(path, content);
    }
}
