package dev.reprise.testkit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes OCSP responses for tests. They are signed by the issuer and current at {@link TestCertificates#NOW} unless said
 * otherwise.
 *
 * <pre>
 * byte[] staple = TestOcsp.of(server).good().der();
 * byte[] bad = TestOcsp.of(server).revoked(when, CRLReason.keyCompromise).signedBy(responder).der();
 * </pre>
 */
public final class TestOcsp {
    private final List<Extension> extensions = new ArrayList<>();
    private final List<Extension> singleExtensions = new ArrayList<>();
    private final List<X509Certificate> included = new ArrayList<>();
    private final List<TestCertificate> subjects = new ArrayList<>();
    private X509Certificate idIssuer;
    private TestCertificate signer;
    private @Nullable String signatureAlgorithm;
    private @Nullable CertificateStatus status = CertificateStatus.GOOD;
    private Instant thisUpdate = TestCertificates.NOW.minusSeconds(3600);
    private @Nullable Instant nextUpdate = TestCertificates.NOW.plusSeconds(3600);
    private ASN1ObjectIdentifier hash = OIWObjectIdentifiers.idSHA1;
    private boolean byKey;

    private TestOcsp(TestCertificate subject) {
        subjects.add(subject);
        signer = subject.issuer() == null ? subject : subject.issuer();
        idIssuer = signer.certificate();
    }

    /** Begin a response about a certificate, by its issuer. */
    public static TestOcsp of(TestCertificate subject) {
        return new TestOcsp(subject);
    }

    /** Make a response that reports an error by its number, such as 3 for try later. */
    public static byte[] error(int responseStatus) {
        return new byte[] {0x30, 3, 0x0a, 1, (byte) responseStatus};
    }

    /** Say good, as it does anyway. */
    public TestOcsp good() {
        status = CertificateStatus.GOOD;
        return this;
    }

    /** Say revoked. */
    public TestOcsp revoked(Instant when, int reason) {
        status = new RevokedStatus(Date.from(when), reason);
        return this;
    }

    /** Say revoked, and not why. */
    public TestOcsp revoked(Instant when) {
        status = new RevokedStatus(new org.bouncycastle.asn1.ocsp.RevokedInfo(
                new org.bouncycastle.asn1.ASN1GeneralizedTime(Date.from(when)), null));
        return this;
    }

    /** Say unknown. */
    public TestOcsp unknown() {
        status = new UnknownStatus();
        return this;
    }

    /** Say the same of another certificate of the same issuer, before the others. */
    public TestOcsp andBefore(TestCertificate other) {
        subjects.add(0, other);
        return this;
    }

    /** Set the times. */
    public TestOcsp updated(Instant current, @Nullable Instant next) {
        thisUpdate = current;
        nextUpdate = next;
        return this;
    }

    /** Hash the issuer by SHA-256 instead of SHA-1. */
    public TestOcsp sha256() {
        hash = NISTObjectIdentifiers.id_sha256;
        return this;
    }

    /** Hash the issuer by something else. */
    public TestOcsp hash(ASN1ObjectIdentifier algorithm) {
        hash = algorithm;
        return this;
    }

    /** Hash another issuer than the certificate's. */
    public TestOcsp issuer(X509Certificate other) {
        idIssuer = other;
        return this;
    }

    /** Sign by a responder's key, and include its certificate. */
    public TestOcsp signedBy(TestCertificate responder) {
        signer = responder;
        return including(responder.certificate());
    }

    /** Sign by a key whose certificate is not included. */
    public TestOcsp signedByAbsent(TestCertificate responder) {
        signer = responder;
        return this;
    }

    /** Sign by a JCA algorithm of choice. */
    public TestOcsp signedWith(String jcaAlgorithm) {
        signatureAlgorithm = jcaAlgorithm;
        return this;
    }

    /** Include a certificate. */
    public TestOcsp including(X509Certificate certificate) {
        included.add(certificate);
        return this;
    }

    /** Tell the responder by a hash of its key instead of by its name. */
    public TestOcsp byKey() {
        byKey = true;
        return this;
    }

    /** Add an extension to the whole response. */
    public TestOcsp extension(String id, boolean critical, byte[] value) {
        extensions.add(new Extension(new ASN1ObjectIdentifier(id), critical, value));
        return this;
    }

    /** Add an extension to what is said of the certificate. */
    public TestOcsp singleExtension(String id, boolean critical, byte[] value) {
        singleExtensions.add(new Extension(new ASN1ObjectIdentifier(id), critical, value));
        return this;
    }

    /** Make it. */
    public byte[] der() {
        try {
            var builder = new BasicOCSPRespBuilder(responder());
            for (var subject : subjects) {
                builder.addResponse(
                        new CertificateID(
                                digest(hash),
                                new JcaX509CertificateHolder(idIssuer),
                                subject.certificate().getSerialNumber()),
                        status,
                        Date.from(thisUpdate),
                        nextUpdate == null ? null : Date.from(nextUpdate),
                        singleExtensions.isEmpty() ? null : new Extensions(singleExtensions.toArray(Extension[]::new)));
            }
            if (!extensions.isEmpty()) {
                builder.setResponseExtensions(new Extensions(extensions.toArray(Extension[]::new)));
            }
            var algorithm = signatureAlgorithm == null
                    ? TestCertificates.algorithmOf(signer.keys().getPublic())
                    : signatureAlgorithm;
            var certificates = new X509CertificateHolder[included.size()];
            for (int i = 0; i < certificates.length; i++) {
                certificates[i] = new JcaX509CertificateHolder(included.get(i));
            }
            var signing = new JcaContentSignerBuilder(algorithm);
            if (algorithm.endsWith("MGF1")) {
                signing.setProvider(new BouncyCastleProvider()); // the JDK has no such name
            }
            var basic = builder.build(
                    signing.build(signer.key()), certificates.length == 0 ? null : certificates, Date.from(thisUpdate));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException | OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private RespID responder() throws OperatorCreationException, OCSPException {
        if (!byKey) {
            return new RespID(X500Name.getInstance(
                    signer.certificate().getSubjectX500Principal().getEncoded()));
        }
        return new RespID(
                SubjectPublicKeyInfo.getInstance(
                        signer.certificate().getPublicKey().getEncoded()),
                new JcaDigestCalculatorProviderBuilder().build().get(RespID.HASH_SHA1));
    }

    private static DigestCalculator digest(ASN1ObjectIdentifier algorithm) throws OperatorCreationException {
        return new JcaDigestCalculatorProviderBuilder().build().get(new AlgorithmIdentifier(algorithm));
    }
}
