package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.tls.Remains;
import dev.reprise.tls.internal.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys that need a password, in the forms OpenSSL 3 writes. */
class EncryptedKeysTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);
    private static final char[] PASSWORD = "secret".toCharArray();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pbes2-aes-128-cbc",
                "pbes2-aes-192-cbc",
                "pbes2-aes-256-cbc",
                "pbes2-des3",
                "pbes2-hmacWithSHA1",
                "pbes2-hmacWithSHA224",
                "pbes2-hmacWithSHA384",
                "pbes2-hmacWithSHA512",
                "pbes2-hmacWithSHA512-256",
                "pbes2-scrypt",
                "PBE-MD5-DES",
                "PBE-SHA1-3DES",
                "PBE-SHA1-RC2-128",
                "PBE-SHA1-RC2-40",
                "PBE-SHA1-RC4-128",
                "PBE-SHA1-RC4-40",
                "old-aes128",
                "old-aes192",
                "old-aes256",
                "old-des3",
            })
    void readsWhatOpensslEncrypted(String name) throws IOException {
        assertThat(fits(read(name, PASSWORD), "certs/server-ecdsa.pem")).isTrue();
        assertThatIOException()
                .isThrownBy(() -> read(name, "Secret".toCharArray()))
                .withNoCause()
                .withMessageContaining("password is wrong");
        assertThatIOException().isThrownBy(() -> read(name, null)).withMessageContaining("no password is given");
    }

    @Test
    void readsOldEncryptionOfRsaKeys() throws IOException {
        assertThat(fits(read("old-rsa", PASSWORD), "certs/server-rsa.pem")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pbes2-aes-256-cbc", "pbes2-hmacWithSHA384", "pbes2-scrypt", "old-aes128", "old-des3"})
    void leavesNothingOfThePasswordInMemory(String name) throws Exception {
        assertThat(Remains.after(secret -> {
                    var bytes = secret.bytes(20);
                    var password = new char[bytes.length];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = (byte) ('@' | bytes[i] & 0x3f);
                        password[i] = (char) bytes[i];
                    }
                    secret.watch(bytes);
                    assertThatIOException().isThrownBy(() -> read(name, password));
                }))
                .isEmpty();
    }

    /** RFC 8018 section 3 advises UTF-8, and libtls takes an empty password for one. */
    @Test
    void readsPasswordsOfAnyLengthAndAlphabet() throws IOException {
        assertThat(fits(read("pbes2-empty-password", new char[0]), "certs/server-ecdsa.pem"))
                .isTrue();
        assertThat(fits(read("pbes2-umlaut", "p\u00e4ssword".toCharArray()), "certs/server-ecdsa.pem"))
                .isTrue();
    }

    @Test
    void needsNoPasswordForAPlainKeyAndLeavesTheCallersAlone() throws IOException {
        var password = PASSWORD.clone();
        var plain = PrivateKeys.parsePem(Fixtures.read("certs/server-ecdsa.key.pem"), "k", password);
        assertThat(fits(plain, "certs/server-ecdsa.pem")).isTrue();
        read("pbes2-aes-256-cbc", password);
        read("old-aes128", password);
        read("PBE-SHA1-3DES", password);
        assertThat(password).isEqualTo(PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({
        "pbes2-aria-256-cbc, expected AES or triple DES in CBC mode",
        "pbes2-aes-256-ecb, expected AES or triple DES in CBC mode",
        "pbes2-aes-256-ofb, expected AES or triple DES in CBC mode",
        "pbes2-aes-256-cfb, expected AES or triple DES in CBC mode",
        "pbes2-hmacWithMD5, expected HMAC with SHA-1 or SHA-2",
        "PBE-SHA1-2DES, expected PBES2",
        "old-aes-128-ofb, 'AES-128-OFB; expected a header DEK-Info with one of AES-128-CBC, AES-192-CBC'",
        "old-aria128, 'ARIA-128-CBC; expected a header DEK-Info with one of AES-128-CBC, AES-192-CBC'",
    })
    void namesSchemesItDoesNotRead(String name, String expected) {
        assertThatIOException()
                .isThrownBy(() -> read(name, PASSWORD))
                .withMessageContaining(name)
                .withMessageContaining(expected);
    }

    /** A count that would keep a process busy for hours, none at all, and memory that nobody has. */
    @ParameterizedTest
    @CsvSource({
        // iteration count 0x0800 of PBKDF2, behind its salt
        "pbes2-aes-256-cbc, 02020800, 02020000",
        "pbes2-aes-256-cbc, 02020800300c, 02010030800c",
        "PBE-SHA1-3DES, 02020800, 02020000",
        // N = 0x4000, r = 8, p = 1
        "pbes2-scrypt, 02024000020108, 02024001020108",
        "pbes2-scrypt, 02024000020108, 02024000020100",
        "pbes2-scrypt, 020108020101, 020108020100",
        "pbes2-scrypt, 02024000020108, 02024000020141",
    })
    void boundsWhatItCostsToDecrypt(String name, String before, String after) {
        var block = (Pem.Block) Pem.parse(Fixtures.read(path(name))).get(0);
        var der = block.content().toString();
        assertThat(der).contains(before);
        var changed = Bytes.ofHex(der.replace(before, after)).toArray();
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem(Pem.encode(block.label(), changed), "k", PASSWORD))
                .withMessageNotContaining("password is wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEK-Info: AES-128-CBC",
                "DEK-Info: AES-128-CBC,00",
                "DEK-Info: AES-128-CBC,zz",
                "DEK-Info: ,00112233445566778899aabbccddeeff",
                "X-Info: AES-128-CBC,00112233445566778899aabbccddeeff"
            })
    void refusesOldHeadersThatSayTooLittle(String header) {
        var text = new String(Fixtures.read(path("old-aes128")), US_ASCII).replaceFirst("DEK-Info: .*", header);
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem(text.getBytes(US_ASCII), "k", PASSWORD))
                .withMessageContaining("DEK-Info");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pbes2-aes-256-cbc", "PBE-SHA1-3DES", "old-aes128"})
    void throwsNothingElseForPrefixesAndRandomDamage(String name) {
        var text = Fixtures.read(path(name));
        var block = (Pem.Block) Pem.parse(text).get(0);
        var header = block.encrypted() ? String.join("\n", block.headers()) + "\n\n" : "";
        var der = block.content().toArray();
        for (int length = 1; length < der.length; length++) {
            var prefix = withHeader(block.label(), header, Arrays.copyOf(der, length));
            assertThatIOException()
                    .isThrownBy(() -> PrivateKeys.parsePem(prefix, "k", PASSWORD))
                    .withNoCause();
        }
        var random = new Random(SEED);
        for (int round = 0; round < 150; round++) {
            var damaged = der.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                PrivateKeys.parsePem(withHeader(block.label(), header, damaged), "k", PASSWORD);
            } catch (IOException e) {
                assertThat(e.getCause()).as("-Dtest.seed=%d", SEED).isNull();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"default.p12", "legacy.p12"})
    void readsPkcs12ThatOpensslWrote(String name) throws IOException {
        var store = Fixtures.read("keys/encrypted/" + name);
        var identity = Pkcs12.identity(store, PASSWORD, "store");
        assertThat(identity.chain())
                .containsExactly(Fixtures.certificate("certs/server-ecdsa.pem"), Fixtures.certificate("certs/int.pem"));
        assertThat(fits(identity.privateKey(), "certs/server-ecdsa.pem")).isTrue();
        assertThatIOException()
                .isThrownBy(() -> Pkcs12.identity(store, "Secret".toCharArray(), "store"))
                .withNoCause()
                .withMessage("store cannot be decrypted: the password is wrong");
    }

    @Test
    void leavesTheRootOfAStoreOut() throws Exception {
        var keys = PrivateKeys.parsePem(Fixtures.read("certs/server-ecdsa.key.pem"), "k", null);
        var chain = new Certificate[] {
            Fixtures.certificate("certs/server-ecdsa.pem"),
            Fixtures.certificate("certs/int.pem"),
            Fixtures.certificate("certs/root.pem")
        };
        assertThat(Pkcs12.identity(store(keys, chain, 1), PASSWORD, "store").chain())
                .hasSize(2);
    }

    @Test
    void wantsOneKeyInAStore() throws Exception {
        var keys = PrivateKeys.parsePem(Fixtures.read("certs/server-ecdsa.key.pem"), "k", null);
        var chain = new Certificate[] {Fixtures.certificate("certs/server-ecdsa.pem")};
        for (int count : new int[] {0, 2}) {
            var store = store(keys, chain, count);
            assertThatIOException()
                    .isThrownBy(() -> Pkcs12.identity(store, PASSWORD, "store"))
                    .withMessage("store has " + count + " private keys; expected one");
        }
        assertThatIOException()
                .isThrownBy(() -> Pkcs12.identity("no store".getBytes(ISO_8859_1), PASSWORD, "store"))
                .withNoCause()
                .withMessageContaining("store is no PKCS#12 store that the Java runtime reads");
    }

    @Test
    void throwsNothingElseForADamagedStore() {
        var store = Fixtures.read("keys/encrypted/default.p12");
        var random = new Random(SEED);
        for (int round = 0; round < 150; round++) {
            var damaged = store.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                Pkcs12.identity(damaged, PASSWORD, "store");
            } catch (IOException e) {
                assertThat(e.getCause()).as("-Dtest.seed=%d", SEED).isNull();
            }
        }
    }

    private static byte[] store(PrivateKey key, Certificate[] chain, int count) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < count; i++) {
            store.setKeyEntry("key" + i, key, PASSWORD, chain);
        }
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD);
        return bytes.toByteArray();
    }

    private static PrivateKey read(String name, char @Nullable [] password) throws IOException {
        return PrivateKeys.parsePem(Fixtures.read(path(name)), name, password);
    }

    private static String path(String name) {
        return "keys/encrypted/" + name + ".pem";
    }

    private static byte[] withHeader(String label, String header, byte[] content) {
        var pem = new String(TestCertificate.pem(label, content), US_ASCII);
        int body = pem.indexOf('\n') + 1;
        return (pem.substring(0, body) + header + pem.substring(body)).getBytes(US_ASCII);
    }

    private static boolean fits(PrivateKey key, String certificate) {
        return KeyPairCheck.matches(key, Fixtures.certificate(certificate).getPublicKey());
    }
}
