package dev.reprise.tls.jsse;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The certificates of the tests, and what JSSE makes of them: made once, as keys are dear. */
final class Parties {
    /** The name that the server's certificates have. */
    static final String NAME = "example.org";

    static final TestCertificate ROOT = TestCertificates.root("JSSE Test Root");
    static final TestCertificate SERVER = TestCertificates.named("server")
            .dns(NAME, "*.example.org", "localhost")
            .ip("127.0.0.1")
            .server()
            .issuedBy(ROOT);
    static final TestCertificate RSA_SERVER = TestCertificates.named("rsa server")
            .dns(NAME, "localhost")
            .ip("127.0.0.1")
            .server()
            .key(TestCertificates.KeyType.RSA_2048)
            .issuedBy(ROOT);
    static final TestCertificate CLIENT =
            TestCertificates.named("client").client().issuedBy(ROOT);
    static final TestCertificate STRANGER = TestCertificates.root("Stranger");

    private static final char[] PASSWORD = "password".toCharArray();

    private Parties() {}

    /** Make the key managers of a party by the JDK's default factory. */
    static KeyManager[] keys(TestCertificate... certificates) throws GeneralSecurityException, IOException {
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keyStore(certificates), PASSWORD);
        return factory.getKeyManagers();
    }

    static KeyStore keyStore(TestCertificate... certificates) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (var certificate : certificates) {
            store.setKeyEntry(
                    "key" + number++,
                    certificate.key(),
                    PASSWORD,
                    certificate.chain().toArray(java.security.cert.X509Certificate[]::new));
        }
        return store;
    }

    /** Make the trust managers of a party by the JDK's default factory. */
    static TrustManager[] trust(TestCertificate... roots) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (var root : roots) {
            store.setCertificateEntry("root" + number++, root.certificate());
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Make the context of a client that trusts the root, and proves itself if it is asked to. */
    static SSLContext client(Stack stack) throws GeneralSecurityException, IOException {
        return context(stack, keys(CLIENT), trust(ROOT));
    }

    /** Make the context of a server. */
    static SSLContext server(Stack stack) throws GeneralSecurityException, IOException {
        return context(stack, keys(SERVER), trust(ROOT));
    }

    /** Make a context. */
    static SSLContext context(Stack stack, KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
        var context = stack.context("TLS");
        context.init(keys, trust, null);
        return context;
    }
}
