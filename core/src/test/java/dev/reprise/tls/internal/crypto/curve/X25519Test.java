package dev.reprise.tls.internal.crypto.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.reprise.tls.internal.crypto.Vectors;
import dev.reprise.tls.internal.crypto.Wycheproof;
import dev.reprise.tls.internal.wire.Bytes;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;

/**
 * Published vectors, and the same answers as the JDK and Bouncy Castle. {@code -Dcurve.cases} and {@code -Dcurve.iterations}
 * say how many; docs/curves.md has the long forms.
 */
class X25519Test {
    private static final int CASES = Integer.getInteger("curve.cases", 10_000);
    private static final int ITERATIONS = Integer.getInteger("curve.iterations", 1_000);
    private static final long SEED = Long.getLong("test.seed", 7748);
    private static final byte[] NINE = little(BigInteger.valueOf(9));

    @Test
    void multipliesAsRfc7748Says() {
        int seen = 0;
        for (var block : Vectors.blocksOf("/primitives/x25519_rfc7748.txt")) {
            if (!block.has("kind")) {
                continue;
            }
            if (block.word("kind").equals("scalar multiplication")) {
                assertThat(product(block.array("scalar"), block.array("u"))).isEqualTo(block.array("output"));
                seen++;
            } else if (block.word("kind").equals("diffie-hellman")) {
                assertThat(publicValue(block.array("alice_private"))).isEqualTo(block.array("alice_public"));
                assertThat(publicValue(block.array("bob_private"))).isEqualTo(block.array("bob_public"));
                assertThat(product(block.array("alice_private"), block.array("bob_public")))
                        .isEqualTo(block.array("shared"));
                assertThat(product(block.array("bob_private"), block.array("alice_public")))
                        .isEqualTo(block.array("shared"));
                seen++;
            }
        }
        assertThat(seen).isEqualTo(3);
    }

    // RFC 7748 section 5.2: the first iteration, 1,000 and 1,000,000 of them. Those that begin with 9 go by the comb,
    // too.
    @Test
    void iteratesAsRfc7748Says() {
        var block = Vectors.blocksOf("/primitives/x25519_rfc7748.txt").stream()
                .filter(each -> each.has("after_1000000"))
                .findFirst()
                .orElseThrow();
        var k = block.array("start");
        assertThat(publicValue(k)).isEqualTo(block.array("after_1"));
        var u = k;
        int checks = 0;
        for (int i = 1; i <= ITERATIONS; i++) {
            var next = product(k, u);
            u = k;
            k = next;
            if (block.has("after_" + i)) {
                assertThat(k).as("after %d iterations", i).isEqualTo(block.array("after_" + i));
                checks++;
            }
        }
        assertThat(checks).isEqualTo(ITERATIONS < 1_000_000 ? 2 : 3);
    }

    // RFC 7748 section 6.1: points of small order lead to zero, which is told; non-canonical ones among them.
    @Test
    void tellsZero() {
        int seen = 0;
        var random = new Random(SEED);
        for (var block : Vectors.blocksOf("/primitives/x25519_rfc7748.txt")) {
            if (block.has("kind") && block.word("kind").startsWith("small order")) {
                var scalar = new byte[32];
                random.nextBytes(scalar);
                var target = new byte[32];
                Arrays.fill(target, (byte) 1);
                assertThat(X25519.multiply(scalar, block.array("u"), target)).isFalse();
                assertThat(target).containsOnly(0);
                seen++;
            }
        }
        assertThat(seen).isEqualTo(12);
    }

    @Test
    void agreesWithWycheproof() {
        var cases = Wycheproof.casesOf("/wycheproof/x25519_test.json");
        assertThat(cases).hasSize(518);
        for (var test : cases) {
            var target = new byte[32];
            boolean nonZero = X25519.multiply(
                    test.bytes("private").toArray(), test.bytes("public").toArray(), target);
            assertThat(Bytes.wrap(target)).as(test.word("tcId")).isEqualTo(test.bytes("shared"));
            assertThat(nonZero)
                    .as(test.word("tcId"))
                    .isEqualTo(!test.word("flags").contains("ZeroSharedSecret"));
        }
    }

