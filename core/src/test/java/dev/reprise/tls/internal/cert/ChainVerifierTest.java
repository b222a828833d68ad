package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static dev.reprise.tls.internal.cert.Chains.BETWEEN;
import static dev.reprise.tls.internal.cert.Chains.NAME;
import static dev.reprise.tls.internal.cert.Chains.ROOT;
import static dev.reprise.tls.internal.cert.Chains.SERVER;
import static dev.reprise.tls.internal.cert.Chains.refused;
import static dev.reprise.tls.internal.cert.Chains.server;
import static dev.reprise.tls.internal.cert.Chains.strict;
import static dev.reprise.tls.internal.cert.Chains.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For how long a chain holds, what a policy can switch off, and the digest of a policy. */
class ChainVerifierTest {
    // Time

    @Test
    void refusesWhatExpiredOrIsNotYetValidAnywhereOnThePath() {
        var expiredLeaf = server().expired().issuedBy(BETWEEN);
        refused(Reason.CERTIFICATE_EXPIRED, strict(ROOT), expiredLeaf.chain());
        var future = server().valid(NOW.plusSeconds(1), NOW.plusSeconds(9)).issuedBy(BETWEEN);
        refused(Reason.CERTIFICATE_EXPIRED, strict(ROOT), future.chain());
        var expiredBetween = named("Intermediate").authority().expired().issuedBy(ROOT);
        refused(
                Reason.CERTIFICATE_EXPIRED,
                strict(ROOT),
                server().issuedBy(expiredBetween).chain());
        var expiredRoot = named("Root").authority().expired().selfSigned();
        refused(
                Reason.CERTIFICATE_EXPIRED,
                strict(expiredRoot),
                server().issuedBy(expiredRoot).chain());
        var pinned = server().expired().selfSigned();
        refused(Reason.CERTIFICATE_EXPIRED, strict(pinned), pinned.chain());
    }

    @Test
    void countsBothEndsOfThePeriodAsValid() throws ProtocolException {
        var from = Instant.parse("2026-01-01T00:00:00Z");
        var until = Instant.parse("2026-03-01T00:00:00Z");
        var leaf = server().valid(from, until).issuedBy(BETWEEN);
        var verifier = new ChainVerifier(strict(ROOT), Fixtures.SIGNATURES);
        verifier.verify(leaf.chain(), NAME, from);
        verifier.verify(leaf.chain(), NAME, until);
        verifier.verify(leaf.chain(), NAME, until.plusMillis(999));
        Fixtures.assertRefused(
                Reason.CERTIFICATE_EXPIRED, () -> verifier.verify(leaf.chain(), NAME, from.minusMillis(1)));
        Fixtures.assertRefused(
                Reason.CERTIFICATE_EXPIRED, () -> verifier.verify(leaf.chain(), NAME, until.plusSeconds(1)));
    }

    @Test
    void namesTheFirstExpiryOfThePath() throws ProtocolException {
        var end = NOW.plus(Duration.ofDays(30));
        var between = named("Intermediate").authority().valid(NOW, end).issuedBy(ROOT);
        assertThat(verify(server().issuedBy(between).chain()).validUntil()).isEqualTo(end);
        var leaf = server().valid(NOW, end.minusSeconds(7)).issuedBy(between);
        assertThat(verify(leaf.chain()).validUntil()).isEqualTo(end.minusSeconds(7));
    }

    // Switches

    @Test
    void leavesTheNameOutIfToldTo() throws ProtocolException {
        var policy = new ChainPolicy(
                TrustAnchors.of(List.of(ROOT.certificate())), List.of(), Usage.SERVER, true, false, true, 6);
        new ChainVerifier(policy, Fixtures.SIGNATURES).verify(SERVER.chain(), "other.example.org", NOW);
        new ChainVerifier(policy, Fixtures.SIGNATURES).verify(SERVER.chain(), null, NOW);
        refused(
                Reason.CERTIFICATE_EXPIRED,
                policy,
                server().expired().issuedBy(BETWEEN).chain());
    }

