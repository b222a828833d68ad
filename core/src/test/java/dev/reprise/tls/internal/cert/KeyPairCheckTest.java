package dev.reprise.tls.internal.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.reprise.testkit.TestCertificates;
import dev.reprise.testkit.TestCertificates.KeyType;
import dev.reprise.tls.spec.Identity;
import java.io.IOException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyPairCheckTest {
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
