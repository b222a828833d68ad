package dev.reprise.tls;

import static dev.reprise.tls.PairTest.assertAborted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCrl;
import dev.reprise.tls.session.RingClocks;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.ProtocolVersion;
import dev.reprise.tls.spec.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Revocation lists given to either side, in both versions, and what becomes of sessions made before. */
class RevocationListPairTest {
    private static final TestCertificate ALICE =
            TestCertificates.named("Alice").client().issuedBy(Parties.ROOT);
    private static final TestCertificate BOB =
            TestCertificates.named("Bob").client().issuedBy(Parties.ROOT);

    private final RingClocks clocks = new RingClocks();

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesARevokedServer(ProtocolVersion version) throws Exception {
        var server = Parties.server(clocks).build();
        try (var pair = Pair.of(client(version).crlPem(list().pem()).build(), server)) {
            pair.handshake().exchange();
        }
        var strict =
                client(version).crlPem(list().revoked(Parties.SERVER).pem()).build();
        try (var pair = Pair.of(strict, server).run()) {
            assertAborted(pair.client(), Reason.CERTIFICATE_REVOKED, pair.server());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesAServerThatNoCurrentListIsAbout(ProtocolVersion version) throws Exception {
        var client = client(version).crlPem(list().pem()).build();
        clocks.pass(3601);
        try (var pair = Pair.of(client, Parties.server(clocks).build()).run()) {
            assertAborted(pair.client(), Reason.NO_REVOCATION_LIST, pair.server());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void refusesARevokedClient(ProtocolVersion version) throws Exception {
        var server = Parties.server(clocks)
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .crlPem(list().revoked(BOB).pem())
                .build();
        try (var pair =
                Pair.of(client(version).identity(Parties.identity(ALICE)).build(), server)) {
            pair.handshake().exchange();
        }
        try (var pair = Pair.of(client(version).identity(Parties.identity(BOB)).build(), server)
                .run()) {
            assertAborted(pair.server(), Reason.CERTIFICATE_REVOKED, pair.client());
        }
    }

    /** A session is verified again before it is offered, so a server revoked since is not resumed. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void offersNoSessionOfAServerRevokedSince(ProtocolVersion version) throws Exception {
        var store = Parties.store(clocks);
        var server = Parties.server(clocks).build();
        try (var pair = Pair.of(client(version).sessions(store).build(), server)) {
            pair.handshake().exchange();
        }
        var strict = client(version)
                .sessions(store)
                .crlPem(list().revoked(Parties.SERVER).pem())
                .build();
        try (var pair = Pair.of(strict, server).run()) {
            assertAborted(pair.client(), Reason.CERTIFICATE_REVOKED, pair.server());
        }
        try (var pair = Pair.of(
                        client(version).sessions(store).crlPem(list().pem()).build(), server)
                .handshake()) {
            assertThat(pair.client().engine().info().notOffered()).isNotEqualTo(Optional.of(NotOffered.UNVERIFIED));
        }
    }

    /** A ticket is bound to the lists it was issued under, so that a client revoked since has to show its certificate. */
    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void resumesNoClientUnderOtherLists(ProtocolVersion version) throws Exception {
        var ring = Parties.ring(clocks);
        var before = Parties.server(clocks)
                .ticketKeys(ring)
                .sessionId(new byte[] {1})
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .crlPem(list().pem());
        var after = Parties.server(clocks)
                .ticketKeys(ring)
                .sessionId(new byte[] {1})
                .requireClientCertificate(List.of(Parties.ROOT.certificate()))
                .crlPem(list().revoked(ALICE).pem());
        var client = client(version)
                .sessions(Parties.store(clocks))
                .identity(Parties.identity(ALICE))
                .build();
        for (boolean resumed : new boolean[] {false, true}) {
            try (var pair = Pair.of(client, before.build()).handshake().exchange()) {
                assertThat(pair.server().engine().info().resumed()).isEqualTo(resumed);
            }
        }
        try (var pair = Pair.of(client, after.build()).run()) {
            assertAborted(pair.server(), Reason.CERTIFICATE_REVOKED, pair.client());
        }
    }

    @Test
    void readsListsFromFilesAndSeveralCalls(@TempDir Path folder) throws Exception {
        var file = Files.write(
                folder.resolve("crl.pem"), list().revoked(Parties.SERVER).pem());
        var both = client(ProtocolVersion.TLS_1_3)
                .crlPem(TestCrl.by(TestCertificates.root("Another")).pem())
                .crlFile(file)
                .build();
        try (var pair = Pair.of(both, Parties.server(clocks).build()).run()) {
            assertAborted(pair.client(), Reason.CERTIFICATE_REVOKED, pair.server());
        }
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.client().crlFile(folder.resolve("missing")))
                .withMessage("failed to open CRL file '" + folder.resolve("missing") + "': No such file or directory");
        Files.writeString(file, "junk");
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.client().crlFile(file))
                .withMessageStartingWith("no revocation list in CRL file '" + file + "'");
    }

    @Test
    void refusesListsThatWouldDoNothing() throws Exception {
        var lists = list().pem();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parties.server(clocks).crlPem(lists).build())
                .withMessageContaining("requireClientCertificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TlsConfig.client()
                        .insecureNoVerifyCertificate()
                        .crlPem(lists)
                        .build())
                .withMessageContaining("insecureNoVerifyCertificate");
    }

    private TestCrl list() {
        return TestCrl.by(
                Parties.ROOT, clocks.now().minusSeconds(3600), clocks.now().plusSeconds(3600));
    }

    private ClientConfig.Builder client(ProtocolVersion version) {
        return Parties.client(clocks).protocols(version);
    }
}
