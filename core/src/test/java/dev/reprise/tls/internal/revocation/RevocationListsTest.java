package dev.reprise.tls.internal.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.testkit.TestCrl;
import dev.reprise.tls.internal.revocation.RevocationCheck.Stapling;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation lists: RFC 5280 section 5 for what they are, section 6.3.3 for what they decide. */
class RevocationListsTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final String DISTRIBUTION_POINT = "2.5.29.28";
    private static final Instant NOW = TestCertificates.NOW;
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final TestCertificate BETWEEN =
            TestCertificates.named("Between").authority().issuedBy(ROOT);
    private static final TestCertificate LEAF = TestCertificates.named("leaf").issuedBy(BETWEEN);
    private static final TestCertificate OTHER = TestCertificates.named("other").issuedBy(BETWEEN);

    @Test
    void letsThroughWhatIsOnNoList() throws Exception {
        var found = check(TestCrl.by(ROOT), TestCrl.by(BETWEEN).revoked(OTHER));
        assertThat(found.leaf()).isEmpty();
        assertThat(found.validUntil()).isEqualTo(NOW.plusSeconds(3600));
    }

    @Test
    void refusesARevokedLeafAndARevokedAuthority() {
        refused(
                Reason.CERTIFICATE_REVOKED,
                TestCrl.by(ROOT),
                TestCrl.by(BETWEEN).revoked(LEAF));
        refused(Reason.CERTIFICATE_REVOKED, TestCrl.by(ROOT).revoked(BETWEEN), TestCrl.by(BETWEEN));
        refused(
                Reason.CERTIFICATE_REVOKED,
                TestCrl.by(ROOT),
                TestCrl.by(BETWEEN).revoked(LEAF, CRLReason.certificateHold));
    }

    @Test
    void saysWhenAndWhy() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> check(TestCrl.by(ROOT), TestCrl.by(BETWEEN).revoked(LEAF)))
                .withMessageContaining("CN=leaf")
                .withMessageContaining("revoked at 2026-06-01T11:00:00Z, keyCompromise");
    }

    /** Where lists are given, all of a path is looked up: an authority left out might be the revoked one. */
    @Test
    void wantsAListForEveryCertificateBelowTheRoot() {
        refused(Reason.NO_REVOCATION_LIST, TestCrl.by(ROOT));
        refused(Reason.NO_REVOCATION_LIST, TestCrl.by(BETWEEN));
        refused(Reason.NO_REVOCATION_LIST, TestCrl.by(TestCertificates.root("Another")));
    }

    @Test
    void asksNoListAboutATrustedLeaf() throws Exception {
        var pinned = TestCertificates.named("pinned").selfSigned();
        var check = new RevocationCheck(lists(TestCrl.by(ROOT)), Stapling.ASKED, true);
        assertThat(check.require(List.of(pinned.certificate()), Map.of(), NOW).validUntil())
                .isEqualTo(Instant.MAX);
    }

    @Test
    void takesOnlyCurrentLists() throws Exception {
        var second = Duration.ofSeconds(1);
        check(TestCrl.by(ROOT), TestCrl.by(BETWEEN, NOW, NOW));
        refused(
                Reason.NO_REVOCATION_LIST,
                TestCrl.by(ROOT),
                TestCrl.by(BETWEEN, NOW.minusSeconds(9), NOW.minus(second)));
        refused(Reason.NO_REVOCATION_LIST, TestCrl.by(ROOT), TestCrl.by(BETWEEN, NOW.plus(second), NOW.plusSeconds(9)));
        // The current one of two decides.
        var old = TestCrl.by(BETWEEN, NOW.minusSeconds(9), NOW.minus(second)).revoked(LEAF);
        check(TestCrl.by(ROOT), old, TestCrl.by(BETWEEN));
        refused(
                Reason.CERTIFICATE_REVOKED,
                TestCrl.by(ROOT),
                TestCrl.by(BETWEEN),
                TestCrl.by(BETWEEN).revoked(LEAF));
    }

    @Test
    void takesOldListsWhereTimeDoesNotCount() throws Exception {
        var lists = lists(TestCrl.by(ROOT), TestCrl.by(BETWEEN, NOW.minusSeconds(9), NOW.minusSeconds(8)));
        var check = new RevocationCheck(lists, Stapling.ASKED, false);
        assertThat(check.require(path(), Map.of(), NOW).validUntil()).isEqualTo(Instant.MAX);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P256", "P384", "P521", "RSA_2048", "ED25519"})
    void takesListsSignedByKeysOfAnyKind(KeyType type) throws Exception {
        var root = TestCertificates.named("Root").authority().key(type).selfSigned();
        var leaf = TestCertificates.named("leaf").issuedBy(root);
        var path = List.of(leaf.certificate(), root.certificate());
        new RevocationCheck(lists(TestCrl.by(root)), Stapling.ASKED, true).require(path, Map.of(), NOW);
        var revoked = new RevocationCheck(lists(TestCrl.by(root).revoked(leaf)), Stapling.ASKED, true);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> revoked.require(path, Map.of(), NOW))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED));
    }

    @Test
    void takesNoListThatTheIssuerDidNotSign() throws Exception {
        refused(Reason.NO_REVOCATION_LIST, TestCrl.by(ROOT), TestCrl.by(BETWEEN).signedBy(ROOT));
        // The issuer's own is found behind a stranger's.
        check(TestCrl.by(ROOT), TestCrl.by(BETWEEN).signedBy(ROOT), TestCrl.by(BETWEEN));
    }

    @Test
    void takesNoListWithAWeakSignature() {
        var root =
                TestCertificates.named("Root").authority().key(KeyType.RSA_2048).selfSigned();
        var leaf = TestCertificates.named("leaf").issuedBy(root);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new RevocationCheck(
                                lists(TestCrl.by(root).signedWith("SHA1withRSA")), Stapling.ASKED, true)
                        .require(List.of(leaf.certificate(), root.certificate()), Map.of(), NOW))
                .withMessageContaining("too weak")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_REVOCATION_LIST));
    }

    // RFC 5280 section 6.3.3 (f)
    @Test
    void takesNoListOfAnAuthorityThatMaySignNone() throws Exception {
        var mayNot = TestCertificates.named("Root")
                .authority()
                .usage(KeyUsage.keyCertSign)
                .selfSigned();
        var unsaid = TestCertificates.named("Root").authority().usage(0).selfSigned();
        var leaf = TestCertificates.named("leaf").issuedBy(mayNot);
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new RevocationCheck(lists(TestCrl.by(mayNot)), Stapling.ASKED, true)
                        .require(List.of(leaf.certificate(), mayNot.certificate()), Map.of(), NOW))
                .withMessageContaining("cRLSign")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_REVOCATION_LIST));
        var other = TestCertificates.named("leaf").issuedBy(unsaid);
        new RevocationCheck(lists(TestCrl.by(unsaid)), Stapling.ASKED, true)
                .require(List.of(other.certificate(), unsaid.certificate()), Map.of(), NOW);
    }

    // RFC 5280 section 6.3.3 (b) (2)
    @Test
    void asksAListOnlyAboutWhatItIsFor() throws Exception {
        var users = TestCrl.by(BETWEEN).extension(DISTRIBUTION_POINT, true, scope(null, true, false));
        var authorities = TestCrl.by(ROOT).extension(DISTRIBUTION_POINT, true, scope(null, false, true));
        check(authorities, users);
        refused(
                Reason.NO_REVOCATION_LIST,
                TestCrl.by(ROOT),
                TestCrl.by(BETWEEN).extension(DISTRIBUTION_POINT, true, scope(null, false, true)));
        refused(
                Reason.NO_REVOCATION_LIST,
                TestCrl.by(ROOT).extension(DISTRIBUTION_POINT, true, scope(null, true, false)),
                TestCrl.by(BETWEEN));
    }

    @Test
    void asksThePartOfAListThatTheCertificateNames() throws Exception {
        var points = new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(point("http://example.org/0"), new ReasonFlags(ReasonFlags.keyCompromise), null),
            new DistributionPoint(
                    point("http://example.org/0"), null, new GeneralNames(new GeneralName(new X500Name("CN=Other")))),
            new DistributionPoint(point("http://example.org/1", "http://example.org/2"), null, null)
        });
        var leaf = TestCertificates.named("leaf")
                .extension(Extension.cRLDistributionPoints, false, points.getEncoded())
                .issuedBy(ROOT);
        var without = TestCertificates.named("leaf").issuedBy(ROOT);
        var damaged = TestCertificates.named("leaf")
                .extension(Extension.cRLDistributionPoints, false, new byte[] {0x30, 1, 5})
                .issuedBy(ROOT);
        for (int part = 0; part <= 3; part++) {
            var check = new RevocationCheck(
                    lists(TestCrl.by(ROOT)
                            .extension(
                                    DISTRIBUTION_POINT,
                                    true,
                                    scope(point("http://example.org/" + part), false, false))),
                    Stapling.ASKED,
                    true);
            if (part == 1 || part == 2) {
                check.require(List.of(leaf.certificate(), ROOT.certificate()), Map.of(), NOW);
            } else {
                refused(Reason.NO_REVOCATION_LIST, check, leaf);
            }
            refused(Reason.NO_REVOCATION_LIST, check, without);
            refused(Reason.MALFORMED_CERTIFICATE, check, damaged);
        }
    }

    @Test
    void refusesListsOfOtherKindsByName() {
        notRead(TestCrl.by(ROOT).extension("2.5.29.27", true, new ASN1Integer(1)), "delta CRL");
        notRead(
                TestCrl.by(ROOT)
                        .extension(
                                DISTRIBUTION_POINT,
                                true,
                                new IssuingDistributionPoint(null, false, false, null, true, false)),
                "indirect CRL");
        var other = new GeneralNames(new GeneralName(new X500Name("CN=Other")));
        notRead(TestCrl.by(ROOT).entry(BigInteger.TEN, "2.5.29.29", true, other), "indirect CRL");
        notRead(
                TestCrl.by(ROOT)
                        .extension(
                                DISTRIBUTION_POINT,
                                true,
                                new IssuingDistributionPoint(
                                        null, false, false, new ReasonFlags(ReasonFlags.keyCompromise), false, false)),
                "some reasons only");
        notRead(
                TestCrl.by(ROOT)
                        .extension(
                                DISTRIBUTION_POINT,
                                true,
                                new IssuingDistributionPoint(null, false, false, null, false, true)),
                "attribute certificates");
        notRead(TestCrl.by(ROOT).extension("1.2.3", true, DERNull.INSTANCE), "critical extension");
        notRead(TestCrl.by(ROOT).entry(BigInteger.TEN, "1.2.3", true, DERNull.INSTANCE), "critical extension");
        notRead(TestCrl.by(ROOT, NOW, null), "when the next one is due");
    }

    @Test
    void ignoresOtherExtensionsThatAreNotCritical() throws Exception {
        check(
                TestCrl.by(ROOT).extension("2.5.29.20", false, new ASN1Integer(7)),
                TestCrl.by(BETWEEN)
                        .extension("1.2.3", false, DERNull.INSTANCE)
                        .entry(BigInteger.TEN, "1.2.3", false, DERNull.INSTANCE));
    }

    @Test
    void readsPemAsFilesHaveIt() throws Exception {
        var both = new ByteArrayOutputStream();
        both.writeBytes(LEAF.certificatePem());
        both.writeBytes(TestCrl.by(ROOT).pem());
        both.writeBytes(
                TestCertificate.pem("CRL", TestCrl.by(BETWEEN).revoked(LEAF).der()));
        var lists = RevocationLists.parsePem(both.toByteArray(), "crl.pem");
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> new RevocationCheck(lists, Stapling.ASKED, true).require(path(), Map.of(), NOW))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "junk", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"})
    void refusesATextWithoutAList(String text) {
        assertThatIOException()
                .isThrownBy(() -> RevocationLists.parsePem(text.getBytes(US_ASCII), "crl.pem"))
                .withMessage("no revocation list in crl.pem, expected a PEM block BEGIN X509 CRL");
    }

    @Test
    void throwsNothingElseForPrefixesAndDamage() {
        var der = TestCrl.by(ROOT)
                .revoked(BETWEEN)
                .extension(DISTRIBUTION_POINT, true, scope(point("http://example.org/1"), true, false))
                .der();
        for (int length = 1; length < der.length; length++) {
            var prefix = TestCertificate.pem("X509 CRL", Arrays.copyOf(der, length));
            assertThatIOException().isThrownBy(() -> RevocationLists.parsePem(prefix, "crl.pem"));
        }
        var random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            var damaged = der.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                RevocationLists.parsePem(TestCertificate.pem("X509 CRL", damaged), "crl.pem");
            } catch (IOException e) {
                assertThat(e).as("-Dtest.seed=%d", SEED).hasMessageStartingWith("revocation list 1 in crl.pem ");
            }
        }
    }

    private static IssuingDistributionPoint scope(
            @Nullable DistributionPointName point, boolean onlyUsers, boolean onlyAuthorities) {
        return new IssuingDistributionPoint(point, onlyUsers, onlyAuthorities, null, false, false);
    }

    private static DistributionPointName point(String... addresses) {
        var names = new ArrayList<GeneralName>();
        for (var address : addresses) {
            names.add(new GeneralName(GeneralName.uniformResourceIdentifier, address));
        }
        return new DistributionPointName(new GeneralNames(names.toArray(GeneralName[]::new)));
    }

    private static List<X509Certificate> path() {
        return List.of(LEAF.certificate(), BETWEEN.certificate(), ROOT.certificate());
    }

    private static RevocationLists lists(TestCrl... crls) throws IOException {
        var text = new ByteArrayOutputStream();
        for (var crl : crls) {
            text.writeBytes(crl.pem());
        }
        return RevocationLists.parsePem(text.toByteArray(), "crl.pem");
    }

    private static RevocationCheck.Findings check(TestCrl... crls) throws IOException {
        return new RevocationCheck(lists(crls), Stapling.ASKED, true)
                .require(path(), Map.<X509Certificate, Bytes>of(), NOW);
    }

    private static void refused(Reason reason, TestCrl... crls) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> check(crls))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static void refused(Reason reason, RevocationCheck check, TestCertificate leaf) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> check.require(List.of(leaf.certificate(), ROOT.certificate()), Map.of(), NOW))
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }

    private static void notRead(TestCrl crl, String what) {
        assertThatIOException()
                .isThrownBy(() -> lists(crl))
                .withMessageStartingWith("revocation list 1 in crl.pem ")
                .withMessageContaining(what);
    }
}
