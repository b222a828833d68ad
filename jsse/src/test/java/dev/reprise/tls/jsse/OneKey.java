package dev.reprise.tls.jsse;

import dev.reprise.testkit.TestCertificate;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** Has one key, under whatever alias; who may ask for it, a test says by overriding. */
class OneKey extends UnaskedKeys {
    private final TestCertificate certificate;

    OneKey(TestCertificate certificate) {
        this.certificate = certificate;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return certificate.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return certificate.key();
    }
}
