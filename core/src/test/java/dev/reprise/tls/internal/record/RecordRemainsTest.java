package dev.reprise.tls.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.Remains;
import dev.reprise.tls.Remains.Form;
import dev.reprise.tls.internal.crypto.Aead;
import dev.reprise.tls.spec.AeadAlgorithm;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A connection that is closed leaves nothing of its record keys in memory, and one that idles nothing but the keys. */
class RecordRemainsTest {
    private static final int ROOM = 100;

    @Test
    void closedSealersAndOpenersLeaveNothing() throws Exception {
        assertThat(Remains.after(secret -> {
                    for (var algorithm : AeadAlgorithm.values()) {
                        try (var key = secret.secret(algorithm.keyLength());
                                var sealer = sealer(algorithm, Aead.sealing(algorithm, key, new byte[12]));
                                var opener = Opener.of(Aead.opening(algorithm, key, new byte[12]));
                                var sealer12 = Sealer.ofTls12(algorithm, key, iv(algorithm));
                                var opener12 = Opener.ofTls12(algorithm, key, iv(algorithm))) {
                            pass(sealer, opener);
                            pass(sealer12, opener12);
                        }
                    }
                }))
                .isEmpty();
    }

    @Test
    void idleSealersAndOpenersKeepNoExpandedKey() throws Exception {
        var alive = new ArrayList<AutoCloseable>();
        for (var algorithm : new AeadAlgorithm[] {AeadAlgorithm.AES_128_GCM, AeadAlgorithm.AES_256_GCM}) {
            assertThat(Remains.after(secret -> {
                        try (var key = secret.secret(algorithm.keyLength())) {
                            var sealer = sealer(algorithm, Aead.sealing(algorithm, key, new byte[12]));
                            var opener = Opener.of(Aead.opening(algorithm, key, new byte[12]));
                            pass(sealer, opener);
                            sealer.idle();
                            opener.idle();
                            alive.add(sealer);
                            alive.add(opener);
                        }
                    }))
                    .containsOnlyKeys(Form.BYTES);
        }
        for (var each : alive) {
            each.close();
        }
    }

    private static void pass(Sealer sealer, Opener opener) throws Exception {
        var record = new byte[ROOM];
        sealer.seal(ContentType.APPLICATION_DATA, new byte[20], 0, 20, 0, record, 0);
        assertThat(opener.open(record, 0, new byte[ROOM], 0)).isEqualTo(20);
    }

    private static Sealer sealer(AeadAlgorithm algorithm, Aead aead) {
        return Sealer.of(algorithm, aead, SealingRules.DEFAULT, 0);
    }

    private static byte[] iv(AeadAlgorithm algorithm) {
        return new byte[algorithm == AeadAlgorithm.CHACHA20_POLY1305 ? 12 : 4];
    }
}
