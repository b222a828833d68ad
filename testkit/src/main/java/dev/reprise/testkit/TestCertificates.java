package dev.reprise.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes certificates for tests. Everything is valid from 2020 to 2060 unless said otherwise, so that tests with a fixed
 * clock and peers with a real one both accept it.
 *
 * <pre>
 * var root = TestCertificates.root("Test Root");
 * var between = TestCertificates.named("Test Intermediate").authority().issuedBy(root);
 * var server = TestCertificates.named("example.org").dns("example.org").server().issuedBy(between);
 * var pinned = TestCertificates.named("example.org").dns("example.org").server().selfSigned();
 * </pre>
 */
public final class TestCertificates {
    /** A time at which everything made here is valid. */
    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final List<GeneralName> names = new ArrayList<>();
    private final List<KeyPurposeId> purposes = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();
    private X500Name subject;
    private Instant notBefore = Instant.parse("2020-01-01T00:00:00Z");
    private Instant notAfter = Instant.parse("2060-01-01T00:00:00Z");
    private KeyType keyType = KeyType.P256;
    private @Nullable KeyPair keys;
    private @Nullable String signatureAlgorithm;
    private @Nullable PSSParameterSpec pssParameters;
    private @Nullable BasicConstraints constraints = new BasicConstraints(false);
    private int keyUsage = KeyUsage.digitalSignature;

    /** What kind of key a certificate has. */
    public enum KeyType {
        /** ECDSA on secp256r1. */
        P256("EC", "secp256r1"),
        /** ECDSA on secp384r1. */
        P384("EC", "secp384r1"),
        /** ECDSA on secp521r1. */
        P521("EC", "secp521r1"),
        /** RSA with 2048 bits, rsaEncryption. */
        RSA_2048("RSA", "2048"),
        /** RSA with 1024 bits, too weak. */
        RSA_1024("RSA", "1024"),
        /** RSA with 2048 bits, id-RSASSA-PSS; can issue nothing here. */
        RSA_PSS_2048("RSASSA-PSS", "2048"),
        /** Ed25519. */
        ED25519("Ed25519", "");

        private final String algorithm;
        private final String parameter;

        KeyType(String algorithm, String parameter) {
            this.algorithm = algorithm;
            this.parameter = parameter;
        }

