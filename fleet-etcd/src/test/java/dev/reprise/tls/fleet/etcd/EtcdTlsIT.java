package dev.reprise.tls.fleet.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An etcd that speaks TLS and asks for certificates. */
class EtcdTlsIT {
    private static final TestCertificate ROOT = TestCertificates.root("Store Root");
    private static final TestCertificate CLIENT =
            TestCertificates.named("client").client().issuedBy(ROOT);

    private static final char[] PASSWORD = "none".toCharArray();

    @TempDir
    private static Path directory;

    private static Etcd etcd;

    @BeforeAll
    static void start() throws IOException {
        var server = TestCertificates.named("store")
                .ip("127.0.0.1")
                .server()
                .client()
                .issuedBy(ROOT);
        server.write(directory.resolve("server.pem"), directory.resolve("server.key"));
        Files.write(directory.resolve("root.pem"), ROOT.certificatePem());
        etcd = Etcd.start(
                directory.resolve("data"),
                "https",
                "--cert-file=" + directory.resolve("server.pem"),
                "--key-file=" + directory.resolve("server.key"),
                "--client-cert-auth",
                "--trusted-ca-file=" + directory.resolve("root.pem"));
    }

    @AfterAll
    static void stop() {
        if (etcd != null) {
            etcd.close();
        }
    }

    private static SSLContext context(TestCertificate root, @Nullable TestCertificate own)
            throws GeneralSecurityException, IOException {
        var roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", root.root());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        KeyManager @Nullable [] keys = null;
        if (own != null) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("own", own.key(), PASSWORD, own.chain().toArray(Certificate[]::new));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, PASSWORD);
            keys = factory.getKeyManagers();
        }
        var context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void readsAndWritesWithCertificateOfItsOwn() throws Exception {
        try (var store = etcd.store().sslContext(context(ROOT, CLIENT)).open()) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            assertThat(store.read()).isEqualTo(new byte[] {1});
        }
    }

    @Test
    void goesToNoServerThatItDoesNotTrust() throws Exception {
        var stranger = TestCertificates.root("Another Root");
        try (var store = etcd.store().sslContext(context(stranger, CLIENT)).open()) {
            assertThatIOException().isThrownBy(store::read);
        }
    }

    @Test
    void isSentAwayWithoutCertificate() throws Exception {
        try (var store = etcd.store().sslContext(context(ROOT, null)).open()) {
            assertThatIOException().isThrownBy(store::read);
        }
    }
}
