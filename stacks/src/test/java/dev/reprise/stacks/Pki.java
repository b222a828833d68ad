package dev.reprise.stacks;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of one run: an authority, a server called localhost, a client. */
final class Pki {
    static final Pki RUN = new Pki();

    final TestCertificate root = TestCertificates.root("Stacks Root");
    final TestCertificate server = TestCertificates.named("localhost")
            .dns("localhost")
            .ip("127.0.0.1")
            .server()
            .issuedBy(root);
    final TestCertificate client = TestCertificates.named("visitor").client().issuedBy(root);

    /** Return managers that trust the authority alone, as users make them. */
    TrustManager[] trust() {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root.certificate());
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static X509Certificate[] array(TestCertificate certificate) {
        return certificate.chain().toArray(X509Certificate[]::new);
    }
}
