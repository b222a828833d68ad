package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Holds signatures to those that BigInteger and Bouncy Castle's points make of the same nonce; {@code -Dcurve.cases}. */
class EcdsaP256SignerTest {
    private static final int CASES = Integer.getInteger("curve.cases", 10_000);
    private static final BigInteger N = EcdsaP256.ORDER;
    private static final long SEED = Long.getLong("test.seed", 6979);

    private final Random random = new Random(SEED);
    private final EcdsaP256 verifier = new EcdsaP256();

    @Test
    void signsAsBigIntegerDoes() {
        for (int i = 0; i < CASES; i++) {
            // Of SHA-256, SHA-384 and SHA-512.
            var digest = new byte[32 + i % 3 * 16];
            random.nextBytes(digest);
            signs(scalar(), scalar(), digest);
        }
        System.out.println("ECDSA on P-256: " + CASES + " signatures; BigInteger makes the same");
    }

    @Test
    void signsWithTheEnds() {
        for (var digest : new byte[][] {filled(0), filled(0xff), EcdsaCase.bytes(N), EcdsaCase.bytes(BigInteger.ONE)}) {
            for (long i = 1; i < 40; i++) {
                var small = BigInteger.valueOf(i);
                signs(small, N.subtract(small), digest);
                signs(N.subtract(small), small, digest);
                signs(small, small, digest);
            }
        }
    }

    @Test
    void saysThatANonceCannotServe() {
        // s is 0 where the digest is -r d.
        var key = scalar();
        var nonce = scalar();
        var r = EcdsaCase.x(EcdsaCase.BASE.multiply(nonce)).mod(N);
        var digest = EcdsaCase.bytes(r.multiply(key).negate().mod(N));
        assertThat(EcdsaP256Signer.sign(EcdsaCase.bytes(key), EcdsaCase.bytes(nonce), digest, new byte[64]))
                .isFalse();
    }

    @Test
    void reducesDigests() {
        for (var number : new BigInteger[] {
            BigInteger.ZERO,
            BigInteger.ONE,
            N.subtract(BigInteger.ONE),
            N,
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE)
        }) {
            var reduced = new byte[32];
            EcdsaP256Signer.reduce(Arrays.copyOf(EcdsaCase.bytes(number), 48), reduced);
            assertThat(new BigInteger(1, reduced)).isEqualTo(number.mod(N));
        }
    }

    private void signs(BigInteger key, BigInteger nonce, byte[] digest) {
        var as =
                "-Dtest.seed=" + SEED + ", " + key.toString(16) + ", " + nonce.toString(16) + ", " + Bytes.wrap(digest);
        var expected = EcdsaCase.signed(key, nonce, digest);
        var numbers = new byte[EcdsaP256Signer.BYTES];
        assertThat(EcdsaP256Signer.sign(EcdsaCase.bytes(key), EcdsaCase.bytes(nonce), digest, numbers))
                .as(as)
                .isTrue();
        var signature = EcdsaP256Signer.der(numbers);
        assertThat(signature).as(as).isEqualTo(EcdsaCase.der(expected.r(), expected.s()));
        assertThat(expected.verifiedBy(verifier, signature)).as(as).isTrue();
    }

    private static byte[] filled(int value) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private BigInteger scalar() {
        return new BigInteger(random.nextInt(256) + 1, random).mod(N).max(BigInteger.ONE);
    }
}
