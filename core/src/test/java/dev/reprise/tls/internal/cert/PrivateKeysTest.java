package dev.reprise.tls.internal.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificate;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.internal.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
    private static final long SEED = Long.getLong("test.seed", 20260101);

    @ParameterizedTest
    @CsvSource({
        "certs/server-ecdsa.key.pem, certs/server-ecdsa.pem",
        "certs/server-ecdsa384.key.pem, certs/server-ecdsa384.pem",
        "certs/server-ed25519.key.pem, certs/server-ed25519.pem",
        "certs/server-rsa.key.pem, certs/server-rsa.pem",
        "keys/ecdsa-sec1.pem, certs/server-ecdsa.pem",
        "keys/ecdsa-sec1-after-parameters.pem, certs/server-ecdsa.pem",
        "keys/rsa-pkcs1.pem, certs/server-rsa.pem",
        "keys/p521-sec1.pem, keys/p521.cert.pem",
        "keys/p521-pkcs8.pem, keys/p521.cert.pem",
        "keys/rsa-pss-sha384.pem, keys/rsa-pss-sha384.cert.pem",
    })
    void loadsKeysThatOpensslWrote(String key, String certificate) throws IOException {
        var loaded = PrivateKeys.parsePem(Fixtures.read(key), key, null);
        assertThat(KeyPairCheck.matches(
                        loaded, Fixtures.certificate(certificate).getPublicKey()))
                .isTrue();
    }

    @Test
    void loadsRsaPssKeys() throws Exception {
        var key = PrivateKeys.parsePem(Fixtures.read("keys/rsa-pss.pem"), "k", null);
        var spki = ((Pem.Block) Pem.parse(Fixtures.read("keys/rsa-pss.pub.pem")).get(0)).content();
        var publicKey = KeyFactory.getInstance("RSASSA-PSS").generatePublic(new X509EncodedKeySpec(spki.toArray()));
        assertThat(key.getAlgorithm()).isEqualTo("RSASSA-PSS");
        assertThat(KeyPairCheck.matches(key, publicKey)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void loadsKeysThatTheJdkWrote(KeyType type) throws IOException {
        var pair = type.generate();
        var loaded = PrivateKeys.parsePem(
                TestCertificate.pem("PRIVATE KEY", pair.getPrivate().getEncoded()), "k", null);
        assertThat(KeyPairCheck.matches(loaded, pair.getPublic())).isTrue();
    }

    @Test
    void takesTheCurveFromTheParametersBeforeIfTheKeyHasNone() throws IOException {
        // RFC 5915 section 3: parameters MUST be there, but some writers leave them out.
        var whole = content("keys/ecdsa-sec1.pem");
        var scalar = whole.slice(7, 32); // SEQUENCE, INTEGER 1, OCTET STRING
        assertThat(whole.slice(0, 7)).isEqualTo(Bytes.ofHex("30770201010420"));
        var bare = Bytes.ofHex("30250201010420" + scalar);
        var parameters = TestCertificate.pem(
                "EC PARAMETERS", Bytes.ofHex("06082a8648ce3d030107").toArray());
        var key = TestCertificate.pem("EC PRIVATE KEY", bare.toArray());
        assertThat(fits(PrivateKeys.parsePem(join(parameters, key), "k", null))).isTrue();
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem(key, "k", null))
                .withMessageContaining("curve");
    }

    @Test
    void loadsVersion1OfPkcs8WithAttributesAndPublicKey() throws IOException {
        var pair = KeyType.ED25519.generate();
        var spki = pair.getPublic().getEncoded();
        var info = PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded());
        var version1 = new PrivateKeyInfo(
                info.getPrivateKeyAlgorithm(),
                info.parsePrivateKey(),
                new DERSet(),
                Arrays.copyOfRange(spki, spki.length - 32, spki.length));
        assertThat(version1.getVersion().intValueExact()).isEqualTo(1);
        var loaded = PrivateKeys.parsePem(TestCertificate.pem("PRIVATE KEY", version1.getEncoded()), "k", null);
        assertThat(KeyPairCheck.matches(loaded, pair.getPublic())).isTrue();
    }

    @Test
    void passesOverCertificatesBeforeTheKeyAndWhatFollowsIt() throws IOException {
        var text = join(
                Fixtures.read("certs/server-ecdsa.pem"),
                Fixtures.read("certs/server-ecdsa.key.pem"),
                Fixtures.read("certs/server-rsa.key.pem"),
                Fixtures.read("keys/rsa-pkcs1-encrypted.pem"));
        assertThat(fits(PrivateKeys.parsePem(text, "k", null))).isTrue();
    }

    @ParameterizedTest
    @DisplayName("[118] without a password an encrypted key is refused, whatever its form, and told to be encrypted")
    @ValueSource(strings = {"keys/rsa-pkcs1-encrypted.pem", "keys/ecdsa-pkcs8-encrypted.pem"})
    void tellsToDecryptAnEncryptedKey(String path) {
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem(Fixtures.read(path), "key.pem", null))
                .withMessageContaining("encrypted")
                .withMessageContaining("key.pem");
    }

    @Test
    void tellsWhatItFoundWhereNoKeyIs() {
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem(Fixtures.read("certs/server-ecdsa.pem"), "key.pem", null))
                .withMessageContaining("no private key in key.pem")
                .withMessageContaining("found a certificate (CERTIFICATE)");
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem("no PEM".getBytes(US_ASCII), "key.pem", null))
                .withMessageContaining("no private key in key.pem");
    }

    @Test
    void tellsOfAlgorithmsAndKindsItDoesNotKnow() {
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem(Fixtures.read("keys/ed448.pem"), "key.pem", null))
                .withMessageContaining("unknown algorithm");
        assertThatIOException()
                .isThrownBy(() ->
                        PrivateKeys.parsePem(Pem.encode("DSA PRIVATE KEY", new byte[] {0x30, 0}), "key.pem", null))
                .withMessageContaining("DSA PRIVATE KEY in key.pem is of an unknown kind");
        assertThatIOException()
                .isThrownBy(() ->
                        PrivateKeys.parsePem(Pem.encode("OPENSSH PRIVATE KEY", new byte[] {0x30, 0}), "key.pem", null))
                .withMessageContaining("ssh-keygen");
    }

    @Test
    void readsAKeyWhoseCurveIsDescribed() throws IOException {
        assertThat(PrivateKeys.parsePem(Fixtures.read("keys/ecdsa-explicit.pem"), "key.pem", null)
                        .getAlgorithm())
                .isEqualTo("EC");
    }

    @Test
    void tellsOfDamage() {
        var text = new String(Fixtures.read("certs/server-ecdsa.key.pem"), US_ASCII);
        assertThatIOException()
                .isThrownBy(() -> PrivateKeys.parsePem(text.replace("MI", "**").getBytes(US_ASCII), "key.pem", null))
                .withMessageContaining("PRIVATE KEY in key.pem is damaged");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "certs/server-ecdsa.key.pem",
                "keys/ecdsa-sec1.pem",
                "keys/rsa-pkcs1.pem",
                "certs/server-ed25519.key.pem"
            })
    void throwsNothingElseForPrefixesAndRandomDamage(String path) throws IOException {
        var label = Pem.parse(Fixtures.read(path)).get(0).label();
        var der = content(path).toArray();
        for (int length = 1; length < der.length; length++) {
            var prefix = Pem.encode(label, Arrays.copyOf(der, length));
            assertThatIOException().isThrownBy(() -> PrivateKeys.parsePem(prefix, "k", null));
        }
        var random = new Random(SEED);
        for (int round = 0; round < 1_000; round++) {
            var damaged = der.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                PrivateKeys.parsePem(Pem.encode(label, damaged), "k", null);
            } catch (IOException e) {
                assertThat(e.getCause()).as("-Dtest.seed=%d", SEED).isNull();
            }
        }
    }

    private static boolean fits(PrivateKey key) {
        return KeyPairCheck.matches(
                key, Fixtures.certificate("certs/server-ecdsa.pem").getPublicKey());
    }

    private static Bytes content(String path) {
        return ((Pem.Block) Pem.parse(Fixtures.read(path)).get(0)).content();
    }

    private static byte[] join(byte[]... texts) {
        var all = new ByteArrayOutputStream();
        for (var text : texts) {
            all.writeBytes(text);
        }
        return all.toByteArray();
    }
}
