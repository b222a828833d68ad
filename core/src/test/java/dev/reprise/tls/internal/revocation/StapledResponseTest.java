package dev.reprise.tls.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.testkit.TestCrl;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.internal.revocation.RevocationCheck.Stapling;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.OcspStatus.CertificateStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.RevocationReason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stapled response does to a path: RFC 6960 sections 2.2, 3.2 and 4.2, with the skew and age of libtls. */
class StapledResponseTest {
    private static final String NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
    private static final byte[] NULL = {5, 0};
    private static final Instant NOW = TestCertificates.NOW;
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final TestCertificate BETWEEN =
            TestCertificates.named("Between").authority().issuedBy(ROOT);
    private static final TestCertificate LEAF =
            TestCertificates.named("leaf").server().issuedBy(BETWEEN);
    private static final TestCertificate SIBLING =
            TestCertificates.named("sibling").server().issuedBy(BETWEEN);
    private static final TestCertificate RESPONDER = responder("Responder").issuedBy(BETWEEN);

    @Test
    void takesAGoodStatusOfTheIssuer() throws ProtocolException {
        var found = check(Stapling.REQUIRED, TestOcsp.of(LEAF).good());
        var status = found.leaf().orElseThrow();
        assertThat(status.certificateStatus()).isEqualTo(CertificateStatus.GOOD);
        assertThat(status.thisUpdate()).isEqualTo(NOW.minusSeconds(3600));
        assertThat(status.nextUpdate()).contains(NOW.plusSeconds(3600));
        assertThat(status.revocationTime()).isEmpty();
        assertThat(status.result()).isEqualTo("good");
        assertThat(found.validUntil()).isEqualTo(NOW.plusSeconds(3600));
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void takesResponsesSignedByKeysOfAnyKindThatIsStrongEnough(KeyType type) throws ProtocolException {
        var root = TestCertificates.root("Root");
        var responder = responder("Responder").key(type).issuedBy(root);
        var leaf = TestCertificates.named("leaf").issuedBy(root);
        var path = List.of(leaf.certificate(), root.certificate());
        var response = type == KeyType.RSA_PSS_2048
                ? TestOcsp.of(leaf).signedBy(responder).signedWith("SHA256withRSAandMGF1")
                : TestOcsp.of(leaf).signedBy(responder);
        var check = new RevocationCheck(RevocationLists.NONE, Stapling.REQUIRED, true);
        if (type == KeyType.RSA_1024) {
            refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, () -> check.require(path, staple(leaf, response), NOW));
            return;
        }
        assertThat(check.require(path, staple(leaf, response), NOW).leaf()).isPresent();
    }

    @Test
    void takesSha256ForTheHashesAndTheKeyForTheResponder() throws ProtocolException {
        assertGood(TestOcsp.of(LEAF).sha256());
        assertGood(TestOcsp.of(LEAF).byKey());
        assertGood(TestOcsp.of(LEAF).signedBy(RESPONDER).byKey());
        assertGood(TestOcsp.of(LEAF).hash(NISTObjectIdentifiers.id_sha384));
        assertGood(TestOcsp.of(LEAF).hash(NISTObjectIdentifiers.id_sha512));
        bad(TestOcsp.of(LEAF).hash(NISTObjectIdentifiers.id_sha224));
    }

    @Test
    void findsItsCertificateAmongOthers() throws ProtocolException {
        assertGood(TestOcsp.of(LEAF).andBefore(SIBLING));
        bad(TestOcsp.of(SIBLING));
        // The same number under another issuer's name or key.
        bad(TestOcsp.of(LEAF).issuer(ROOT.certificate()));
        bad(TestOcsp.of(LEAF)
                .issuer(TestCertificates.named("Between")
                        .authority()
                        .issuedBy(ROOT)
                        .certificate()));
    }

