package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPairCheckTest {
    @Test
    void saysWhichCertificateOfTheChainTheKeyBelongsTo() {
        var root = TestCertificates.root("Root");
        var leaf = TestCertificates.named("Leaf").issuedBy(root);
        var reversed = new Identity(List.of(root.certificate(), leaf.certificate()), leaf.key());
        assertThatIOException()
                .isThrownBy(() -> KeyPairCheck.require(reversed, "chain.pem", "key.pem"))
                .withMessageContaining("but that of number 2 of 2, certificate O=Reprise tests, CN=Leaf");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyPairCheck.require(reversed))
                .withMessageContaining("number 2 of 2");
    }

    /** A key of a module that none of the platform's providers knows. */
    private record ForeignKey(String getAlgorithm) implements PrivateKey {
        @Override
        public @Nullable String getFormat() {
            return null;
        }

        @Override
        public byte @Nullable [] getEncoded() {
            return null;
        }
    }

    @Test
    void tellsItsOwnKeyFromAllOthers() {
        var own = new EnumMap<KeyType, KeyPair>(KeyType.class);
        var others = new ArrayList<KeyPair>();
        for (var type : KeyType.values()) {
            own.put(type, type.generate());
            others.add(type.generate());
        }
        own.forEach((type, pair) -> {
            assertThat(KeyPairCheck.matches(pair.getPrivate(), pair.getPublic()))
                    .as("%s", type)
                    .isTrue();
            for (var other : others) {
                assertThat(KeyPairCheck.matches(other.getPrivate(), pair.getPublic()))
                        .as("%s", type)
                        .isFalse();
            }
        });
    }

    @Test
    void acceptsAnIdentityThatBelongsTogether() throws IOException {
        var own = TestCertificates.root("Root");
        KeyPairCheck.require(new Identity(own.chain(), own.key()), "chain.pem", "key.pem");
    }

    /** RFC 4055 section 1.2: parameters in the key are the only ones it may be used with. */
    @ParameterizedTest
    @CsvSource({"SHA-256, 32, true", "SHA-384, 48, true", "SHA-512, 64, true", "SHA-1, 20, false"})
    void signsWithTheParametersThatAnRsassaPssKeyHas(String hash, int saltLength, boolean usable) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSASSA-PSS");
        var parameters = new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), saltLength, 1);
        generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4, parameters));
        var pair = generator.generateKeyPair();
        assertThat(KeyPairCheck.matches(pair.getPrivate(), pair.getPublic())).isTrue();
        assertThat(KeyPairCheck.matches(KeyType.RSA_PSS_2048.generate().getPrivate(), pair.getPublic()))
                .isFalse();
        var certificate = TestCertificates.named("server").keys(pair).issuedBy(TestCertificates.root("Root"));
        var identity = new Identity(certificate.chain(), certificate.key());
        if (usable) {
            assertThat(KeyPairCheck.require(identity)).isEqualTo(identity);
            return;
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyPairCheck.require(identity))
                .withMessageContaining("fits no signature scheme");
        assertThatIOException()
                .isThrownBy(() -> KeyPairCheck.require(identity, "chain.pem", "key.pem"))
                .withMessageStartingWith("the first certificate in chain.pem has a key that fits no signature scheme");
    }

    @Test
    void namesBothFilesOfAMismatch() {
        var own = TestCertificates.root("Root");
        var identity =
                new Identity(List.of(own.certificate()), KeyType.P256.generate().getPrivate());
        assertThatIOException()
                .isThrownBy(() -> KeyPairCheck.require(identity, "chain.pem", "key.pem"))
                .withMessageStartingWith("private/public key mismatch")
                .withMessageContaining("chain.pem")
                .withMessageContaining("key.pem");
    }

    @Test
    void takesAKeyThatCannotSignForAMismatch() {
        var certificate = TestCertificates.root("Root").certificate();
        assertThat(KeyPairCheck.matches(new ForeignKey("EC"), certificate.getPublicKey()))
                .isFalse();
    }
}
