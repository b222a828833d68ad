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
import java.util.List;
import org.junit.jupiter.api.DisplayName;
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

    @Test
    void readsTheSameFromMemoryAndFiles() throws Exception {
        var made = TestCertificates.named("server").dns("server.test").issuedBy(ROOT);
        var chain = directory.resolve("chain.pem");
        var key = directory.resolve("key.pem");
        made.write(chain, key);

        var fromFiles = TlsConfig.identity(chain, key);
        var fromMemory = TlsConfig.identity(made.chainPem(), made.keyPem());

        assertThat(fromMemory.chain()).isEqualTo(fromFiles.chain()).isEqualTo(made.chain());
        assertThat(fromMemory.privateKey()).isEqualTo(fromFiles.privateKey());
    }

    @Test
    void saysWhatIsWrongInMemory() {
        var made = TestCertificates.named("server").issuedBy(ROOT);
        var other = TestCertificates.named("other").issuedBy(ROOT);
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.identity(made.keyPem(), made.keyPem()))
                .withMessage("no certificate in the certificate given, expected a PEM block BEGIN CERTIFICATE; "
                        + "found a private key (PRIVATE KEY)");
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.identity(made.chainPem(), new byte[0]))
                .withMessageStartingWith("no private key in the key given");
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.identity(made.chainPem(), other.keyPem()))
                .withMessageStartingWith("private/public key mismatch");
    }

    @Test
    @DisplayName("[118] an encrypted key is read with its password, from a file and from memory")
    void readsEncryptedKeys() throws Exception {
        var chain = resource("certs/server-ecdsa.pem");
        var key = resource("keys/encrypted/pbes2-aes-256-cbc.pem");
        var chainFile = Files.write(directory.resolve("chain.pem"), chain);
        var keyFile = Files.write(directory.resolve("key.pem"), key);
        var password = "secret".toCharArray();
        var plain = TlsConfig.identity(chain, resource("certs/server-ecdsa.key.pem"));
        for (var identity :
                List.of(TlsConfig.identity(chainFile, keyFile, password), TlsConfig.identity(chain, key, password))) {
            assertThat(identity.chain()).isEqualTo(plain.chain());
            assertThat(identity.privateKey()).isEqualTo(plain.privateKey());
        }
        assertThat(password).containsExactly("secret".toCharArray());
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.identity(chainFile, keyFile, new char[] {'x'}))
                .withMessageContaining("key file '" + keyFile + "' cannot be decrypted")
                .withMessageContaining("password is wrong");
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.identity(chainFile, keyFile))
                .withMessageContaining("no password is given");
    }

    @Test
    void readsPkcs12() throws Exception {
        var store = Files.write(directory.resolve("store.p12"), resource("keys/encrypted/default.p12"));
        var password = "secret".toCharArray();
        var plain = TlsConfig.identity(resource("certs/server-ecdsa.pem"), resource("certs/server-ecdsa.key.pem"));
        var identity = TlsConfig.identity(store, password);
        assertThat(identity.leaf()).isEqualTo(plain.leaf());
        assertThat(identity.privateKey()).isEqualTo(plain.privateKey());
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.identity(store, new char[] {'x'}))
                .withMessage("PKCS#12 file '" + store + "' cannot be decrypted: the password is wrong");
        var missing = directory.resolve("missing.p12");
        assertThatIOException()
                .isThrownBy(() -> TlsConfig.identity(missing, password))
                .withMessage("failed to open PKCS#12 file '" + missing + "': No such file or directory");
    }

    private static byte[] resource(String path) throws IOException {
        try (var in = IdentityFilesTest.class.getResourceAsStream("/" + path)) {
            return in.readAllBytes();
        }
    }
}
