package dev.reprise.tls.internal.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AeadAlgorithm;
import dev.reprise.tls.spec.HashAlgorithm;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the stages do beside giving the right values: wiping, refusing, bounds. */
class KeyScheduleTest {
    private static final byte[] HASH = new byte[32];

    private final Hkdf hkdf = new Hkdf(HashAlgorithm.SHA256);
    private final Secret shared = Secret.copyOf(new byte[32]);

    @AfterEach
    void close() {
        hkdf.close();
    }

    @Test
    void movingOnClosesTheStageBefore() {
        var early = EarlySecret.withoutPsk(hkdf);
        var handshake = early.handshake(shared);
        assertThatIllegalStateException().isThrownBy(() -> early.binder(HASH));
        assertThatIllegalStateException().isThrownBy(() -> early.handshake(shared));
        var main = handshake.main();
        assertThatIllegalStateException().isThrownBy(() -> handshake.clientHandshakeTraffic(HASH));
        assertThatIllegalStateException().isThrownBy(handshake::main);
        main.close();
        assertThatIllegalStateException().isThrownBy(() -> main.serverApplicationTraffic(HASH));
        assertThatIllegalStateException().isThrownBy(() -> main.exporter(HASH));
        assertThatIllegalStateException().isThrownBy(() -> main.resumption(HASH));
    }

    @Test
    void aStageThatCannotMoveOnIsClosedAllTheSame() {
        var early = EarlySecret.withoutPsk(hkdf);
        var gone = Secret.copyOf(new byte[32]);
        gone.close();
        assertThatIllegalStateException().isThrownBy(() -> early.handshake(gone));
        assertThatIllegalStateException().isThrownBy(() -> early.binder(HASH));
    }

    @Test
    void leavesPskAndSharedSecretToTheCaller() {
        var psk = Secret.copyOf(new byte[32]);
        EarlySecret.of(hkdf, psk).handshake(shared).close();
        assertThat(psk.matches(new byte[32])).isTrue();
        assertThat(shared.matches(new byte[32])).isTrue();
    }

    @Test
    void aPskOfZerosIsTheSameAsNone() {
        try (var none = EarlySecret.withoutPsk(hkdf);
                var zeros = EarlySecret.of(hkdf, Secret.take(new byte[32]))) {
            assertThat(none.binder(HASH)).isEqualTo(zeros.binder(HASH));
        }
    }

    @Test
    void outlivesTheHandshakesHkdf() {
        var own = new Hkdf(HashAlgorithm.SHA384);
        var main = EarlySecret.withoutPsk(own).handshake(shared).main();
        var hash = new byte[48];
        var traffic = main.clientApplicationTraffic(hash);
        var exporter = main.exporter(hash);
        var resumption = main.resumption(hash);
        main.close();
        own.close();
        assertThat(traffic.next().keys(AeadAlgorithm.AES_256_GCM).key().length())
                .isEqualTo(32);
        assertThat(exporter.export("EXPORTER-test", HASH, 20).length()).isEqualTo(20);
        assertThat(resumption.psk(Bytes.EMPTY).length()).isEqualTo(48);
    }

    @Test
    void closedSecretsAreOfNoUse() {
        var main = EarlySecret.withoutPsk(hkdf).handshake(shared).main();
        var traffic = main.serverApplicationTraffic(HASH);
        traffic.close();
        assertThatIllegalStateException().isThrownBy(() -> traffic.keys(AeadAlgorithm.AES_128_GCM));
        assertThatIllegalStateException().isThrownBy(() -> traffic.finished(HASH));
        assertThatIllegalStateException().isThrownBy(traffic::next);
        var exporter = main.exporter(HASH);
        exporter.close();
        assertThatIllegalStateException().isThrownBy(() -> exporter.export("label", HASH, 32));
        var resumption = main.resumption(HASH);
        resumption.close();
        assertThatIllegalStateException().isThrownBy(() -> resumption.psk(Bytes.EMPTY));
    }

