package dev.reprise.tls;

import static dev.reprise.tls.CertifiedPeers.ALICE;
import static dev.reprise.tls.CertifiedPeers.BETWEEN;
import static dev.reprise.tls.CertifiedPeers.BOB;
import static dev.reprise.tls.CertifiedPeers.ROOT;
import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.message.NewSessionTicket;
import dev.reprise.tls.internal.ticket.TicketCrafting;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.TicketRefusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What resumes with or without a client certificate, and what is told of it then. */
class ClientCertificateResumptionTest {
    private final CertifiedPeers peers = new CertifiedPeers(ProtocolVersion.values());

    @Test
    @DisplayName("[68] the client's certificate is told again after resumption: its leaf")
    void tellsTheServerTheChainAndAfterResumptionItsLeaf() throws Exception {
        var client = peers.client(ALICE).build();
        try (var pair = Pair.of(client, peers.required().build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().peerCertificates()).isEqualTo(ALICE.chain());
        }
        try (var pair = Pair.of(client, peers.required().build()).handshake().exchange()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
            assertThat(pair.server().engine().info().peerCertificates()).containsExactly(ALICE.certificate());
        }
    }

    @ParameterizedTest
    @EnumSource
    void resumesNoClientWhoseIntermediateHasExpired(ProtocolVersion version) throws Exception {
        var between = TestCertificates.named("Clients' Intermediate")
                .authority()
                .valid(Instant.parse("2020-01-01T00:00:00Z"), peers.clocks.now().plusSeconds(60))
                .issuedBy(ROOT);
        var alice = TestCertificates.named("Alice").client().issuedBy(between);
        var client = peers.client(alice).protocols(version).build();
        var server = peers.required().build();
        Pair.of(client, server).handshake().exchange().close();
        peers.clocks.pass(40);
        try (var pair = Pair.of(client, server).handshake().exchange()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
        }
        peers.clocks.pass(21);
        // The ticket of the resumed connection, too, ends with the path of the first: only a full handshake is left.
        var pair = Pair.of(client, server).run();
        assertAborted(pair.server(), Reason.CERTIFICATE_EXPIRED, pair.client());
    }

    @Test
    void resumesNobodyWhosePathAnIntermediateTakenOutOfTheCaFileWas(@TempDir Path folder) throws Exception {
        var both = folder.resolve("both.pem");
        var one = folder.resolve("one.pem");
        Files.write(both, TestCertificate.pem(List.of(ROOT.certificate(), BETWEEN.certificate())));
        Files.write(one, ROOT.certificatePem());
        var client = peers.client()
                .identity(new Identity(List.of(ALICE.certificate()), ALICE.key()))
                .build();
        Pair.of(client, peers.server().requireClientCertificate(both).build())
                .handshake()
                .exchange()
                .close();
        // A full handshake, in which no way leads from the client's leaf to the root any more.
        var pair = Pair.of(client, peers.server().requireClientCertificate(one).build())
                .run();
        assertAborted(pair.server(), Reason.UNKNOWN_CERTIFICATE_AUTHORITY, pair.client());
    }

    @Test
    @DisplayName("[69] a session that was not asked for a certificate does not resume where clients are asked")
    void neverResumesWhatWasNotAskedWhereClientsAreAsked() throws Exception {
        visit(peers.client(ALICE), peers.server());
        assertRefused(peers.client(ALICE), peers.required(), TicketRefusal.CLIENT_CERTIFICATE);
        visit(peers.client(BOB), peers.server());
        assertRefused(peers.client(BOB), peers.optional(), TicketRefusal.CLIENT_CERTIFICATE);
    }

    @Test
    @DisplayName("[69] a session without a certificate resumes only where it is optional")
    void resumesWithoutCertificateOnlyWhereItIsOptional() throws Exception {
        visit(peers.client(), peers.optional());
        assertResumed(peers.client(), peers.optional());
        var pair = Pair.of(peers.client().build(), peers.required().build()).run();
        assertAborted(pair.server(), Reason.CLIENT_CERTIFICATE_REQUIRED, pair.client());
    }

