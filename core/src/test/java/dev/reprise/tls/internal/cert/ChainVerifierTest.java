package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.cert.ChainPolicy.Usage;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChainVerifierTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final String NAME = "www.example.org";
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final TestCertificate BETWEEN =
            named("Intermediate").authority().issuedBy(ROOT);
    private static final TestCertificate SERVER = server().issuedBy(BETWEEN);

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
                Fixtures.strict(Usage.SERVER, List.of(Fixtures.certificate("certs/root.pem")), List.of()));
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
        var verifier = new ChainVerifier(strict(ROOT));
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

    // Use

    @Test
    void asksForTheExtendedKeyUsageOfTheSide() throws ProtocolException {
        var client = named("client").client().issuedBy(BETWEEN);
        var both = named(NAME).dns(NAME).server().client().issuedBy(BETWEEN);
        var any =
                named(NAME).dns(NAME).purpose(KeyPurposeId.anyExtendedKeyUsage).issuedBy(BETWEEN);
        var none = named(NAME).dns(NAME).issuedBy(BETWEEN);
        var policy = Fixtures.strict(Usage.CLIENT, List.of(ROOT.certificate()), List.of());
        for (var accepted : List.of(both, any, none)) {
            verify(accepted.chain());
            verify(policy, accepted.chain());
        }
        verify(policy, client.chain());
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(ROOT), client.chain());
        refused(Reason.CERTIFICATE_NOT_ALLOWED, policy, SERVER.chain());
        var pinned = named(NAME).dns(NAME).client().selfSigned();
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(pinned), pinned.chain());
    }

    @Test
    void letsAnAuthorityLimitTheUse() throws ProtocolException {
        var forClients = named("Clients").authority().client().issuedBy(ROOT);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().issuedBy(forClients).chain());
        var forServers = named("Servers").authority().server().issuedBy(ROOT);
        verify(server().issuedBy(forServers).chain());
        var rootForClients = named("Clients").authority().client().selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(rootForClients),
                server().issuedBy(rootForClients).chain());
        var rootForServers = named("Servers").authority().server().selfSigned();
        verify(strict(rootForServers), server().issuedBy(rootForServers).chain());
    }

    /** RFC 9846 section 4.5.1.2. */
    @Test
    void asksForDigitalSignatureIfKeyUsageIsThere() throws ProtocolException {
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().usage(KeyUsage.keyEncipherment).issuedBy(BETWEEN).chain());
        verify(server().usage(0).issuedBy(BETWEEN).chain());
    }

    @Test
    void asksOfEveryIssuerToBeAnAuthority() {
        var leafAsIssuer = server().issuedBy(SERVER);
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(ROOT), leafAsIssuer.chain());
        var mayNotSign =
                named("Intermediate").authority().usage(KeyUsage.cRLSign).issuedBy(ROOT);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().issuedBy(mayNotSign).chain());
        var pinned = server().selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(pinned),
                server().issuedBy(pinned).chain());
        var rootMayNotSign = named("Root").authority().usage(KeyUsage.cRLSign).selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(rootMayNotSign),
                server().issuedBy(rootMayNotSign).chain());
    }

    @Test
    void holdsPathLengths() throws ProtocolException {
        var last = named("Last").authority(0).issuedBy(ROOT);
        verify(server().issuedBy(last).chain());
        var below = named("Below").authority().issuedBy(last);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(ROOT),
                server().issuedBy(below).chain());
        var narrowRoot = named("Narrow").authority(0).selfSigned();
        verify(strict(narrowRoot), server().issuedBy(narrowRoot).chain());
        var belowNarrow = named("Below").authority().issuedBy(narrowRoot);
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(narrowRoot),
                server().issuedBy(belowNarrow).chain());
    }

    @Test
    void holdsNameConstraintsOfIntermediatesAndRoots() throws Exception {
        for (boolean onRoot : new boolean[] {false, true}) {
            var constrained = named("Constrained")
                    .authority()
                    .extension(Extension.nameConstraints, true, permitted("example.org"));
            var authority = onRoot ? constrained.selfSigned() : constrained.issuedBy(ROOT);
            var policy = strict(onRoot ? authority : ROOT);
            verify(policy, server().issuedBy(authority).chain());
            var outside =
                    named("www.example.net").dns("www.example.net").server().issuedBy(authority);
            Fixtures.assertRefused(
                    Reason.CERTIFICATE_NOT_ALLOWED,
                    () -> new ChainVerifier(policy).verify(outside.chain(), "www.example.net", NOW));
            var byCommonName = named("www.example.net").server().issuedBy(authority);
            Fixtures.assertRefused(
                    Reason.CERTIFICATE_NOT_ALLOWED,
                    () -> new ChainVerifier(policy).verify(byCommonName.chain(), "www.example.net", NOW));
        }
    }

    @Test
    void refusesCriticalExtensionsNobodyKnows() {
        var id = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");
        var value = new byte[] {5, 0};
        var unknown = server().extension(id, true, value).issuedBy(BETWEEN);
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(ROOT), unknown.chain());
        // As OpenSSL and Go do, in whoever is trusted, too.
        var root = named("Root").authority().extension(id, true, value).selfSigned();
        refused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                strict(root),
                server().issuedBy(root).chain());
        var pinned = server().extension(id, true, value).selfSigned();
        refused(Reason.CERTIFICATE_NOT_ALLOWED, strict(pinned), pinned.chain());
    }

    // Strength

    /** RFC 9846 section 4.5.1.3: bad_certificate, but for self-signed certificates and trust anchors. */
    @Test
    void refusesSha1AndMd5SignaturesBelowTheAnchor() throws ProtocolException {
        var sha1 = server().signedWith("SHA1withECDSA").issuedBy(BETWEEN);
        refused(Reason.WEAK_CERTIFICATE_SIGNATURE, strict(ROOT), sha1.chain());
        assertThat(Reason.WEAK_CERTIFICATE_SIGNATURE.alert()).isEqualTo(AlertDescription.BAD_CERTIFICATE);
        var rsaRoot = named("Root")
                .authority()
                .key(KeyType.RSA_2048)
                .signedWith("SHA1withRSA")
                .selfSigned();
        verify(strict(rsaRoot), server().issuedBy(rsaRoot).chain());
        var md5 = server().signedWith("MD5withRSA").issuedBy(rsaRoot);
        refused(Reason.WEAK_CERTIFICATE_SIGNATURE, strict(rsaRoot), md5.chain());
        var weakBetween =
                named("Intermediate").authority().signedWith("SHA1withRSA").issuedBy(rsaRoot);
        refused(
                Reason.WEAK_CERTIFICATE_SIGNATURE,
                strict(rsaRoot),
                server().issuedBy(weakBetween).chain());
    }

    @Test
    void readsTheHashOfPssSignaturesFromTheirParameters() throws ProtocolException {
        var rsaRoot = named("Root").authority().key(KeyType.RSA_2048).selfSigned();
        for (var hash : List.of("SHA-256", "SHA-384", "SHA-512")) {
            var parameters = new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), 32, 1);
            verify(
                    strict(rsaRoot),
                    server().signedWith(parameters).issuedBy(rsaRoot).chain());
        }
        var sha1 = server().signedWith(new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1));
        refused(
                Reason.WEAK_CERTIFICATE_SIGNATURE,
                strict(rsaRoot),
                sha1.issuedBy(rsaRoot).chain());
    }

    @Test
    void refusesWhatThePlatformHasDisabled() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(768); // jdk.certpath.disabledAlgorithms: RSA keySize < 1024, also in anchors
        var weakRoot =
                named("Root").authority().keys(generator.generateKeyPair()).selfSigned();
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(weakRoot),
                server().issuedBy(weakRoot).chain());
    }

    @Test
    void refusesShortRsaKeys() {
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(ROOT),
                server().key(KeyType.RSA_1024).issuedBy(BETWEEN).chain());
        var between = named("Intermediate").authority().key(KeyType.RSA_1024).issuedBy(ROOT);
        refused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                strict(ROOT),
                server().issuedBy(between).chain());
        var pinned = server().key(KeyType.RSA_1024).selfSigned();
        refused(Reason.UNSUPPORTED_CERTIFICATE_KEY, strict(pinned), pinned.chain());
    }

    // Bounds

    @Test
    void allowsSixIntermediatesAndNoMore() throws ProtocolException {
        var above = ROOT;
        for (int i = 1; i <= 6; i++) {
            above = named("Intermediate " + i).authority().issuedBy(above);
        }
        verify(server().issuedBy(above).chain());
        var seventh = named("Intermediate 7").authority().issuedBy(above);
        refused(
                Reason.CERTIFICATE_CHAIN_TOO_LONG,
                strict(ROOT),
                server().issuedBy(seventh).chain());
        var none = new ChainPolicy(List.of(ROOT.certificate()), List.of(), Usage.SERVER, true, true, true, 0);
        verify(none, server().issuedBy(ROOT).chain());
        refused(Reason.CERTIFICATE_CHAIN_TOO_LONG, none, SERVER.chain());
    }

    @Test
    void refusesAFloodOfCertificates() {
        var flood = new ArrayList<X509Certificate>(SERVER.chain());
        flood.addAll(Collections.nCopies(1_000, BETWEEN.certificate()));
        refused(Reason.CERTIFICATE_CHAIN_TOO_LONG, strict(ROOT), flood);
    }

    // Switches

    @Test
    void leavesTheNameOutIfToldTo() throws ProtocolException {
        var policy = new ChainPolicy(List.of(ROOT.certificate()), List.of(), Usage.SERVER, true, false, true, 6);
        new ChainVerifier(policy).verify(SERVER.chain(), "other.example.org", NOW);
        new ChainVerifier(policy).verify(SERVER.chain(), null, NOW);
        refused(
                Reason.CERTIFICATE_EXPIRED,
                policy,
                server().expired().issuedBy(BETWEEN).chain());
    }

    @Test
    void refusesAnotherNameWithTheTextOfLibtls() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new ChainVerifier(strict(ROOT)).verify(SERVER.chain(), "other.example.org", NOW))
                .withMessage("name `other.example.org' not present in server certificate")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NAME_MISMATCH));
    }

    @Test
    void leavesTheTimeOutIfToldToAndNothingElse() throws ProtocolException {
        var policy = new ChainPolicy(List.of(ROOT.certificate()), List.of(), Usage.SERVER, true, true, false, 6);
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
        var policy = new ChainPolicy(List.of(), List.of(), Usage.SERVER, false, true, true, 6);
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
                .isThrownBy(() -> new ChainVerifier(strict(ROOT)).verify(SERVER.chain(), null, NOW));
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
        return new ChainVerifier(policy).digest();
    }

    private static String digest(List<X509Certificate> roots, Usage usage, boolean chain, boolean name, boolean time) {
        return new ChainVerifier(new ChainPolicy(roots, List.of(), usage, chain, name, time, 6)).digest();
    }

    private static TestCertificates server() {
        return named(NAME).dns(NAME).server();
    }

    private static ChainPolicy strict(TestCertificate root) {
        return Fixtures.strict(Usage.SERVER, List.of(root.certificate()), List.of());
    }

    private static VerifiedChain verify(List<X509Certificate> chain) throws ProtocolException {
        return verify(strict(ROOT), chain);
    }

    private static VerifiedChain verify(ChainPolicy policy, List<X509Certificate> chain) throws ProtocolException {
        return new ChainVerifier(policy).verify(chain, NAME, NOW);
    }

    private static void refused(Reason reason, ChainPolicy policy, List<X509Certificate> chain) {
        Fixtures.assertRefused(reason, () -> verify(policy, chain));
    }

    private static byte[] permitted(String domain) throws IOException {
        var subtree = new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
        return new NameConstraints(new GeneralSubtree[] {subtree}, null).getEncoded();
    }
}
