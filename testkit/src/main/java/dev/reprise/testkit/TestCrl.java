package dev.reprise.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes revocation lists for tests, current at {@link TestCertificates#NOW} unless said otherwise.
 *
 * <pre>
 * byte[] pem = TestCrl.by(root).revoked(between).pem();
 * </pre>
 */
public final class TestCrl {
    private final X509v2CRLBuilder builder;
    private TestCertificate signer;
    private @Nullable String signatureAlgorithm;

    private TestCrl(TestCertificate issuer, Instant thisUpdate, @Nullable Instant nextUpdate) {
        this.signer = issuer;
        builder = new X509v2CRLBuilder(
                X500Name.getInstance(
                        issuer.certificate().getSubjectX500Principal().getEncoded()),
                Date.from(thisUpdate));
        if (nextUpdate != null) {
            builder.setNextUpdate(Date.from(nextUpdate));
        }
    }

    /** Begin a list by an authority. */
    public static TestCrl by(TestCertificate issuer) {
        return by(issuer, TestCertificates.NOW.minusSeconds(3600), TestCertificates.NOW.plusSeconds(3600));
    }

    /** Begin a list by an authority, with these times. */
    public static TestCrl by(TestCertificate issuer, Instant thisUpdate, @Nullable Instant nextUpdate) {
        return new TestCrl(issuer, thisUpdate, nextUpdate);
    }

    /** Revoke a certificate for its key's sake, an hour before {@link TestCertificates#NOW}. */
    public TestCrl revoked(TestCertificate certificate) {
        return revoked(certificate, CRLReason.keyCompromise);
    }

    /** Revoke a certificate. */
    public TestCrl revoked(TestCertificate certificate, int reason) {
        builder.addCRLEntry(
                certificate.certificate().getSerialNumber(),
                Date.from(TestCertificates.NOW.minusSeconds(3600)),
                reason);
        return this;
    }

    /** Add an entry with an extension. */
    public TestCrl entry(BigInteger serial, String id, boolean critical, ASN1Encodable value) {
        try {
            var extension = new Extension(
                    new ASN1ObjectIdentifier(id),
                    critical,
                    value.toASN1Primitive().getEncoded());
            builder.addCRLEntry(serial, Date.from(TestCertificates.NOW.minusSeconds(3600)), new Extensions(extension));
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Add an extension. */
    public TestCrl extension(String id, boolean critical, ASN1Encodable value) {
        try {
            builder.addExtension(new ASN1ObjectIdentifier(id), critical, value);
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sign by another key than the issuer's. */
    public TestCrl signedBy(TestCertificate other) {
        signer = other;
        return this;
    }

    /** Sign by a JCA algorithm of choice. */
    public TestCrl signedWith(String jcaAlgorithm) {
        signatureAlgorithm = jcaAlgorithm;
        return this;
    }

    /** Make it, as DER. */
    public byte[] der() {
        try {
            var algorithm = signatureAlgorithm == null
                    ? TestCertificates.algorithmOf(signer.keys().getPublic())
                    : signatureAlgorithm;
            return builder.build(new JcaContentSignerBuilder(algorithm).build(signer.key()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Make it, as PEM. */
    public byte[] pem() {
        return TestCertificate.pem("X509 CRL", der());
    }
}
