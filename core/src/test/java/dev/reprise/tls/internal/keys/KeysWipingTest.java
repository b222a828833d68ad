package dev.reprise.tls.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.crypto.Prf;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.HashAlgorithm;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is closed holds nothing any more. */
class KeysWipingTest {
    private static final Bytes RANDOM = Bytes.wrap(new byte[32]);

    private final byte[] session = new byte[Prf.MAIN_SECRET_LENGTH];

    @Test
    void closingAKeyBlockWipesBothDirections() {
        Arrays.fill(session, (byte) 1);
        try (var given = Secret.take(session);
                var main = Tls12MainSecret.resumed(HashAlgorithm.SHA256, given)) {
            var block = main.keyBlock(AeadAlgorithm.CHACHA20_POLY1305, RANDOM, RANDOM);
            block.close();
            for (var keys : List.of(block.client(), block.server())) {
                assertThatIllegalStateException().isThrownBy(keys.key()::toArray);
                assertThatIllegalStateException().isThrownBy(keys::fixedIv);
            }
        }
    }

    @Test
    void closingKeysWipesTheKeyAndTheIv() {
        var iv = new byte[] {1, 2, 3, 4};
        var keys = new DirectionKeys(Secret.take(new byte[] {5}), iv);
        keys.close();
        assertThatIllegalStateException().isThrownBy(keys.key()::toArray);
        assertThat(iv).containsOnly(0);
    }

    @Test
    void closingTheMainSecretWipesIt() {
        Arrays.fill(session, (byte) 1);
        try (var given = Secret.take(session)) {
            var main = Tls12MainSecret.resumed(HashAlgorithm.SHA256, given);
            var secret = main.secret();
            main.close();
            assertThatIllegalStateException().isThrownBy(secret::toArray);
        }
    }
}
