package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static dev.reprise.tls.internal.cert.Chains.BETWEEN;
import static dev.reprise.tls.internal.cert.Chains.ROOT;
import static dev.reprise.tls.internal.cert.Chains.SERVER;
import static dev.reprise.tls.internal.cert.Chains.refused;
import static dev.reprise.tls.internal.cert.Chains.server;
import static dev.reprise.tls.internal.cert.Chains.strict;
import static dev.reprise.tls.internal.cert.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which certificates make a path to a root, in whatever order and company they are sent. */
class ChainVerifierPathTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);

    // Paths that hold

    @ParameterizedTest
    @EnumSource(names = "RSA_1024", mode = EnumSource.Mode.EXCLUDE)
    void acceptsLeavesOfEveryKeyType(KeyType type) throws ProtocolException {
        var leaf = server().key(type).issuedBy(BETWEEN);
        assertThat(verify(leaf.chain()).chain())
                .containsExactly(leaf.certificate(), BETWEEN.certificate(), ROOT.certificate());
    }

    @ParameterizedTest
    @EnumSource(names = {"P384", "P521", "RSA_2048", "ED25519"})
    void acceptsIssuersOfEveryKeyType(KeyType type) throws ProtocolException {
        var root = named("Root").authority().key(type).selfSigned();
        var between = named("Intermediate").authority().key(type).issuedBy(root);
        var leaf = server().issuedBy(between);
        verify(strict(root), leaf.chain());
    }

    @Test
    void acceptsTheFixturesOfOpenssl() throws ProtocolException, IOException {
        var verifier = new ChainVerifier(
                Fixtures.strict(Usage.SERVER, List.of(Fixtures.certificate("certs/root.pem")), List.of()),
                Fixtures.SIGNATURES);
        for (var file : List.of("server-ecdsa", "server-ecdsa384", "server-ed25519", "server-rsa")) {
            var chain = List.of(Fixtures.certificate("certs/" + file + ".pem"), Fixtures.certificate("certs/int.pem"));
            verifier.verify(chain, "server.test", NOW);
        }
        var expired =
                List.of(Fixtures.certificate("certs/server-ecdsa-expired.pem"), Fixtures.certificate("certs/int.pem"));
        Fixtures.assertRefused(Reason.CERTIFICATE_EXPIRED, () -> verifier.verify(expired, "server.test", NOW));
    }

    @Test
    void acceptsALeafIssuedByARootItself() throws ProtocolException {
        var leaf = server().issuedBy(ROOT);
        assertThat(verify(leaf.chain()).chain()).containsExactly(leaf.certificate(), ROOT.certificate());
    }

    @Test
    void acceptsAPinnedSelfSignedServerCertificate() throws ProtocolException {
        var pinned = server().selfSigned();
        assertThat(verify(strict(pinned), pinned.chain()).chain()).containsExactly(pinned.certificate());
    }

    @Test
    void acceptsAnIntermediateAsAnchor() throws ProtocolException {
        var policy = Fixtures.strict(Usage.SERVER, List.of(BETWEEN.certificate()), List.of());
        assertThat(verify(policy, SERVER.chain()).chain()).containsExactly(SERVER.certificate(), BETWEEN.certificate());
    }

    @Test
    void acceptsAnyOrderAndSurplusCertificates() throws ProtocolException {
        var third = named("Third").authority().issuedBy(BETWEEN);
        var fourth = named("Fourth").authority().issuedBy(third);
        var leaf = server().issuedBy(fourth);
        var random = new Random(SEED);
        var others = new ArrayList<>(List.of(
                ROOT.certificate(),
                BETWEEN.certificate(),
                third.certificate(),
                fourth.certificate(),
                fourth.certificate(),
                leaf.certificate(),
                TestCertificates.root("Stranger").certificate(),
                // of the same names, but other keys
                named("Third").authority().issuedBy(BETWEEN).certificate(),
                named("Fourth").authority().issuedBy(third).certificate()));
        for (int round = 0; round < 20; round++) {
            Collections.shuffle(others, random);
            var sent = new ArrayList<>(others);
            sent.add(0, leaf.certificate());
            assertThat(verify(sent).chain())
                    .as("-Dtest.seed=%d", SEED)
                    .containsExactly(
                            leaf.certificate(),
                            fourth.certificate(),
                            third.certificate(),
                            BETWEEN.certificate(),
                            ROOT.certificate());
        }
    }

    @Test
    void takesMissingIntermediatesFromThePolicy() throws ProtocolException {
        var policy = Fixtures.strict(Usage.SERVER, List.of(ROOT.certificate()), List.of(BETWEEN.certificate()));
        assertThat(verify(policy, List.of(SERVER.certificate())).chain())
                .containsExactly(SERVER.certificate(), BETWEEN.certificate(), ROOT.certificate());
    }

    @Test
    void doesNotTrustIntermediates() {
        var policy = Fixtures.strict(Usage.SERVER, List.of(), List.of(BETWEEN.certificate(), ROOT.certificate()));
        refused(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, policy, SERVER.chain());
    }

    @Test
    void findsItsWayThroughCrossSignedAuthorities() throws ProtocolException {
        var oldRoot = TestCertificates.root("Old root");
        var cross = named("Root").authority().keys(ROOT.keys()).issuedBy(oldRoot);
        var sent = List.of(SERVER.certificate(), cross.certificate(), BETWEEN.certificate());
        assertThat(verify(strict(oldRoot), sent).chain())
                .containsExactly(
                        SERVER.certificate(), BETWEEN.certificate(), cross.certificate(), oldRoot.certificate());
        assertThat(verify(sent).chain())
                .as("the shorter path is preferred")
                .containsExactly(SERVER.certificate(), BETWEEN.certificate(), ROOT.certificate());
    }

    @Test
    void goesAroundAnExpiredCrossSignature() throws ProtocolException {
        var oldRoot = named("Old root").authority().expired().selfSigned();
        var expired =
                named("Intermediate").authority().keys(BETWEEN.keys()).expired().issuedBy(oldRoot);
        var policy = Fixtures.strict(Usage.SERVER, List.of(oldRoot.certificate(), ROOT.certificate()), List.of());
        for (var sent : List.of(
                List.of(SERVER.certificate(), expired.certificate(), BETWEEN.certificate()),
                List.of(SERVER.certificate(), BETWEEN.certificate(), expired.certificate()))) {
            assertThat(verify(policy, sent).chain())
                    .containsExactly(SERVER.certificate(), BETWEEN.certificate(), ROOT.certificate());
        }
    }

    @Test
    void endsOnAuthoritiesThatSignEachOther() {
        var a = TestCertificates.root("A");
        var b = named("B").authority().issuedBy(a);
        var aByB = named("A").authority().keys(a.keys()).issuedBy(b);
        var leaf = server().issuedBy(b);
        var sent = List.of(leaf.certificate(), b.certificate(), aByB.certificate(), a.certificate());
        refused(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, strict(ROOT), sent);
    }

    // No path

    @Test
    void refusesAnUnknownAuthorityAndNamesIt() {
        var stranger = server().issuedBy(TestCertificates.root("Stranger"));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> verify(stranger.chain()))
                .withMessageContaining("CN=Stranger")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_CERTIFICATE_AUTHORITY))
                .satisfies(e -> assertThat(e.alert()).isEqualTo(AlertDescription.UNKNOWN_CA));
    }

    @Test
    void refusesASelfSignedCertificateThatIsNoRoot() {
        refused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                strict(ROOT),
                server().selfSigned().chain());
    }

    @Test
    void saysThatACertificateIsSelfSignedAndNoRoot() {
        var own = server().selfSigned();
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> verify(strict(TestCertificates.root("Other")), own.chain()))
                .withMessageContaining("is self-signed and not among the 1 roots");
    }

    @Test
    void refusesAMissingIntermediate() {
        refused(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, strict(ROOT), List.of(SERVER.certificate()));
    }

    @Test
    void refusesEveryoneWithoutRoots() {
        refused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                Fixtures.strict(Usage.SERVER, List.of(), List.of()),
                SERVER.chain());
    }

    @Test
    void refusesAForgedIssuerOfTheSameName() {
        var forged = server().issuedBy(TestCertificates.root("Root"));
        refused(Reason.UNKNOWN_CERTIFICATE_AUTHORITY, strict(ROOT), forged.chain());
    }
}
