package dev.reprise.tls.internal.cert;

import static dev.reprise.testkit.TestCertificates.NOW;
import static dev.reprise.testkit.TestCertificates.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.Security;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerCertificateTest {
    private static final TestCertificate ROOT = TestCertificates.root("Root");

    // The face that Java knows

    @Test
    void answersAsTheJdkDoesForTheRootsOfTheJdk() throws Exception {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        var roots = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
        assertThat(roots.length).isGreaterThan(50);
        for (var root : roots) {
            assertSameAnswers(root);
        }
        assertThat(TrustAnchors.ofReadable(List.of(roots)).certificates())
                .as("none is left out")
                .hasSize(roots.length);
    }

    @Test
    void answersAsTheJdkDoesForCertificatesOfEveryKindOfKeyAndName() throws Exception {
        var certificates = new ArrayList<X509Certificate>();
        for (var type : KeyType.values()) {
            certificates.add(
                    named("server").dns("a.test").key(type).issuedBy(ROOT).certificate());
        }
        certificates.add(ROOT.certificate());
        certificates.add(named("Between").authority(3).issuedBy(ROOT).certificate());
        certificates.add(named("both").server().client().usage(0).issuedBy(ROOT).certificate());
        certificates.add(named("old")
                .withoutConstraints()
                .usage(KeyUsage.decipherOnly | KeyUsage.keyAgreement)
                .issuedBy(ROOT)
                .certificate());
        certificates.add(named("md5")
                .key(KeyType.RSA_2048)
                .signedWith("MD5withRSA")
                .selfSigned()
                .certificate());
        certificates.add(named("far")
                .valid(Instant.parse("1970-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"))
                .issuedBy(ROOT)
                .certificate());
        certificates.add(named("names")
                .dns("a.test", "*.b.test")
                .ip("192.0.2.1", "2001:db8::1")
                .name(new GeneralName(GeneralName.rfc822Name, "a@b.test"))
                .name(new GeneralName(GeneralName.uniformResourceIdentifier, "https://a.test/"))
                .name(new GeneralName(new X500Name("CN=x,O=y")))
                .name(new GeneralName(GeneralName.registeredID, "1.2.3.4"))
                .extension(new ASN1ObjectIdentifier("1.2.3.2147483648.18446744073709551616"), true, new byte[] {5, 0})
                .issuedBy(ROOT)
                .certificate());
        for (var file : List.of("root", "int", "server-ecdsa", "server-ed25519", "server-rsa", "server-cnonly")) {
            certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Fixtures.read("certs/" + file + ".pem"))));
        }
        for (var certificate : certificates) {
            assertSameAnswers(certificate);
        }
    }

    @SuppressWarnings("deprecation") // those of Java's accessors that are, too
    private static void assertSameAnswers(X509Certificate jdk) throws Exception {
        var own = DerCertificate.parse(Bytes.wrap(jdk.getEncoded()));
        assertThat(own).isNotSameAs(jdk).isEqualTo(jdk).hasSameHashCodeAs(jdk);
        assertThat(jdk).isEqualTo(own);
        assertThat(own.getEncoded()).isEqualTo(jdk.getEncoded());
        assertThat(own.getTBSCertificate()).isEqualTo(jdk.getTBSCertificate());
        assertThat(own.getType()).isEqualTo(jdk.getType());
        assertThat(own.getVersion()).isEqualTo(jdk.getVersion());
        assertThat(own.getSerialNumber()).isEqualTo(jdk.getSerialNumber());
        assertThat(own.getIssuerX500Principal()).isEqualTo(jdk.getIssuerX500Principal());
        assertThat(own.getSubjectX500Principal()).isEqualTo(jdk.getSubjectX500Principal());
        assertThat(own.getIssuerDN().getName())
                .isEqualTo(jdk.getIssuerX500Principal().getName());
        assertThat(own.getSubjectDN().getName())
                .isEqualTo(jdk.getSubjectX500Principal().getName());
        assertThat(own.getNotBefore()).isEqualTo(jdk.getNotBefore());
        assertThat(own.getNotAfter()).isEqualTo(jdk.getNotAfter());
        assertThat(own.getPublicKey()).isEqualTo(jdk.getPublicKey());
        assertThat(own.getSignature()).isEqualTo(jdk.getSignature());
        assertThat(own.getSigAlgName()).isEqualTo(jdk.getSigAlgName());
        assertThat(own.getSigAlgOID()).isEqualTo(jdk.getSigAlgOID());
        assertThat(own.getSigAlgParams()).isEqualTo(jdk.getSigAlgParams());
        assertThat(own.getIssuerUniqueID()).isEqualTo(jdk.getIssuerUniqueID());
        assertThat(own.getSubjectUniqueID()).isEqualTo(jdk.getSubjectUniqueID());
        assertThat(own.getKeyUsage()).isEqualTo(jdk.getKeyUsage());
        assertThat(own.getExtendedKeyUsage()).isEqualTo(jdk.getExtendedKeyUsage());
        assertThat(own.getBasicConstraints()).isEqualTo(jdk.getBasicConstraints());
        assertThat(names(own)).isEqualTo(names(jdk));
        assertThat(own.getIssuerAlternativeNames()).isEqualTo(jdk.getIssuerAlternativeNames());
        assertThat(own.getCriticalExtensionOIDs()).isEqualTo(jdk.getCriticalExtensionOIDs());
        assertThat(own.getNonCriticalExtensionOIDs()).isEqualTo(jdk.getNonCriticalExtensionOIDs());
        assertThat(own.hasUnsupportedCriticalExtension()).isEqualTo(jdk.hasUnsupportedCriticalExtension());
        for (var id : List.of("2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.14", "1.2.3")) {
            assertThat(own.getExtensionValue(id)).isEqualTo(jdk.getExtensionValue(id));
        }
    }

    private static List<String> names(X509Certificate certificate) throws Exception {
        var names = new ArrayList<String>();
        if (certificate.getSubjectAlternativeNames() != null) {
            certificate.getSubjectAlternativeNames().forEach(name -> names.add(name.toString()));
        }
        return names;
    }

    @Test
    void verifiesSignaturesAndSaysWhyNot() throws Exception {
        var leaf = DerCertificate.of(named("leaf").issuedBy(ROOT).certificate());
        var key = ROOT.certificate().getPublicKey();
        leaf.verify(key);
        leaf.verify(key, "SunEC");
        leaf.verify(key, Security.getProvider("SunEC"));
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() ->
                        leaf.verify(TestCertificates.root("Root").certificate().getPublicKey()));
        assertThatExceptionOfType(InvalidKeyException.class)
                .isThrownBy(() -> leaf.verify(KeyType.RSA_2048.generate().getPublic()));
    }

    @Test
    void checksItsValidity() throws GeneralSecurityException, ProtocolException {
        var end = NOW.plusSeconds(60);
        var leaf =
                DerCertificate.of(named("leaf").valid(NOW, end).issuedBy(ROOT).certificate());
        leaf.checkValidity(Date.from(NOW));
        leaf.checkValidity(Date.from(end));
        assertThatExceptionOfType(CertificateNotYetValidException.class)
                .isThrownBy(() -> leaf.checkValidity(Date.from(NOW.minusMillis(1))));
        assertThatExceptionOfType(CertificateExpiredException.class)
                .isThrownBy(() -> leaf.checkValidity(Date.from(end.plusMillis(1))));
        DerCertificate.of(ROOT.certificate()).checkValidity();
    }

    @Test
    void isSerializedAsItsEncoding() throws Exception {
        var leaf = DerCertificate.of(named("leaf").issuedBy(ROOT).certificate());
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(leaf);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(leaf);
        }
    }

    @Test
    void printsItselfOnOneLine() throws ProtocolException {
        var odd = named("a").subject(new X500Name("CN=a\\\nb\u2028c")).issuedBy(ROOT);
        assertThat(DerCertificate.of(odd.certificate()).toString())
                .contains("a\\u000ab\\u2028c", "valid from 2020-01-01T00:00:00Z")
                .doesNotContain("\n", "\u2028");
    }

    // What the JDK refuses

    /** RFC 5280 section 4.1.2.6 asks issuers to mark the names critical; OpenSSL, Go and BoringSSL take them as they are. */
    @Test
    void readsAnEmptySubjectWhoseAlternativeNamesAreNotCritical() throws Exception {
        var leaf = withoutSubject("www.example.org").server().issuedBy(ROOT);
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() -> CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(leaf.certificate().getEncoded())));
        var read = Certificates.parse(Bytes.wrap(leaf.certificate().getEncoded()));
        assertThat(read.getSubjectX500Principal().getName()).isEmpty();
        assertThat(names(read)).containsExactly("[2, www.example.org]");
        assertThat(Chains.verify(Chains.strict(ROOT), List.of(read)).chain())
                .containsExactly(leaf.certificate(), ROOT.certificate());
        Fixtures.assertRefused(
                Reason.NAME_MISMATCH,
                () -> new ChainVerifier(Chains.strict(ROOT), Fixtures.SIGNATURES)
                        .verify(List.of(read), "www.example.net", NOW));
    }

    @Test
    void takesNobodyWithoutAnyName() throws ProtocolException {
        var leaf = named("x").subject(new X500Name("")).client().issuedBy(ROOT);
        var policy = Fixtures.strict(ChainPolicy.Usage.CLIENT, List.of(ROOT.certificate()), List.of());
        Fixtures.assertRefused(
                Reason.CERTIFICATE_NOT_ALLOWED,
                () -> new ChainVerifier(policy, Fixtures.SIGNATURES).verify(leaf.chain(), null, NOW));
    }

    @Test
    void readsAKeyOfACurveThatThePlatformDoesNotHave() throws Exception {
        var server = named("server.test").dns("server.test").issuedBy(ROOT);
        var unknown = changed(
                server,
                tbs -> tbs.set(6, new DERSequence(new ASN1Encodable[] {
                    new DERSequence(new ASN1Encodable[] {
                        new ASN1ObjectIdentifier("1.2.840.10045.2.1"), new ASN1ObjectIdentifier("1.2.3.4")
                    }),
                    new DERBitString(new byte[65])
                })));
        var read = DerCertificate.parse(unknown);
        assertThat(read.getPublicKey().getAlgorithm()).isEqualTo("1.2.840.10045.2.1");
        assertThat(read.getPublicKey().getFormat()).isEqualTo("X.509");
        var policy = Chains.strict(ROOT);
        Fixtures.assertRefused(
                Reason.UNSUPPORTED_CERTIFICATE_KEY,
                () -> new ChainVerifier(policy, Fixtures.SIGNATURES).verify(List.of(read), "server.test", NOW));
    }

    // What is no certificate

    @ParameterizedTest
    @ValueSource(
            strings = {"200101000000+0000", "2001010000Z", "20200101000000.5Z", "20200230000000Z", "20200101000061Z"})
    void refusesTimesThatAreNotSecondsOfUtc(String time) throws Exception {
        var bad = changed(
                ROOT,
                tbs -> tbs.set(4, new DERSequence(new ASN1Encodable[] {
                    time.length() < 15 || time.contains("+") ? new DERUTCTime(time) : new DERGeneralizedTime(time),
                    new DERUTCTime("300101000000Z")
                })));
        malformed(bad);
    }

    @Test
    void refusesWhatTheVersionDoesNotHave() throws Exception {
        for (int version : new int[] {0, 1, 3}) {
            malformed(changed(ROOT, tbs -> tbs.set(0, new DERTaggedObject(true, 0, new ASN1Integer(version)))));
        }
        malformed(changed(ROOT, tbs -> {
            tbs.set(7, new DERTaggedObject(false, 1, new DERBitString(new byte[] {1})));
            tbs.set(0, new DERTaggedObject(true, 0, new ASN1Integer(0)));
        }));
        assertThatCode(() -> DerCertificate.parse(changed(
                        ROOT, tbs -> tbs.set(7, new DERTaggedObject(false, 1, new DERBitString(new byte[] {1}))))))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAnEmptyIssuerAndAnExtensionTwice() throws Exception {
        malformed(changed(ROOT, tbs -> tbs.set(3, new DERSequence())));
        malformed(changed(ROOT, tbs -> {
            var extension = new Extension(Extension.subjectKeyIdentifier, false, new byte[] {4, 1, 1});
            tbs.set(7, new DERTaggedObject(true, 3, new DERSequence(new ASN1Encodable[] {extension, extension})));
        }));
        malformed(changed(ROOT, tbs -> tbs.set(7, new DERTaggedObject(true, 3, new DERSequence()))));
    }

    @Test
    void refusesADamagedKey() throws Exception {
        malformed(changed(ROOT, tbs -> {
            var key = ROOT.certificate().getPublicKey().getEncoded();
            var parts = ASN1Sequence.getInstance(key);
            tbs.set(6, new DERSequence(new ASN1Encodable[] {parts.getObjectAt(0), new DERBitString(new byte[64])}));
        }));
    }

    /** RFC 5280 section 4.1.1.2. */
    @Test
    void takesNoSignatureWhoseAlgorithmIsNotTheOneThatIsSigned() throws Exception {
        var leaf = named("leaf").dns("leaf.test").issuedBy(ROOT).certificate();
        var parts = Certificate.getInstance(leaf.getEncoded());
        var vector = new ASN1EncodableVector();
        vector.add(parts.getTBSCertificate());
        vector.add(new DERSequence(
                new ASN1Encodable[] {parts.getSignatureAlgorithm().getAlgorithm(), DERNull.INSTANCE}));
        vector.add(parts.getSignature());
        var read = DerCertificate.parse(Bytes.wrap(new DERSequence(vector).getEncoded()));
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> read.verify(ROOT.certificate().getPublicKey()));
        Fixtures.assertRefused(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                () -> new ChainVerifier(Chains.strict(ROOT), Fixtures.SIGNATURES)
                        .verify(List.of(read), "leaf.test", NOW));
    }

    private static TestCertificates withoutSubject(String name) throws IOException {
        return named("x")
                .subject(new X500Name(""))
                .extension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, name)).getEncoded());
    }

    private static void malformed(Bytes der) {
        Fixtures.assertRefused(Reason.MALFORMED_CERTIFICATE, () -> DerCertificate.parse(der));
    }

    private interface Change {
        void make(List<ASN1Encodable> fields) throws Exception;
    }

    /** Change the fields of a certificate of version 3, whose signature then is anybody's guess. */
    private static Bytes changed(TestCertificate certificate, Change change) throws Exception {
        var parts = ASN1Sequence.getInstance(certificate.certificate().getEncoded());
        var fields = new ArrayList<ASN1Encodable>();
        ASN1Sequence.getInstance(parts.getObjectAt(0)).forEach(fields::add);
        change.make(fields);
        var vector = new ASN1EncodableVector();
        vector.add(new DERSequence(fields.toArray(ASN1Encodable[]::new)));
        vector.add(parts.getObjectAt(1));
        vector.add(parts.getObjectAt(2));
        return Bytes.wrap(new DERSequence(vector).getEncoded());
    }
}
