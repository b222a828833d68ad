package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Remains;
import dev.reprise.tls.internal.crypto.curve.EcdsaP256Signer;
import dev.reprise.tls.internal.wire.Bytes;
import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** When a key share is closed and a signature made, nothing of private key, shared secret and nonce is left in memory. */
class CurveRemainsTest {
    @Test
    void keySharesLeaveNothing() throws Exception {
        agrees(X25519KeyShare::new);
        agrees(P256KeyShare::new);
    }

    private static void agrees(Function<byte[], KeyShare> take) throws Exception {
        var other = new byte[32];
        other[31] = 9; // By 1, the secret would be our public value.
        Bytes value;
        try (var share = take.apply(other)) {
            value = share.publicKey();
        }
        assertThat(Remains.after(secret -> {
                    try (var share = take.apply(secret.bytes(32));
                            var shared = share.agree(value)) {
                        secret.watch(shared.toArray());
                    }
                }))
                .isEmpty();
    }

    @Test
    void signaturesLeaveNothing() throws Exception {
        var digest = new byte[32];
        Arrays.fill(digest, (byte) 1);
        var signature = new byte[EcdsaP256Signer.BYTES];
        assertThat(Remains.after(secret -> {
                    var key = secret.bytes(32);
                    var nonce = secret.own(new byte[32]);
                    try (var nonces = new EcdsaNonces(key, digest, new byte[32])) {
                        nonces.next(nonce);
                    }
                    assertThat(EcdsaP256Signer.sign(key, nonce, digest, signature))
                            .isTrue();
                    secret.watch(nonce);
                }))
                .isEmpty();
    }
}
