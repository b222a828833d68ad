package dev.reprise.tls.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestOcsp;
import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.OcspStatus.CertificateStatus;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The encoding of OCSP responses (RFC 6960 section 4.2.1), and those that OpenSSL makes. */
class OcspResponseTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final TestCertificate ROOT = TestCertificates.root("Root");
    private static final TestCertificate LEAF = TestCertificates.named("leaf").issuedBy(ROOT);
    private static final TestCertificate RESPONDER = TestCertificates.named("Responder")
            .purpose(KeyPurposeId.id_kp_OCSPSigning)
            .issuedBy(ROOT);

    @Test
    void readsResponsesOfOpenssl() throws Exception {
        var good = verify("certs/ocsp-server-ecdsa-good.der");
        assertThat(good.certificateStatus()).isEqualTo(CertificateStatus.GOOD);
        assertThat(good.thisUpdate()).isEqualTo(Instant.parse("2020-01-02T00:00:00Z"));
        assertThat(good.nextUpdate()).isPresent();
        var revoked = verify("certs/ocsp-server-ecdsa-revoked.der");
        assertThat(revoked.certificateStatus()).isEqualTo(CertificateStatus.REVOKED);
        assertThat(revoked.revocationTime()).contains(Instant.parse("2024-01-01T00:00:00Z"));
    }

    @Test
    void refusesEveryPrefixAndOneByteMore() {
        var der = TestOcsp.of(LEAF).signedBy(RESPONDER).der();
        for (int length = 0; length < der.length; length++) {
            refused(Arrays.copyOf(der, length));
        }
        refused(Arrays.copyOf(der, der.length + 1));
    }

    @Test
    void throwsNothingElseForDamage() {
        var der = TestOcsp.of(LEAF)
                .revoked(TestCertificates.NOW, 1)
                .signedBy(RESPONDER)
                .extension("1.2.3", false, new byte[] {5, 0})
                .singleExtension("1.2.3", false, new byte[] {5, 0})
                .der();
        var random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            var damaged = der.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            var whole = Bytes.wrap(damaged);
            try {
                OcspCheck.verify(
                        whole, LEAF.certificate(), ROOT.certificate(), RevocationLists.NONE, TestCertificates.NOW);
                // Only what nobody signed may differ: the extra certificates, but for their order.
                assertThat(OcspResponse.parse(whole).signed())
                        .as("-Dtest.seed=%d", SEED)
                        .isEqualTo(OcspResponse.parse(Bytes.wrap(der)).signed());
            } catch (ProtocolException e) {
                assertThat(e.reason()).as("-Dtest.seed=%d", SEED).isEqualTo(Reason.BAD_CERTIFICATE_STATUS_RESPONSE);
            }
        }
    }

    // The hex is what is replaced, where it first stands, by what; all of the same length.
    @ParameterizedTest
    @CsvSource({
        "06092b0601050507300101, 06092b0601050507300102, another type",
        "180f32303236, 180f32303a36, a time with a colon for a digit",
        "180f3230323630363031, 180f3230323631333031, month 13",
        "180f3230323630363031, 180f3230323630363331, the 31st of June",
        "180f3230323630363031, 170f3230323630363031, UTCTime",
        "a2160414, a2160413, a key hash of another length",
        "a2160414, a3160414, another kind of responder",
        "8000180f, 8100180f, another kind of status",
    })
    void refusesOtherFields(String before, String after, String what) {
        var hex = Bytes.wrap(TestOcsp.of(LEAF).byKey().der()).toString();
        assertThat(hex).as(what).contains(before);
        refused(Bytes.ofHex(hex.replaceFirst(before, after)).toArray());
    }

    @Test
    void refusesMoreCertificatesThanAResponderHas() throws Exception {
        var few = TestOcsp.of(LEAF);
        for (int i = 0; i < 8; i++) {
            few.including(LEAF.certificate());
        }
        assertThat(OcspResponse.parse(Bytes.wrap(few.der())).certificates()).hasSize(8);
        refused(few.including(LEAF.certificate()).der());
    }

    /** X.690 section 11.5: the version is 1, and left out as that is the default. */
    @Test
    void refusesOtherVersions() {
        var hex = Bytes.wrap(TestOcsp.of(LEAF).der()).toString();
        // [1] with the responder's name follows the header of the data; [0] with a version has the same form.
        int name = hex.indexOf("a1", hex.indexOf("0430") + 4);
        refused(Bytes.ofHex(hex.substring(0, name) + "a0" + hex.substring(name + 2))
                .toArray());
    }

    private static OcspStatus verify(String resource) throws Exception {
        return OcspCheck.verify(
                Bytes.wrap(read(resource)),
                certificate("certs/server-ecdsa.pem"),
                certificate("certs/int.pem"),
                RevocationLists.NONE,
                Instant.parse("2020-01-05T00:00:00Z"));
    }

    private static X509Certificate certificate(String resource) throws IOException {
        return Certificates.parsePem(read(resource), resource).get(0);
    }

    private static byte[] read(String resource) throws IOException {
        try (var in = OcspResponseTest.class.getResourceAsStream("/" + resource)) {
            return in.readAllBytes();
        }
    }

    private static void refused(byte[] der) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> OcspResponse.parse(Bytes.wrap(der)))
                .satisfies(e ->
                        assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.BAD_CERTIFICATE_STATUS_RESPONSE));
    }
}