    @Test
    void resumesWithCertificateWhetherRequiredOrOptional() throws Exception {
        visit(peers.client(ALICE), peers.required());
        assertResumed(peers.client(ALICE), peers.optional());
        assertResumed(peers.client(ALICE), peers.required());
    }

    @Test
    void refusesSessionVerifiedUnderOtherAnchors() throws Exception {
        visit(peers.client(ALICE), peers.required());
        var more = List.of(ROOT.certificate(), Parties.ROOT.certificate());
        assertRefused(
                peers.client(ALICE), peers.server().requireClientCertificate(more), TicketRefusal.CLIENT_CERTIFICATE);
    }

    @Test
    void carriesTheCertificateThroughServerThatDoesNotAsk() throws Exception {
        visit(peers.client(ALICE), peers.required());
        peers.store.ignoreNew(true);
        Pair.of(peers.client(ALICE).build(), peers.required().build())
                .handshake()
                .close();
        peers.store.ignoreNew(false);
        try (var pair =
                Pair.of(peers.client(ALICE).build(), peers.server().build()).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
            // It has verified no certificate, so it tells none.
            assertThat(pair.server().engine().info().peerCertificates()).isEmpty();
        }
        try (var pair =
                Pair.of(peers.client(ALICE).build(), peers.required().build()).handshake()) {
            assertThat(pair.server().engine().info().resumed()).isTrue();
            assertThat(pair.server().engine().info().peerCertificates()).containsExactly(ALICE.certificate());
        }
    }

    @Test
    void resumesTicketsOfServersThatTellNoPolicyOnlyWithLeafThatVerifiesNow() throws Exception {
        var key = new byte[48];
        key[0] = 1;
        peers.ring.add(1, key);
        // A C server seals no application data; what it wanted of clients is not known.
        Lie foreign = message -> List.of(
                message instanceof NewSessionTicket ticket
                        ? Messages.withTicket(
                                ticket,
                                TicketCrafting.resealed(
                                        ticket.ticket(), key, session -> session.applicationData(Bytes.EMPTY)))
                        : message);
        assertForeign(peers.client(BOB), peers.required(), foreign, null);
        assertForeign(peers.client(BOB), peers.optional(), foreign, null);
        // Alice's leaf leads to the root by an intermediate that the ticket does not hold.
        assertForeign(peers.client(ALICE), peers.required(), foreign, TicketRefusal.CLIENT_CERTIFICATE);
        assertForeign(peers.client(), peers.optional(), foreign, TicketRefusal.CLIENT_CERTIFICATE);
    }

    private void assertForeign(
            ClientConfig.Builder client, ServerConfig.Builder server, Lie lie, @Nullable TicketRefusal refusal)
            throws Exception {
        var config = client.sessions(Parties.store(peers.clocks)).build();
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
                .valid(Instant.parse("2020-01-01T00:00:00Z"), peers.clocks.now().plusSeconds(600))
                .issuedBy(ROOT);
        visit(peers.client(brief), peers.required());
        peers.clocks.pass(599);
        assertResumed(peers.client(brief), peers.required());
        peers.clocks.pass(2);
        var pair =
                Pair.of(peers.client(brief).build(), peers.required().build()).run();
        assertAborted(pair.server(), Reason.CERTIFICATE_EXPIRED, pair.client());
    }

    @Test
    void neverOffersSessionUnderOtherIdentity() throws Exception {
        visit(peers.client(ALICE), peers.optional());
        for (var other : List.of(peers.client(BOB), peers.client())) {
            peers.store.ignoreNew(true);
            try (var pair = Pair.of(other.build(), peers.optional().build()).handshake()) {
                assertThat(pair.client().engine().info().notOffered()).contains(NotOffered.IDENTITY);
                assertThat(pair.server().engine().info().ticketRefusal()).isEmpty();
            }
        }
        assertResumed(peers.client(ALICE), peers.optional());
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
}