    @Test
    void agreesWithTheJdkAndBouncyCastle() throws Exception {
        var random = new Random(SEED);
        var factory = KeyFactory.getInstance("X25519");
        var agreement = KeyAgreement.getInstance("X25519");
        var theirs = new byte[32];
        for (int i = 0; i < CASES; i++) {
            var scalar = bytes(random);
            var point = bytes(random);
            var as = "-Dtest.seed=" + SEED + ", case " + i + ": " + Bytes.wrap(scalar) + " * " + Bytes.wrap(point);
            var ours = new byte[32];
            boolean nonZero = X25519.multiply(scalar, point, ours);
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMult(scalar, 0, point, 0, theirs, 0);
            assertThat(ours).as(as).isEqualTo(theirs);
            agreement.init(factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
            var u = Field25519Test.big(point).clearBit(255);
            if (nonZero) {
                agreement.doPhase(factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u)), true);
                assertThat(agreement.generateSecret()).as(as).isEqualTo(ours);
            }
            org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(scalar, 0, theirs, 0);
            assertThat(publicValue(scalar)).as(as).isEqualTo(theirs);
        }
    }

    /** The comb and the ladder share the field alone; scalars that make every digit its least, its greatest and zero. */
    @Test
    void makesPublicValuesAsTheLadderDoes() {
        for (int digit = 0; digit < 256; digit++) {
            var scalar = new byte[32];
            Arrays.fill(scalar, (byte) digit);
            assertThat(publicValue(scalar)).as("scalar of bytes " + digit).isEqualTo(product(scalar, NINE));
        }
        for (int bit = 0; bit < 256; bit++) {
            var one = little(BigInteger.ZERO.setBit(bit));
            assertThat(publicValue(one)).as("bit " + bit).isEqualTo(product(one, NINE));
            var others = little(BigInteger.TWO.pow(256).subtract(BigInteger.ONE).clearBit(bit));
            assertThat(publicValue(others)).as("all but bit " + bit).isEqualTo(product(others, NINE));
        }
    }

    @Test
    void leavesItsInputsAlone() {
        var random = new Random(SEED);
        var scalar = bytes(random);
        var point = bytes(random);
        var scalarBefore = scalar.clone();
        var pointBefore = point.clone();
        product(scalar, point);
        publicValue(scalar);
        assertThat(scalar).isEqualTo(scalarBefore);
        assertThat(point).isEqualTo(pointBefore);
    }

    @Test
    void rejectsScalarsAndPointsOfAnotherLength() {
        for (int length : new int[] {0, 31, 33}) {
            assertThatIllegalArgumentException().isThrownBy(() -> publicValue(new byte[length]));
            assertThatIllegalArgumentException().isThrownBy(() -> product(new byte[length], NINE));
            assertThatIllegalArgumentException().isThrownBy(() -> product(new byte[32], new byte[length]));
        }
    }

    /** Random ones, and one in four with long runs of equal bits, which reach the ends of limbs and digits. */
    private static byte[] bytes(Random random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        if (random.nextInt(4) == 0) {
            var runs = new BigInteger(1, bytes);
            for (int i = 0; i < 4; i++) {
                var run = BigInteger.TWO.pow(random.nextInt(200)).subtract(BigInteger.ONE);
                run = run.shiftLeft(random.nextInt(256));
                runs = random.nextBoolean() ? runs.or(run) : runs.andNot(run);
            }
            return little(runs);
        }
        return bytes;
    }

    private static byte[] product(byte[] scalar, byte[] point) {
        var target = new byte[32];
        X25519.multiply(scalar, point, target);
        return target;
    }

    private static byte[] publicValue(byte[] scalar) {
        var target = new byte[32];
        X25519.publicValue(scalar, target);
        return target;
    }

    private static byte[] little(BigInteger value) {
        var bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
