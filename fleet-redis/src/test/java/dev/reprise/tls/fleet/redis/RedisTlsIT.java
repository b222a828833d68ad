package dev.reprise.tls.fleet.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that speaks TLS alone. */
class RedisTlsIT {
    private static final TestCertificate ROOT = TestCertificates.root("Store Root");

    @TempDir
    private Path directory;

    private Redis start(TestCertificate server) throws IOException {
        server.write(directory.resolve("server.pem"), directory.resolve("server.key"));
        Files.write(directory.resolve("root.pem"), ROOT.certificatePem());
        return Redis.startTls(
                directory,
                "--tls-cert-file",
                "" + directory.resolve("server.pem"),
                "--tls-key-file",
                "" + directory.resolve("server.key"),
                "--tls-ca-cert-file",
                "" + directory.resolve("root.pem"),
                "--tls-auth-clients",
                "no");
    }

    private static RedisTicketKeyStore store(Redis redis, TestCertificate root)
            throws IOException, GeneralSecurityException {
        return RedisTicketKeyStore.builder(URI.create("rediss://127.0.0.1:" + redis.port()))
                .socketFactory(trusting(root))
                .timeout(Duration.ofSeconds(20))
                .open();
    }

    private static SSLSocketFactory trusting(TestCertificate root) throws IOException, GeneralSecurityException {
        var roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        roots.setCertificateEntry("root", root.root());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @Test
    void readsAndWritesAndTrustsNoStranger() throws Exception {
        var server = TestCertificates.named("store").ip("127.0.0.1").server().issuedBy(ROOT);
        try (var redis = start(server);
                var store = store(redis, ROOT);
                var distrustful = store(redis, TestCertificates.root("Another Root"))) {
            assertThat(store.compareAndSet(null, new byte[] {1})).isTrue();
            assertThat(store.read()).isEqualTo(new byte[] {1});
            assertThatIOException().isThrownBy(distrustful::read);
        }
    }

    /** A certificate of the right authority for another host is another host's. */
    @Test
    void refusesCertificateOfAnotherHost() throws Exception {
        var server = TestCertificates.named("elsewhere.test")
                .dns("elsewhere.test")
                .server()
                .issuedBy(ROOT);
        try (var redis = start(server);
                var store = store(redis, ROOT)) {
            assertThatIOException().isThrownBy(store::read);
        }
    }
}