    @Test
    void refusesAnotherNameWithTheTextOfLibtls() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new ChainVerifier(strict(ROOT), Fixtures.SIGNATURES)
                        .verify(SERVER.chain(), "other.example.org", NOW))
                .withMessage("name `other.example.org' not present in server certificate, which is for " + NAME)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NAME_MISMATCH));
    }

    @Test
    void saysAFewOfManyNamesPrintably() {
        var many = named("x").server().ip("192.0.2.1", "2001:db8::1");
        for (int i = 0; i < 500; i++) {
            many.dns("n" + i + "\u00ff\u0085" + "x".repeat(90) + ".example.org");
        }
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> verify(many.issuedBy(BETWEEN).chain()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NAME_MISMATCH))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("and 497 more")
                        .doesNotContain("\u0085")
                        .hasSizeLessThan(700));
    }

    @Test
    void leavesTheTimeOutIfToldToAndNothingElse() throws ProtocolException {
        var policy = new ChainPolicy(
                TrustAnchors.of(List.of(ROOT.certificate())), List.of(), Usage.SERVER, true, true, false, 6);
        var expired = named("Intermediate").authority().expired().issuedBy(ROOT);
        var future = server().valid(NOW.plusSeconds(1), NOW.plusSeconds(9)).issuedBy(expired);
        assertThat(verify(policy, future.chain()).validUntil()).isEqualTo(Instant.MAX);
        refused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                policy,
                server().issuedBy(TestCertificates.root("Stranger")).chain());
        refused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                policy,
                server().issuedBy(TestCertificates.root("Root")).chain());
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                policy,
                server().issuedBy(SERVER).chain());
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                policy,
                named(NAME).dns(NAME).client().issuedBy(expired).chain());
        refused(
                Reason.NAME_MISMATCH,
                policy,
                named("x").dns("x.example.org").issuedBy(expired).chain());
    }

    @Test
    void leavesTheChainOutIfToldToButNotTheName() throws ProtocolException {
        var policy = new ChainPolicy(TrustAnchors.of(List.of()), List.of(), Usage.SERVER, false, true, true, 6);
        var stranger = server().expired().selfSigned();
        var verified = verify(policy, stranger.chain());
        assertThat(verified.chain()).isEqualTo(stranger.chain());
        assertThat(verified.validUntil()).isEqualTo(Instant.MAX);
        refused(
                Reason.NAME_MISMATCH,
                policy,
                named("x").dns("x.example.org").selfSigned().chain());
    }

    @Test
    void asksForANameWhereItMustCheckOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new ChainVerifier(strict(ROOT), Fixtures.SIGNATURES).verify(SERVER.chain(), null, NOW));
        assertThatIllegalArgumentException().isThrownBy(() -> verify(List.of()));
    }

    // Digest

    @Test
    void digestsRootsInAnyOrderAndEverySwitch() {
        var other = TestCertificates.root("Other").certificate();
        var root = ROOT.certificate();
        assertThat(digest(List.of(root, other, root), Usage.SERVER, true, true, true))
                .hasSize(64)
                .isEqualTo(digest(List.of(other, root), Usage.SERVER, true, true, true));
        assertThat(List.of(
                        digest(List.of(root, other), Usage.SERVER, true, true, true),
                        digest(List.of(root), Usage.SERVER, true, true, true),
                        digest(List.of(), Usage.SERVER, true, true, true),
                        digest(List.of(root), Usage.CLIENT, true, true, true),
                        digest(List.of(root), Usage.SERVER, false, true, true),
                        digest(List.of(root), Usage.SERVER, true, false, true),
                        digest(List.of(root), Usage.SERVER, true, true, false)))
                .doesNotHaveDuplicates();
    }

    @Test
    void digestsIntermediatesWhereClientsAreVerified() {
        var between = BETWEEN.certificate();
        var other = named("Other").authority().issuedBy(ROOT).certificate();
        assertThat(digestWith(Usage.CLIENT, between, other)).isEqualTo(digestWith(Usage.CLIENT, other, between, other));
        assertThat(List.of(
                        digestWith(Usage.CLIENT, between, other),
                        digestWith(Usage.CLIENT, between),
                        digestWith(Usage.CLIENT)))
                .doesNotHaveDuplicates();
        assertThat(digestWith(Usage.SERVER, between)).isEqualTo(digestWith(Usage.SERVER));
    }

    private static String digestWith(Usage usage, X509Certificate... intermediates) {
        var policy = Fixtures.strict(usage, List.of(ROOT.certificate()), List.of(intermediates));
        return new ChainVerifier(policy, Fixtures.SIGNATURES).digest();
    }

    private static String digest(List<X509Certificate> roots, Usage usage, boolean chain, boolean name, boolean time) {
        return new ChainVerifier(
                        new ChainPolicy(TrustAnchors.of(roots), List.of(), usage, chain, name, time, 6),
                        Fixtures.SIGNATURES)
                .digest();
    }
}
