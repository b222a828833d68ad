package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.revocation.KnownResponses;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.session.SessionFile;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.OcspStatus.CertificateStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OCSP responses that are remembered: with sessions, in files, and those that the application has fetched. */
class RememberedResponseTest {
    private final RingClocks clocks = new RingClocks();
    private final Identities identities = new Identities(Parties.identity(Parties.SERVER));
    private final ServerConfig server = TlsConfig.server(identities)
            .sessionLifetime(Parties.LIFETIME)
            .clocks(clocks.clocks())
            .build();

    @TempDir
    private Path folder;

    private void staple() {
        var response = Bytes.wrap(Staples.about(Parties.SERVER, clocks).der());
        identities.staple(response, "the response", clocks.now());
    }

    private ClientConfig.Builder client(ProtocolVersion version, SessionStore store) {
        return Parties.client(clocks).protocols(version).sessions(store);
    }

    private ConnectionInfo visit(ClientConfig client) throws Exception {
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            return pair.client().engine().info();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    @DisplayName("[109] where a response is required, a session is resumed while the one it was made with is fresh")
    void resumesWhileTheResponseIsFresh(ProtocolVersion version) throws Exception {
        staple();
        var strict = client(version, Parties.store(clocks)).requireStapling().build();
        var first = visit(strict);
        assertThat(first.resumed()).isFalse();
        for (int i = 0; i < 2; i++) {
            var again = visit(strict);
            assertThat(again.resumed()).isTrue();
            assertThat(again.ocspStatus()).isEqualTo(first.ocspStatus()).isPresent();
        }

        clocks.pass(3700); // the response was good for an hour, with a minute for clocks that differ
        staple();
        var later = visit(strict);
        assertThat(later.resumed()).isFalse();
        assertThat(later.notOffered()).contains(NotOffered.UNVERIFIED);
        assertThat(later.ocspStatus()).isPresent().isNotEqualTo(first.ocspStatus());
        assertThat(visit(strict).resumed()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aFileKeepsTheResponseForTheNextProcess(ProtocolVersion version) throws Exception {
        staple();
        var path = folder.resolve("sessions.pem");
        for (boolean resumed : new boolean[] {false, true, true}) {
            try (var file = SessionFile.open(path, clocks.clocks())) {
                // A config of its own, as another process has: nothing is known but what the file says.
                var info = visit(client(version, file).requireStapling().build());
                assertThat(info.resumed()).isEqualTo(resumed);
                assertThat(info.ocspStatus()).isPresent();
            }
        }
        assertThat(Files.readString(path)).contains("-----BEGIN OCSP RESPONSE-----");
    }

    @Test
    void aResponseThatIsSpoiltInTheFileCostsTheSessionWhereOneIsRequired() throws Exception {
        staple();
        var path = folder.resolve("sessions.pem");
        try (var file = SessionFile.open(path, clocks.clocks())) {
            visit(client(ProtocolVersion.TLS_1_2, file).build());
        }
        var text = Files.readString(path);
        int begin = text.indexOf("-----BEGIN OCSP RESPONSE-----\n") + "-----BEGIN OCSP RESPONSE-----\n".length();
        int end = text.indexOf("-----END OCSP RESPONSE-----");
        var response = Base64.getMimeDecoder().decode(text.substring(begin, end));
        response[response.length - 1] ^= 1; // in the signature
        Files.writeString(
                path,
                text.substring(0, begin) + Base64.getMimeEncoder().encodeToString(response) + "\n"
                        + text.substring(end));
        try (var file = SessionFile.open(path, clocks.clocks())) {
            var strict = visit(
                    client(ProtocolVersion.TLS_1_2, file).requireStapling().build());
            assertThat(strict.resumed()).isFalse();
            assertThat(strict.notOffered()).contains(NotOffered.UNVERIFIED);
        }
        // Damaged altogether, it is as if there were none.
        Files.writeString(path, text.substring(0, begin) + "?\n" + text.substring(end));
        try (var file = SessionFile.open(path, clocks.clocks())) {
            assertThat(visit(client(ProtocolVersion.TLS_1_2, file).build()).resumed())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void aSessionMadeWithoutAResponseIsNotOfferedWhereOneIsRequired(ProtocolVersion version) throws Exception {
        var store = Parties.store(clocks);
        visit(client(version, store).build());
        staple();
        var strict = visit(client(version, store).requireStapling().build());
        assertThat(strict.resumed()).isFalse();
        assertThat(strict.notOffered()).contains(NotOffered.UNVERIFIED);
    }

    @Test
    void oneThatTheApplicationHasFetchedCountsFromThenOn() throws Exception {
        var client = client(ProtocolVersion.TLS_1_2, Parties.store(clocks)).build();
        var info = visit(client);
        assertThat(info.ocspStatus()).isEmpty();

        var good = Staples.about(Parties.SERVER, clocks).der();
        assertThat(client.ocspResponse(info, good).certificateStatus()).isEqualTo(CertificateStatus.GOOD);
        var resumed = visit(client);
        assertThat(resumed.resumed()).isTrue();
        assertThat(resumed.ocspStatus()).isPresent();

        clocks.pass(60);
        var revoked = Staples.about(Parties.SERVER, clocks).revoked(clocks.now().minusSeconds(1), 1);
        refused(Reason.CERTIFICATE_REVOKED, client, info, revoked.der());
        assertThat(visit(client).notOffered()).contains(NotOffered.UNVERIFIED);
        // An older one that says otherwise is no way back.
        assertThat(client.ocspResponse(info, good).certificateStatus()).isEqualTo(CertificateStatus.GOOD);
        assertThat(visit(client).notOffered()).contains(NotOffered.UNVERIFIED);
    }

    @Test
    void oneThatTheApplicationHasFetchedIsLookedAtLikeAnyOther() throws Exception {
        var client = Parties.client(clocks).build();
        var info = visit(client);
        var stranger = TestCertificates.named("Stranger").issuedBy(Parties.ROOT);
        var other = TestCertificates.named("Other").issuedBy(Parties.ROOT);
        var about = Staples.about(Parties.SERVER, clocks);
        refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, client, info, new byte[] {0x30, 0});
        refused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                client,
                info,
                about.signedBy(stranger).der());
        refused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                client,
                info,
                Staples.about(other, clocks).der());
        clocks.pass(7300);
        refused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                client,
                info,
                Staples.about(Parties.SERVER, clocks)
                        .updated(clocks.now().minusSeconds(7300), clocks.now().minusSeconds(3700))
                        .der());

        var careless = Parties.client(clocks).insecureNoVerifyCertificate().build();
        assertThatThrownBy(() -> careless.ocspResponse(info, new byte[0])).isInstanceOf(IllegalStateException.class);
    }

    private static void refused(Reason reason, ClientConfig client, ConnectionInfo info, byte[] response) {
        assertThatThrownBy(() -> client.ocspResponse(info, response))
                .isInstanceOfSatisfying(
                        ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void responsesAreKeptInBounds() {
        var known = new KnownResponses();
        var status = new OcspStatus(
                CertificateStatus.GOOD, clocks.now(), Optional.empty(), Optional.empty(), Optional.empty());
        var leaf = Parties.SERVER.certificate();
        known.remember(leaf, Bytes.wrap(new byte[KnownResponses.MAX_RESPONSE + 1]), status);
        assertThat(known.find(leaf, clocks.now())).isNull();

        known.remember(leaf, Bytes.wrap(new byte[KnownResponses.MAX_RESPONSE]), status);
        assertThat(known.find(leaf, clocks.now())).isNotNull();
        for (int i = 0; i < 64; i++) {
            var other = TestCertificates.named("Other " + i).selfSigned().certificate();
            known.remember(other, Bytes.EMPTY, status);
        }
        assertThat(known.find(leaf, clocks.now())).isNull();
    }
}
