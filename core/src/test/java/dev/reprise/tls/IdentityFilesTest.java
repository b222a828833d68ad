package dev.reprise.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IdentityFilesTest {
    private static final TestCertificate ROOT = TestCertificates.root("root");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void saysThatDerAndPkcs12AreNotPem(KeyType type) throws Exception {
        var made = TestCertificates.named("server").dns("server.test").key(type).issuedBy(ROOT);
        made.write(directory.resolve("chain.pem"), directory.resolve("key.pem"));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", made.key(), new char[] {'x'}, made.chain().toArray(new Certificate[0]));
        var pkcs12 = new ByteArrayOutputStream();
        store.store(pkcs12, new char[] {'x'});

        refused(
                made.chain().get(0).getEncoded(),
                pkcs12.toByteArray(),
                made.key().getEncoded());
    }

    private void refused(byte[] certificate, byte[] pkcs12, byte[] key) throws IOException {
        for (var content : new byte[][] {certificate, pkcs12, key}) {
            var file = Files.write(directory.resolve("binary"), content);
            var text = " file '" + file
                    + "': it is DER or PKCS#12, not PEM; convert it, as with openssl x509, pkey or pkcs12";
            assertThatIOException()
                    .isThrownBy(() -> TlsConfig.identity(file, directory.resolve("key.pem")))
                    .withMessage("failed to open certificate" + text);
            assertThatIOException()
                    .isThrownBy(() -> TlsConfig.identity(directory.resolve("chain.pem"), file))
                    .withMessage("failed to open key" + text);
        }
    }

    @Test
    void readsPemWhoseTextBeforeBeginsWithTheByteOfASequence() throws Exception {
        var made = TestCertificates.named("server").dns("server.test").issuedBy(ROOT);
        var chain = directory.resolve("chain.pem");
        var key = directory.resolve("key.pem");
        made.write(chain, key);

        Files.writeString(chain, "0 s:CN = server\n" + Files.readString(chain, StandardCharsets.US_ASCII));

        assertThat(TlsConfig.identity(chain, key).leaf()).isEqualTo(made.chain().get(0));
    }
}