        /** Make a new key pair. */
        public KeyPair generate() {
            try {
                var generator = KeyPairGenerator.getInstance(algorithm);
                switch (algorithm) {
                    case "EC" -> generator.initialize(new ECGenParameterSpec(parameter));
                    case "RSA", "RSASSA-PSS" -> generator.initialize(Integer.parseInt(parameter));
                    default -> {}
                }
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private TestCertificates(X500Name subject) {
        this.subject = subject;
    }

    /** Make a self-signed certificate authority. */
    public static TestCertificate root(String commonName) {
        return named(commonName).authority().selfSigned();
    }

    /** Begin a certificate; without more it is an end entity's with digitalSignature and no alternative name. */
    public static TestCertificates named(String commonName) {
        return new TestCertificates(new X500Name("CN=" + commonName + ",O=Reprise tests"));
    }

    /** Replace the whole subject. */
    public TestCertificates subject(X500Name name) {
        subject = name;
        return this;
    }

    /** Add dNSNames. */
    public TestCertificates dns(String... dnsNames) {
        for (var name : dnsNames) {
            names.add(new GeneralName(GeneralName.dNSName, name));
        }
        return this;
    }

    /** Add iPAddresses, in text. */
    public TestCertificates ip(String... addresses) {
        for (var address : addresses) {
            names.add(new GeneralName(GeneralName.iPAddress, address));
        }
        return this;
    }

    /** Add any alternative name. */
    public TestCertificates name(GeneralName name) {
        names.add(name);
        return this;
    }

    /** Set the validity. */
    public TestCertificates valid(Instant from, Instant until) {
        notBefore = from;
        notAfter = until;
        return this;
    }

    /** Make it one that ended long before {@link #NOW}. */
    public TestCertificates expired() {
        return valid(Instant.parse("2010-01-01T00:00:00Z"), Instant.parse("2011-01-01T00:00:00Z"));
    }

    /** Set the kind of key, P-256 unless said otherwise. */
    public TestCertificates key(KeyType type) {
        keyType = type;
        return this;
    }

    /** Use an existing key pair, as a renewed or cross-signed certificate does. */
    public TestCertificates keys(KeyPair existing) {
        keys = existing;
        return this;
    }

    /** Add serverAuth to the extended key usage. */
    public TestCertificates server() {
        purposes.add(KeyPurposeId.id_kp_serverAuth);
        return this;
    }

    /** Add clientAuth to the extended key usage. */
    public TestCertificates client() {
        purposes.add(KeyPurposeId.id_kp_clientAuth);
        return this;
    }

    /** Add any purpose to the extended key usage. */
    public TestCertificates purpose(KeyPurposeId purpose) {
        purposes.add(purpose);
        return this;
    }

    /** Make it a certificate authority. */
    public TestCertificates authority() {
        constraints = new BasicConstraints(true);
        keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
        return this;
    }

    /** Make it a certificate authority with at most so many more below it. */
    public TestCertificates authority(int pathLength) {
        authority();
        constraints = new BasicConstraints(pathLength);
        return this;
    }

    /** Leave basic constraints out. */
    public TestCertificates withoutConstraints() {
        constraints = null;
        return this;
    }

    /** Set the key usage bits; 0 leaves the extension out. */
    public TestCertificates usage(int bits) {
        keyUsage = bits;
        return this;
    }

    /** Add any other extension. */
    public TestCertificates extension(ASN1ObjectIdentifier id, boolean critical, byte[] value) {
        extensions.add(new Extension(id, critical, value));
        return this;
    }

    /** Sign with a JCA algorithm of choice instead of the one that fits the issuer's key. */
    public TestCertificates signedWith(String jcaAlgorithm) {
        signatureAlgorithm = jcaAlgorithm;
        return this;
    }

    /** Sign with RSASSA-PSS; the issuer's key must be RSA. */
    public TestCertificates signedWith(PSSParameterSpec parameters) {
        signatureAlgorithm = "RSASSA-PSS";
        pssParameters = parameters;
        return this;
    }

    /** Make it, signed by its own key. */
    public TestCertificate selfSigned() {
        return issue(null);
    }

    /** Make it, signed by an authority. */
    public TestCertificate issuedBy(TestCertificate issuer) {
        return issue(issuer);
    }

    private TestCertificate issue(@Nullable TestCertificate issuer) {
        var own = keys == null ? keyType.generate() : keys;
        var signing = issuer == null ? own : issuer.keys();
        var issuerName = issuer == null
                ? subject
                : X500Name.getInstance(
                        issuer.certificate().getSubjectX500Principal().getEncoded());
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    serial(own.getPublic(), issuerName),
                    Date.from(notBefore),
                    Date.from(notAfter),
                    subject,
                    own.getPublic());
            if (constraints != null) {
                add(builder, Extension.basicConstraints, constraints.isCA(), constraints);
            }
            if (keyUsage != 0) {
                add(builder, Extension.keyUsage, true, new KeyUsage(keyUsage));
            }
            if (!purposes.isEmpty()) {
                add(
                        builder,
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
            }
            if (!names.isEmpty()) {
                add(
                        builder,
                        Extension.subjectAlternativeName,
                        subject.getRDNs().length == 0,
                        new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            for (var extension : extensions) {
                builder.addExtension(extension);
            }
            var algorithm = signatureAlgorithm == null ? algorithmOf(signing.getPublic()) : signatureAlgorithm;
            var signer = (pssParameters == null
                            ? new JcaContentSignerBuilder(algorithm)
                            : new JcaContentSignerBuilder(algorithm, pssParameters)
                                    .setProvider(new BouncyCastleProvider()))
                    .build(signing.getPrivate());
            return new TestCertificate(converted(builder.build(signer)), own, issuer);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Java refuses some certificates that tests are about; Bouncy Castle refuses hardly any. */
    private static X509Certificate converted(X509CertificateHolder holder) throws CertificateException {
        try {
            return new JcaX509CertificateConverter().getCertificate(holder);
        } catch (CertificateException e) {
            return new JcaX509CertificateConverter()
                    .setProvider(new BouncyCastleProvider())
                    .getCertificate(holder);
        }
    }

    private static void add(
            JcaX509v3CertificateBuilder builder, ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value)
            throws CertIOException {
        builder.addExtension(id, critical, value);
    }

    private BigInteger serial(PublicKey key, X500Name issuer) throws GeneralSecurityException, IOException {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(key.getEncoded());
        digest.update(issuer.getEncoded());
        digest.update(notAfter.toString().getBytes(StandardCharsets.US_ASCII));
        return new BigInteger(1, digest.digest()).shiftRight(128).setBit(100);
    }

    static String algorithmOf(PublicKey key) {
        if (key instanceof ECPublicKey ec) {
            return switch (ec.getParams().getOrder().bitLength()) {
                case 384 -> "SHA384withECDSA";
                case 521 -> "SHA512withECDSA";
                default -> "SHA256withECDSA";
            };
        }
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "Ed25519";
    }
}
