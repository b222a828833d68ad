package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameCheckTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final KeyPair KEYS = KeyType.P256.generate();
    private static final TestCertificate ROOT = TestCertificates.root("Root");

    /** One certificate, the name asked, and whether it matches; null means that it is an error. */
    record Case(
            String title,
            X509Certificate certificate,
            String name,
            @Nullable Boolean matches) {
        @Override
        public String toString() {
            return title;
        }
    }

    /** The 29 cases of libtls's own test of names, in its order. */
    static List<Case> casesOfLibtls() {
        return List.of(
                new Case("exact common name", commonName("www.openbsd.org"), "www.openbsd.org", true),
                new Case("empty name", commonName("www.openbsd.org"), "", false),
                new Case("wildcard", commonName("*.openbsd.org"), "www.openbsd.org", true),
                new Case("other domain", commonName("www.openbsdfoundation.org"), "www.openbsd.org", false),
                new Case("wildcard inside a label", commonName("w*.openbsd.org"), "www.openbsd.org", false),
                new Case("wildcard in the middle", commonName("www.*.org"), "www.openbsd.org", false),
                new Case("wildcard at the end", commonName("www.openbsd.*"), "www.openbsd.org", false),
                new Case("wildcard alone", commonName("*"), "www.openbsd.org", false),
                new Case("wildcard top level, deep name", commonName("*.org"), "www.openbsd.org", false),
                new Case("wildcard top level", commonName("*.org"), "openbsd.org", false),
                new Case("wildcard top level with dot", commonName("*.org."), "openbsd.org.", false),
                new Case("IPv4 as common name", commonName("1.2.3.4"), "1.2.3.4", true),
                new Case("wildcard IPv4", commonName("*.2.3.4"), "1.2.3.4", false),
                new Case("IPv6 as common name", commonName("cafe::beef"), "cafe::beef", true),
                new Case("NUL in common name", commonName("www.openbsd.org\0.evil.org"), "www.openbsd.org", null),
                new Case("no host part asked", commonName("*.openbsd.org"), ".openbsd.org", false),
                new Case(
                        "first of two",
                        names("www.openbsd.org", "www.openbsd.org", "a.openbsd.org"),
                        "www.openbsd.org",
                        true),
                new Case(
                        "first of two, no common name",
                        unnamed("www.openbsd.org", "a.openbsd.org"),
                        "www.openbsd.org",
                        true),
                new Case(
                        "second of two, no common name",
                        unnamed("www.openbsd.org", "a.openbsd.org"),
                        "a.openbsd.org",
                        true),
                new Case("neither of two", unnamed("www.openbsd.org", "a.openbsd.org"), "b.openbsd.org", false),
                new Case(
                        "second of two",
                        names("www.openbsd.org", "www.openbsd.org", "a.openbsd.org"),
                        "a.openbsd.org",
                        true),
                new Case(
                        "wildcard second",
                        names("www.openbsdfoundation.org", "a.org", "*.openbsd.org"),
                        "www.openbsd.org",
                        true),
                new Case(
                        "top level second",
                        names("www.openbsdfoundation.org", "a.org", "*.org"),
                        "www.openbsd.org",
                        false),
                new Case("IPv4 in a dNSName", names("www.openbsd.org", "1.2.3.4"), "1.2.3.4", false),
                new Case("IPv4 in an iPAddress", addresses("x", "1.2.3.4"), "1.2.3.4", true),
                new Case("IPv6 in an iPAddress", addresses("x", "cafe::beef"), "cafe::beef", true),
                new Case("NUL in a dNSName", unnamed("www.openbsd.org\0.evil.org"), "www.openbsd.org", null),
                new Case("common name ruled out", names("www.openbsd.org", "a.openbsd.org"), "www.openbsd.org", false),
                new Case("blank dNSName", unnamed(" "), "www.openbsd.org", null));
    }

    @ParameterizedTest
    @MethodSource("casesOfLibtls")
    void answersAsLibtlsDoes(Case given) throws ProtocolException {
        if (given.matches() == null) {
            Fixtures.assertRefused(
                    Reason.MALFORMED_CERTIFICATE, () -> NameCheck.matches(given.certificate(), given.name()));
        } else {
            assertThat(NameCheck.matches(given.certificate(), given.name())).isEqualTo(given.matches());
        }
    }

    @Test
    void hasAllCasesOfLibtls() {
        assertThat(casesOfLibtls()).hasSize(29);
    }

    @Test
    void takesOneFinalDotOffTheNameAsked() throws ProtocolException {
        var certificate = unnamed("www.example.org", "*.example.net");
        assertThat(NameCheck.matches(certificate, "www.example.org.")).isTrue();
        assertThat(NameCheck.matches(certificate, "a.example.net.")).isTrue();
        assertThat(NameCheck.matches(certificate, "www.example.org..")).isFalse();
        assertThat(NameCheck.matches(certificate, ".")).isFalse();
    }

    @Test
    void comparesAsciiLettersWithoutCaseAndNothingElse() throws ProtocolException {
        var certificate = unnamed("wWw.ExAmple.org", "*.XN--bcher-KVA.example", "k.example.org");
        assertThat(NameCheck.matches(certificate, "WWW.example.ORG")).isTrue();
        assertThat(NameCheck.matches(certificate, "a.xn--BCHER-kva.EXAMPLE")).isTrue();
        assertThat(NameCheck.matches(certificate, "\u212a.example.org"))
                .as("Kelvin sign")
                .isFalse();
        assertThat(NameCheck.matches(certificate, "a.b\u00fccher.example"))
                .as("U-label")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.b.example.org", "example.org", ".example.org", "aexample.org", "a.example.org.evil.net", "*"})
    void letsAWildcardStandForOneLabelOnly(String name) throws ProtocolException {
        assertThat(NameCheck.matches(unnamed("*.example.org"), name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*..org",
                "*.a..",
                "*a.example.org",
                "**.example.org",
                "*.*.org",
                "*.",
                "*..",
                "*.org..",
                ".*.org"
            })
    void refusesOtherWildcards(String presented) throws ProtocolException {
        for (var name : List.of("x.example.org", "example.org", "x.a.", "x.org", "x..org", "x.a..")) {
            assertThat(NameCheck.matches(unnamed(presented), name)).as(name).isFalse();
        }
    }

    @Test
    void takesAnIpEntryForItsAddressOnly() throws ProtocolException {
        var certificate = addresses("10.0.0.1", "127.0.0.1", "::1");
        assertThat(NameCheck.matches(certificate, "127.0.0.1")).isTrue();
        assertThat(NameCheck.matches(certificate, "0:0:0:0:0:0:0:1")).isTrue();
        assertThat(NameCheck.matches(certificate, "::1%lo")).isTrue();
        assertThat(NameCheck.matches(certificate, "::ffff:127.0.0.1")).isFalse();
        assertThat(NameCheck.matches(certificate, "127.0.0.2")).isFalse();
        assertThat(NameCheck.matches(certificate, "10.0.0.1"))
                .as("the common name is ruled out")
                .isFalse();
        assertThat(NameCheck.matches(certificate, "localhost")).isFalse();
    }

    @Test
    void letsOtherKindsOfNamesNotRuleOutTheCommonName() throws ProtocolException {
        var certificate = TestCertificates.named("www.example.org")
                .keys(KEYS)
                .name(new GeneralName(GeneralName.rfc822Name, "a@example.net"))
                .selfSigned()
                .certificate();
        assertThat(NameCheck.matches(certificate, "www.example.org")).isTrue();
    }

    @Test
    void readsCommonNamesOfAllStringTypes() throws ProtocolException {
        assertThat(NameCheck.matches(subject(new DERUTF8String("a.example.org")), "a.example.org"))
                .isTrue();
        assertThat(NameCheck.matches(subject(new DERPrintableString("a.example.org")), "a.example.org"))
                .isTrue();
        assertThat(NameCheck.matches(subject(new DERBMPString("a.example.org")), "a.example.org"))
                .isTrue();
    }

    @Test
    void refusesCommonNamesThatAreSeveralOrTooLongOrNoText() throws ProtocolException {
        var long64 = "a".repeat(52) + ".example.org";
        assertThat(NameCheck.matches(subject(new DERUTF8String(long64)), long64))
                .isTrue();
        for (var certificate : List.of(
                subject(new DERUTF8String("a.example.org"), new DERUTF8String("b.example.org")),
                subject(new DERUTF8String("a" + long64)),
                subject(new DERBMPString("a\0b")),
                subject(new DEROctetString(new byte[] {1})))) {
            Fixtures.assertRefused(Reason.MALFORMED_CERTIFICATE, () -> NameCheck.matches(certificate, "a.example.org"));
        }
    }

    @Test
    void hasNoNameWithoutCommonNameAndAlternativeNames() throws ProtocolException {
        assertThat(NameCheck.matches(subject(), "a.example.org")).isFalse();
        assertThat(NameCheck.matches(subject(), "127.0.0.1")).isFalse();
    }

    @Test
    void refusesEveryCutAndEveryBrokenListOfNames() throws Exception {
        var whole = unnamed("www.example.org", "a.example.org").getExtensionValue("2.5.29.17");
        var list = Arrays.copyOfRange(whole, 2, whole.length);
        for (int length = 0; length < list.length; length++) {
            var certificate = withAlternativeNames(Arrays.copyOf(list, length));
            Fixtures.assertRefused(
                    Reason.MALFORMED_CERTIFICATE, () -> NameCheck.matches(certificate, "www.example.org"));
        }
        var random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            var broken = list.clone();
            broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
            var certificate = withAlternativeNames(broken);
            try {
                NameCheck.matches(certificate, "www.example.org");
            } catch (ProtocolException e) {
                assertThat(e.reason()).as("-Dtest.seed=%d", SEED).isEqualTo(Reason.MALFORMED_CERTIFICATE);
            }
        }
    }

    @Test
    void knowsTheNamesOfTheFixtures() throws ProtocolException {
        var server = Fixtures.certificate("certs/server-ecdsa.pem");
        for (var name : List.of("localhost", "server.test", "a.wild.test", "127.0.0.1", "::1")) {
            assertThat(NameCheck.matches(server, name)).as(name).isTrue();
        }
        assertThat(NameCheck.matches(server, "other.test")).isFalse();
        assertThat(NameCheck.matches(Fixtures.certificate("certs/server-cnonly.pem"), "cnonly.test"))
                .isTrue();
    }

    private static X509Certificate commonName(String commonName) {
        return subject(new DERUTF8String(commonName));
    }

    private static X509Certificate names(String commonName, String... dnsNames) {
        return TestCertificates.named(commonName)
                .keys(KEYS)
                .dns(dnsNames)
                .selfSigned()
                .certificate();
    }

    private static X509Certificate unnamed(String... dnsNames) {
        return TestCertificates.named("x")
                .subject(new X500NameBuilder().build())
                .keys(KEYS)
                .dns(dnsNames)
                .issuedBy(ROOT) // the JDK refuses an empty issuer
                .certificate();
    }

    private static X509Certificate addresses(String commonName, String... addresses) {
        return TestCertificates.named(commonName)
                .keys(KEYS)
                .ip(addresses)
                .selfSigned()
                .certificate();
    }

    private static X509Certificate subject(ASN1Encodable... commonNames) {
        var name = new X500NameBuilder().addRDN(BCStyle.O, "Reprise tests");
        for (var commonName : commonNames) {
            name.addRDN(BCStyle.CN, commonName);
        }
        return TestCertificates.named("x")
                .subject(name.build())
                .keys(KEYS)
                .selfSigned()
                .certificate();
    }

    private static X509Certificate withAlternativeNames(byte[] value) {
        return TestCertificates.named("www.example.org")
                .keys(KEYS)
                .extension(Extension.subjectAlternativeName, false, value)
                .selfSigned()
                .certificate();
    }
}