    @ParameterizedTest
    @CsvSource({"0, unspecified", "1, keyCompromise", "6, certificateHold", "10, aACompromise"})
    void refusesARevokedCertificate(int code, String result) {
        var when = NOW.minus(Duration.ofDays(3));
        var response = TestOcsp.of(LEAF).revoked(when, code);
        for (var stapling : Stapling.values()) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> check(stapling, response))
                    .withMessageContaining(when.toString())
                    .withMessageContaining(result)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.CERTIFICATE_REVOKED));
        }
    }

    @Test
    void tellsWhenAndWhyOneWasRevoked() throws ProtocolException {
        var when = NOW.minus(Duration.ofDays(3));
        var why = status(TestOcsp.of(LEAF).revoked(when, CRLReason.superseded));
        assertThat(why.revocationTime()).contains(when);
        assertThat(why.revocationReason()).contains(RevocationReason.SUPERSEDED);
        var without = status(TestOcsp.of(LEAF).revoked(when));
        assertThat(without.certificateStatus()).isEqualTo(CertificateStatus.REVOKED);
        assertThat(without.revocationReason()).isEmpty();
        assertThat(without.result()).isEqualTo("unspecified");
        bad(TestOcsp.of(LEAF).revoked(when, 7)); // RFC 5280 section 5.3.1: not used
        bad(TestOcsp.of(LEAF).revoked(when, 11));
    }

    /** libtls takes unknown for no failure; where a response is required, it says nothing that was asked for. */
    @Test
    void takesUnknownOnlyWhereNoneIsRequired() throws ProtocolException {
        var response = TestOcsp.of(LEAF).unknown();
        var found = check(Stapling.ASKED, response).leaf().orElseThrow();
        assertThat(found.certificateStatus()).isEqualTo(CertificateStatus.UNKNOWN);
        assertThat(found.result()).isEqualTo("unknown");
        refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, () -> check(Stapling.REQUIRED, response));
    }

    @Test
    void wantsAResponseOnlyWhereOneIsRequired() throws ProtocolException {
        for (var stapling : List.of(Stapling.NOT_ASKED, Stapling.ASKED)) {
            var found = new RevocationCheck(RevocationLists.NONE, stapling, true).require(path(), Map.of(), NOW);
            assertThat(found.leaf()).isEmpty();
            assertThat(found.validUntil()).isEqualTo(Instant.MAX);
        }
        refused(
                Reason.CERTIFICATE_STATUS_REQUIRED,
                () -> new RevocationCheck(RevocationLists.NONE, Stapling.REQUIRED, true)
                        .require(path(), Map.of(), NOW));
        // One about another certificate of the path is not the leaf's.
        refused(
                Reason.CERTIFICATE_STATUS_REQUIRED,
                () -> new RevocationCheck(RevocationLists.NONE, Stapling.REQUIRED, true)
                        .require(path(), staple(BETWEEN, TestOcsp.of(BETWEEN)), NOW));
    }

    /** RFC 7633: a certificate that says status_request is good only together with a response. */
    @Test
    void honoursACertificateThatSaysItMustBeStapled() throws ProtocolException {
        var leaf = feature("3003020105");
        refused(Reason.CERTIFICATE_STATUS_REQUIRED, () -> require(leaf, Stapling.ASKED, Map.of()));
        refused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                () -> require(
                        leaf, Stapling.ASKED, staple(leaf, TestOcsp.of(leaf).unknown())));
        assertThat(require(leaf, Stapling.ASKED, staple(leaf, TestOcsp.of(leaf)))
                        .leaf())
                .isPresent();
        // Who did not ask cannot have got one.
        assertThat(require(leaf, Stapling.NOT_ASKED, Map.of()).leaf()).isEmpty();
        refused(
                Reason.CERTIFICATE_STATUS_REQUIRED,
                () -> require(feature("3006020111020105"), Stapling.ASKED, Map.of()));
        // status_request_v2 alone, which nobody offers here, and no feature at all.
        assertThat(require(feature("3003020111"), Stapling.ASKED, Map.of()).leaf())
                .isEmpty();
        assertThat(require(feature("3000"), Stapling.ASKED, Map.of()).leaf()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "3001", "3003020185", "300402020005", "30050203010005", "3003040105"})
    void refusesDamagedFeatures(String value) {
        refused(Reason.MALFORMED_CERTIFICATE, () -> require(feature(value), Stapling.ASKED, Map.of()));
    }

    // RFC 6960 section 4.2.2.1; libtls allows a skew of 60 s and an age of 14 days.
    @ParameterizedTest
    @CsvSource({
        "60, 3600, true",
        "61, 3600, false",
        "-1209600, 3600, true",
        "-1209601, 3600, false",
        "-3600, -60, true",
        "-3600, -61, false",
        "-10, -11, false",
        "-1209600, , true",
        "-1209601, , false",
    })
    void takesOnlyWhatIsCurrent(long thisUpdate, Long nextUpdate, boolean current) throws ProtocolException {
        var next = nextUpdate == null ? null : NOW.plusSeconds(nextUpdate);
        var response = TestOcsp.of(LEAF).updated(NOW.plusSeconds(thisUpdate), next);
        if (current) {
            assertGood(response);
        } else {
            bad(response);
        }
    }

    @Test
    void takesOldResponsesWhereTimeDoesNotCount() throws ProtocolException {
        var old = NOW.minus(Duration.ofDays(30));
        var check = new RevocationCheck(RevocationLists.NONE, Stapling.REQUIRED, false);
        var response = TestOcsp.of(LEAF).updated(old, old);
        assertThat(check.require(path(), staple(LEAF, response), NOW).validUntil())
                .isEqualTo(Instant.MAX);
        refused(Reason.CERTIFICATE_REVOKED, () -> check.require(path(), staple(LEAF, response.revoked(old, 1)), NOW));
    }

    @Test
    void saysUntilWhenAResponseCounts() throws ProtocolException {
        var day = Duration.ofDays(1);
        assertThat(check(Stapling.ASKED, TestOcsp.of(LEAF).updated(NOW.minus(day), null))
                        .validUntil())
                .isEqualTo(NOW.plus(day.multipliedBy(13)));
        assertThat(check(Stapling.ASKED, TestOcsp.of(LEAF).updated(NOW.minus(day), NOW.plus(day.multipliedBy(20))))
                        .validUntil())
                .isEqualTo(NOW.plus(day.multipliedBy(13)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 4, 7, 0})
    void refusesAResponseThatReportsAnError(int error) {
        for (var stapling : Stapling.values()) {
            refused(
                    Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                    () -> require(LEAF, stapling, Map.of(LEAF.certificate(), Bytes.wrap(TestOcsp.error(error)))));
        }
    }

    // RFC 6960 section 4.2.2.2: whom the issuer designates, and nobody else.
    @Test
    void takesAResponderThatTheIssuerDesignates() throws ProtocolException {
        assertGood(TestOcsp.of(LEAF).signedBy(RESPONDER));
        assertGood(TestOcsp.of(LEAF).including(SIBLING.certificate()).signedBy(RESPONDER));
        assertGood(TestOcsp.of(LEAF)
                .signedBy(responder("R").usage(0).withoutConstraints().issuedBy(BETWEEN)));
        assertGood(TestOcsp.of(LEAF)
                .signedBy(responder("R").usage(KeyUsage.nonRepudiation).issuedBy(BETWEEN)));
    }

    @Test
    void refusesOtherResponders() {
        bad(TestOcsp.of(LEAF).signedBy(SIBLING));
        bad(TestOcsp.of(LEAF).signedBy(LEAF));
        bad(TestOcsp.of(LEAF).signedBy(ROOT));
        bad(TestOcsp.of(LEAF).signedByAbsent(RESPONDER));
        bad(TestOcsp.of(LEAF).signedBy(responder("R").issuedBy(ROOT)));
        bad(TestOcsp.of(LEAF).signedBy(responder("R").selfSigned()));
        bad(TestOcsp.of(LEAF).signedBy(TestCertificates.named("R").issuedBy(BETWEEN)));
        bad(TestOcsp.of(LEAF)
                .signedBy(TestCertificates.named("R")
                        .purpose(KeyPurposeId.anyExtendedKeyUsage)
                        .issuedBy(BETWEEN)));
        bad(TestOcsp.of(LEAF).signedBy(responder("R").usage(KeyUsage.cRLSign).issuedBy(BETWEEN)));
        bad(TestOcsp.of(LEAF).signedBy(responder("R").expired().issuedBy(BETWEEN)));
        bad(TestOcsp.of(LEAF)
                .signedBy(responder("R")
                        .valid(NOW.plusSeconds(1), NOW.plusSeconds(2))
                        .issuedBy(BETWEEN)));
        bad(TestOcsp.of(LEAF)
                .signedBy(responder("R")
                        .extension(new ASN1ObjectIdentifier("1.2.3"), true, NULL)
                        .issuedBy(BETWEEN)));
        // Of the issuer's name, with another key.
        var impostor = TestCertificates.named("Between").authority().issuedBy(ROOT);
        bad(TestOcsp.of(LEAF).signedBy(responder("R").issuedBy(impostor)));
        bad(TestOcsp.of(LEAF).signedBy(impostor));
    }

    @Test
    void refusesWeakSignatures() {
        var root =
                TestCertificates.named("Root").key(KeyType.RSA_2048).authority().selfSigned();
        var leaf = TestCertificates.named("leaf").issuedBy(root);
        var path = List.of(leaf.certificate(), root.certificate());
        var check = new RevocationCheck(RevocationLists.NONE, Stapling.REQUIRED, true);
        for (var response : List.of(
                TestOcsp.of(leaf).signedWith("SHA1withRSA"),
                TestOcsp.of(leaf).signedWith("SHA1withRSAandMGF1"),
                TestOcsp.of(leaf)
                        .signedBy(responder("R").signedWith("SHA1withRSA").issuedBy(root)))) {
            refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, () -> check.require(path, staple(leaf, response), NOW));
        }
    }

    // RFC 6960 section 4.2.2.2.1: with nocheck the responder's certificate is trusted, else lists at hand are asked.
    @Test
    void asksTheListsAboutAResponderUnlessItSaysNotTo() throws Exception {
        var checked = responder("R").issuedBy(BETWEEN);
        var unchecked = responder("R")
                .extension(new ASN1ObjectIdentifier(NO_CHECK), false, NULL)
                .issuedBy(BETWEEN);
        var lists = RevocationLists.parsePem(
                        TestCrl.by(BETWEEN).revoked(checked).revoked(unchecked).pem(), "crl")
                .with(RevocationLists.parsePem(TestCrl.by(ROOT).pem(), "crl"));
        var check = new RevocationCheck(lists, Stapling.REQUIRED, true);
        assertThat(check.require(path(), staple(LEAF, TestOcsp.of(LEAF).signedBy(unchecked)), NOW)
                        .leaf())
                .isPresent();
        assertThat(check.require(path(), staple(LEAF, TestOcsp.of(LEAF).signedBy(RESPONDER)), NOW)
                        .leaf())
                .isPresent();
        refused(
                Reason.BAD_CERTIFICATE_STATUS_RESPONSE,
                () -> check.require(path(), staple(LEAF, TestOcsp.of(LEAF).signedBy(checked)), NOW));
    }

    @Test
    void ignoresExtensionsUnlessTheyAreCritical() throws ProtocolException {
        var nonce = "1.3.6.1.5.5.7.48.1.2";
        assertGood(TestOcsp.of(LEAF).extension("1.2.3", false, NULL).singleExtension("1.2.3", false, NULL));
        assertGood(TestOcsp.of(LEAF).extension(nonce, true, NULL));
        bad(TestOcsp.of(LEAF).extension("1.2.3", true, NULL));
        bad(TestOcsp.of(LEAF).singleExtension("1.2.3", true, NULL));
    }

    @Test
    void looksAtResponsesForAuthoritiesToo() throws ProtocolException {
        var later = Instant.parse("2026-06-01T12:30:00Z");
        var both = Map.of(
                LEAF.certificate(), Bytes.wrap(TestOcsp.of(LEAF).der()),
                BETWEEN.certificate(),
                        Bytes.wrap(TestOcsp.of(BETWEEN).updated(NOW, later).der()));
        var found = require(LEAF, Stapling.REQUIRED, both);
        assertThat(found.leaf()).isPresent();
        assertThat(found.validUntil()).isEqualTo(later);
        var revoked = Map.of(
                LEAF.certificate(), Bytes.wrap(TestOcsp.of(LEAF).der()),
                BETWEEN.certificate(),
                        Bytes.wrap(TestOcsp.of(BETWEEN).revoked(NOW, 2).der()));
        refused(Reason.CERTIFICATE_REVOKED, () -> require(LEAF, Stapling.REQUIRED, revoked));
        // A root is trusted, whatever is said of it.
        assertThat(require(LEAF, Stapling.ASKED, staple(ROOT, TestOcsp.of(ROOT).revoked(NOW, 1)))
                        .leaf())
                .isEmpty();
    }

    @Test
    void takesATrustedLeafForItsOwnIssuer() throws ProtocolException {
        var pinned = TestCertificates.named("pinned").server().selfSigned();
        var path = List.of(pinned.certificate());
        var check = new RevocationCheck(RevocationLists.NONE, Stapling.REQUIRED, true);
        assertThat(check.require(path, staple(pinned, TestOcsp.of(pinned)), NOW).leaf())
                .isPresent();
        refused(
                Reason.CERTIFICATE_REVOKED,
                () -> check.require(path, staple(pinned, TestOcsp.of(pinned).revoked(NOW, 1)), NOW));
    }

    private static TestCertificates responder(String name) {
        return TestCertificates.named(name).purpose(KeyPurposeId.id_kp_OCSPSigning);
    }

    private static TestCertificate feature(String value) {
        return TestCertificates.named("leaf")
                .server()
                .extension(
                        new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"),
                        false,
                        Bytes.ofHex(value).toArray())
                .issuedBy(BETWEEN);
    }

    private static List<X509Certificate> path() {
        return List.of(LEAF.certificate(), BETWEEN.certificate(), ROOT.certificate());
    }

    private static RevocationCheck.Findings require(
            TestCertificate leaf, Stapling stapling, Map<X509Certificate, Bytes> stapled) throws ProtocolException {
        return new RevocationCheck(RevocationLists.NONE, stapling, true)
                .require(List.of(leaf.certificate(), BETWEEN.certificate(), ROOT.certificate()), stapled, NOW);
    }

    private static RevocationCheck.Findings check(Stapling stapling, TestOcsp response) throws ProtocolException {
        return require(LEAF, stapling, staple(LEAF, response));
    }

    private static Map<X509Certificate, Bytes> staple(TestCertificate about, TestOcsp response) {
        return Map.of(about.certificate(), Bytes.wrap(response.der()));
    }

    private static OcspStatus status(TestOcsp response) throws ProtocolException {
        return OcspCheck.verify(
                Bytes.wrap(response.der()), LEAF.certificate(), BETWEEN.certificate(), RevocationLists.NONE, NOW);
    }

    private static void assertGood(TestOcsp response) throws ProtocolException {
        assertThat(check(Stapling.REQUIRED, response).leaf().map(OcspStatus::certificateStatus))
                .isEqualTo(Optional.of(CertificateStatus.GOOD));
    }

    private static void bad(TestOcsp response) {
        for (var stapling : Stapling.values()) {
            refused(Reason.BAD_CERTIFICATE_STATUS_RESPONSE, () -> check(stapling, response));
        }
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