    // RFC 9846 section 7.2: the old generation is deleted once the next is computed.
    @Test
    void nextGenerationWipesTheOneBefore() {
        var array = new byte[32];
        Arrays.fill(array, (byte) 7);
        var traffic = new TrafficSecret(HashAlgorithm.SHA256, Secret.take(array));
        var next = traffic.next();
        assertThat(array).containsOnly(0);
        assertThatIllegalStateException().isThrownBy(traffic::next);
        assertThat(next.hash()).isEqualTo(HashAlgorithm.SHA256);
        assertThat(next.secret().length()).isEqualTo(32);
    }

    @ParameterizedTest
    @EnumSource(AeadAlgorithm.class)
    void keysHaveTheLengthsOfTheAead(AeadAlgorithm aead) {
        try (var traffic = new TrafficSecret(HashAlgorithm.SHA256, Secret.take(new byte[32]));
                var keys = traffic.keys(aead)) {
            assertThat(keys.key().length()).isEqualTo(aead.keyLength());
            assertThat(keys.iv()).hasSize(12);
        }
    }

    @Test
    void closedKeysGiveNoIvOfZeros() {
        var iv = new byte[12];
        Arrays.fill(iv, (byte) 7);
        var keys = new TrafficKeys(Secret.take(new byte[16]), iv);
        var copy = keys.iv();
        keys.close();
        assertThat(iv).containsOnly(0);
        assertThat(copy).containsOnly(7);
        assertThatIllegalStateException().isThrownBy(keys::iv);
        assertThatIllegalStateException().isThrownBy(() -> keys.key().toArray());
        assertThatIllegalArgumentException().isThrownBy(() -> new TrafficKeys(Secret.take(new byte[16]), new byte[8]));
    }

    // RFC 9846 section 7.5: no context and an empty one are the same; RFC 5705 section 4 has ASCII labels.
    @Test
    void exportsWithinTheBoundsOfHkdfLabel() {
        var exporter = new ExporterSecret(HashAlgorithm.SHA256, Secret.take(new byte[32]));
        assertThat(exporter.export("x".repeat(249), new byte[100_000], 255 * 32).length())
                .isEqualTo(255 * 32);
        assertThatIllegalArgumentException().isThrownBy(() -> exporter.export("", HASH, 32));
        assertThatIllegalArgumentException().isThrownBy(() -> exporter.export("x".repeat(250), HASH, 32));
        assertThatIllegalArgumentException().isThrownBy(() -> exporter.export("\u00e9", HASH, 32));
        assertThatIllegalArgumentException().isThrownBy(() -> exporter.export("x", HASH, 255 * 32 + 1));
    }

    @Test
    void exportsDifferByLabelContextAndLength() {
        var exporter = new ExporterSecret(HashAlgorithm.SHA256, Secret.take(new byte[32]));
        var value = exporter.export("a", HASH, 32).toArray();
        assertThat(exporter.export("b", HASH, 32).toArray()).isNotEqualTo(value);
        assertThat(exporter.export("a", new byte[31], 32).toArray()).isNotEqualTo(value);
        assertThat(Arrays.copyOf(exporter.export("a", HASH, 33).toArray(), 32)).isNotEqualTo(value);
    }

    @Test
    void givesEveryTicketNonceItsOwnPsk() {
        var resumption = new ResumptionSecret(HashAlgorithm.SHA256, Secret.take(new byte[32]));
        assertThat(resumption.psk(Bytes.ofHex("00")).toArray())
                .isNotEqualTo(resumption.psk(Bytes.ofHex("01")).toArray())
                .isNotEqualTo(resumption.psk(Bytes.EMPTY).toArray());
        assertThat(resumption.psk(Bytes.wrap(new byte[255])).length()).isEqualTo(32);
        assertThatIllegalArgumentException().isThrownBy(() -> resumption.psk(Bytes.wrap(new byte[256])));
    }
}
