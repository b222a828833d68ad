package dev.reprise.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its key and the one that issued it, for tests.
 *
 * @param certificate the certificate
 * @param keys its key pair
 * @param issuer who issued it; null when it is self-signed
 */
public record TestCertificate(
        X509Certificate certificate, KeyPair keys, @Nullable TestCertificate issuer) {

    /** Return the private key. */
    public PrivateKey key() {
        return keys.getPrivate();
    }

    /** Return the chain as a server sends it: this one, then all intermediates; a root only if it is this one. */
    public List<X509Certificate> chain() {
        var chain = new ArrayList<X509Certificate>();
        chain.add(certificate);
        for (var above = issuer; above != null && above.issuer != null; above = above.issuer) {
            chain.add(above.certificate);
        }
        return List.copyOf(chain);
    }

    /** Return the root that the chain ends in; this one when it is self-signed. */
    public X509Certificate root() {
        var top = this;
        for (var above = issuer; above != null; above = above.issuer) {
            top = above;
        }
        return top.certificate;
    }

    /** Return this certificate alone in PEM. */
    public byte[] certificatePem() {
        return pem(List.of(certificate));
    }

    /** Return the chain in PEM, as a server's chain file has it. */
    public byte[] chainPem() {
        return pem(chain());
    }

    /** Return the key as unencrypted PKCS#8 in PEM, as OpenSSL writes it. */
    public byte[] keyPem() {
        return pem("PRIVATE KEY", key() instanceof ECPrivateKey ec ? withPublicKey(ec) : key().getEncoded());
    }

    /** Java leaves the public key out of an elliptic curve's private key (RFC 5915), and GnuTLS reads none without it. */
    private byte[] withPublicKey(ECPrivateKey ec) {
        try {
            var plain = PrivateKeyInfo.getInstance(ec.getEncoded());
            var curve = plain.getPrivateKeyAlgorithm();
            var point = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded())
                    .getPublicKeyData();
            int bits = ec.getParams().getOrder().bitLength();
            var full = new org.bouncycastle.asn1.sec.ECPrivateKey(bits, ec.getS(), point, curve.getParameters());
            return new PrivateKeyInfo(curve, full).getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Write the chain and the key to files. */
    public void write(Path chainFile, Path keyFile) throws IOException {
        Files.write(chainFile, chainPem());
        Files.write(keyFile, keyPem());
    }

    /** Return certificates in PEM, in their order. */
    public static byte[] pem(List<X509Certificate> certificates) {
        var text = new ByteArrayOutputStream();
        for (var certificate : certificates) {
            try {
                text.writeBytes(pem("CERTIFICATE", certificate.getEncoded()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toByteArray();
    }

    /** Return one PEM block. */
    public static byte[] pem(String label, byte[] content) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n").getBytes(US_ASCII);
    }
}
