package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.KeyAgreement;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/** Holds products to Bouncy Castle's and the JDK's; {@code -Dcurve.cases} says how many random ones. */
class P256Test {
    private static final int CASES = Integer.getInteger("curve.cases", 10_000);
    private static final ECPoint BASE = CustomNamedCurves.getByName("P-256").getG();
    private static final BigInteger N = EcdsaP256.ORDER;
    private static final long SEED = Long.getLong("test.seed", 256);

    private final Random random = new Random(SEED);

    @Test
    void multipliesAsBouncyCastleDoes() {
        var point = BASE;
        for (int i = 0; i < CASES; i++) {
            point = i % 8 == 0 ? BASE.multiply(scalar()).normalize() : point;
            multiplies(scalar(), point);
        }
        System.out.println(
                "P-256: " + CASES + " products each with the base point and another; Bouncy Castle has the same");
    }

    private BigInteger scalar() {
        return new BigInteger(random.nextInt(256) + 1, random).mod(N).max(BigInteger.ONE);
    }

    @Test
    void agreesWithTheJdk() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var agreement = KeyAgreement.getInstance("ECDH", "SunEC");
        for (int i = 0; i < CASES / 50; i++) {
            var theirs = generator.generateKeyPair();
            var other = generator.generateKeyPair();
            agreement.init(theirs.getPrivate());
            agreement.doPhase(other.getPublic(), true);
            var point = ((ECPublicKey) other.getPublic()).getW();
            var value = BASE.getCurve()
                    .createPoint(point.getAffineX(), point.getAffineY())
                    .getEncoded(false);
            var shared = new byte[P256.BYTES];
            assertThat(P256.multiply(EcdsaCase.bytes(((ECPrivateKey) theirs.getPrivate()).getS()), value, shared))
                    .isTrue();
            assertThat(shared).isEqualTo(agreement.generateSecret());
        }
    }

    @Test
    void leavesNoPrivateKeyOutOfRange() {
        for (var scalar : List.of(
                BigInteger.ZERO,
                N,
                N.add(BigInteger.ONE),
                BigInteger.TWO.pow(256).subtract(BigInteger.ONE))) {
            var bytes = EcdsaCase.bytes(scalar);
            assertThat(P256.isScalar(bytes)).isFalse();
            assertThatIllegalArgumentException().isThrownBy(() -> P256.publicValue(bytes, new byte[P256.POINT_BYTES]));
        }
        assertThat(P256.isScalar(new byte[31])).isFalse();
    }

    @Test
    void refusesWhatIsNoPoint() {
        var scalar = EcdsaCase.bytes(BigInteger.TEN);
        var good = BASE.getEncoded(false);
        var outside = EcdsaCase.bytes(EcdsaP256.PRIME);
        for (int at : new int[] {1, 33}) {
            var changed = good.clone();
            System.arraycopy(outside, 0, changed, at, 32);
            refuses(scalar, changed);
        }
        for (int i = 0; i < good.length; i++) {
            var changed = good.clone();
            changed[i] ^= 1;
            refuses(scalar, changed);
        }
        refuses(scalar, BASE.getEncoded(true));
        refuses(scalar, new byte[] {0});
        refuses(scalar, new byte[0]);
        refuses(scalar, Arrays.copyOf(good, 66));
        var zeros = new byte[P256.POINT_BYTES];
        zeros[0] = 4;
        refuses(scalar, zeros);
    }

    private static void refuses(byte[] scalar, byte[] point) {
        var shared = new byte[P256.BYTES];
        assertThat(P256.multiply(scalar, point, shared)).isFalse();
        assertThat(shared).containsOnly(0);
    }

    @Test
    void multipliesByTheEnds() {
        for (long i = 1; i < 100; i++) {
            multiplies(BigInteger.valueOf(i), BASE);
            multiplies(N.subtract(BigInteger.valueOf(i)), BASE);
        }
        for (int bit = 0; bit < 256; bit++) {
            multiplies(BigInteger.TWO.pow(bit), BASE);
            multiplies(N.subtract(BigInteger.TWO.pow(bit)).mod(N), BASE);
            multiplies(BigInteger.TWO.pow(256).subtract(BigInteger.TWO.pow(bit)).mod(N), BASE);
        }
    }

    private void multiplies(BigInteger scalar, ECPoint point) {
        var as = "-Dtest.seed=" + SEED + ", " + scalar.toString(16);
        var bytes = EcdsaCase.bytes(scalar);
        assertThat(P256.isScalar(bytes)).as(as).isTrue();
        var value = new byte[P256.POINT_BYTES];
        P256.publicValue(bytes, value);
        assertThat(value).as(as).isEqualTo(BASE.multiply(scalar).normalize().getEncoded(false));
        var shared = new byte[P256.BYTES];
        assertThat(P256.multiply(bytes, point.getEncoded(false), shared)).as(as).isTrue();
        assertThat(shared)
                .as(as)
                .isEqualTo(point.multiply(scalar).normalize().getAffineXCoord().getEncoded());
    }
}
