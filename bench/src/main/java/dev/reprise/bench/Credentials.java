package dev.reprise.bench;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An ECDSA P-256 certificate from a CA of the same kind, made anew for each worker, as objects of the JDK's own.
 *
 * @param root the CA's certificate, which clients trust
 * @param leaf the server's
 * @param key the leaf's key
 */
record Credentials(X509Certificate root, X509Certificate leaf, PrivateKey key) {
    /** The server's name. */
    static final String HOST = "server.bench.example";

    static Credentials make() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var ca = generator.generateKeyPair();
        var server = generator.generateKeyPair();
        var caName = new X500Principal("CN=Bench CA");
        var authority = builder(caName, ca, caName);
        authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        authority.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        var leaf = builder(caName, server, new X500Principal("CN=" + HOST));
        leaf.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        leaf.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)));
        return new Credentials(sign(authority, ca), sign(leaf, ca), server.getPrivate());
    }

    private static JcaX509v3CertificateBuilder builder(X500Principal issuer, KeyPair subject, X500Principal name) {
        var now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(30))),
                name,
                subject.getPublic());
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair ca) throws Exception {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    /** Return nothing of the key. */
    @Override
    public String toString() {
        return "Credentials[" + leaf.getSubjectX500Principal() + "]";
    }
}
