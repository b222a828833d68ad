package dev.reprise.tls.internal.crypto.curve;

import static dev.reprise.tls.internal.crypto.curve.EcdsaCase.BASE;
import static dev.reprise.tls.internal.crypto.curve.EcdsaCase.N;
import static dev.reprise.tls.internal.crypto.curve.EcdsaCase.der;
import static dev.reprise.tls.internal.crypto.curve.EcdsaCase.joined;
import static dev.reprise.tls.internal.crypto.curve.EcdsaCase.tlv;
import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.junit.jupiter.api.Test;

/**
 * The kinds of cases that Wycheproof has for ECDSA on P-256, made here, and the same answers as the JDK and Bouncy Castle.
 * {@code -Dcurve.cases} says how many of the latter; docs/curves.md has the long form.
 */
class EcdsaP256Test {
    private static final int CASES = Integer.getInteger("curve.cases", 10_000);
    private static final long SEED = Long.getLong("test.seed", 186);
    private static final BigInteger P = EcdsaP256.PRIME;

    private final Random random = new Random(SEED);
    private final EcdsaP256 verifier = new EcdsaP256();

    @Test
    void agreesWithTheJdkAndBouncyCastle() throws Exception {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        var curve = parameters.getParameterSpec(ECParameterSpec.class);
        var factory = KeyFactory.getInstance("EC");
        var jdk = Signature.getInstance("NONEwithECDSA");
        var domain = new ECDomainParameters(CustomNamedCurves.getByName("P-256"));
        var bouncyCastle = new ECDSASigner();
        var privateKey = scalar();
        int good = 0;
        for (int i = 0; i < CASES; i++) {
            // A key serves a few times, so that small tables and large ones are walked.
            privateKey = i % 4 == 0 ? scalar() : privateKey;
            var signed = EcdsaCase.signed(privateKey, scalar(), digest());
            var tried = i % 2 == 0 ? signed : signed.with(signed.r(), N.subtract(signed.s()));
            if (i % 3 == 0) {
                tried.digest()[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            }
            var as = "-Dtest.seed=" + SEED + ", case " + i;
            boolean ours = tried.verifiedBy(verifier);
            bouncyCastle.init(false, new ECPublicKeyParameters(tried.key(), domain));
            assertThat(bouncyCastle.verifySignature(tried.digest(), tried.r(), tried.s()))
                    .as(as)
                    .isEqualTo(ours);
            var point = new ECPoint(
                    EcdsaCase.x(tried.key()), tried.key().getAffineYCoord().toBigInteger());
            jdk.initVerify(factory.generatePublic(new ECPublicKeySpec(point, curve)));
            jdk.update(tried.digest());
            assertThat(jdk.verify(der(tried.r(), tried.s()))).as(as).isEqualTo(ours);
            good += ours ? 1 : 0;
        }
        assertThat(good).isGreaterThan(CASES / 2);
        System.out.println("ECDSA on P-256: " + CASES + " cases, " + good
                + " of them good; the JDK and Bouncy Castle answer the same");
    }

    // FIPS 186-5 section 6.4.2: r and s from 1 to n - 1.
    @Test
    void rejectsNumbersOutOfRange() {
        var signed = EcdsaCase.signed(scalar(), scalar(), digest());
        var r = signed.r();
        var s = signed.s();
        assertThat(signed.verifiedBy(verifier)).isTrue();
        assertThat(signed.with(r, N.subtract(s)).verifiedBy(verifier))
                .as("-s verifies, too")
                .isTrue();
        var others = List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                BigInteger.ONE.negate(),
                N,
                N.subtract(BigInteger.ONE),
                N.add(BigInteger.ONE),
                N.negate(),
                P,
                P.add(BigInteger.ONE),
                BigInteger.TWO.pow(256),
                BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
        for (var other : others) {
            assertThat(signed.with(other, s).verifiedBy(verifier))
                    .as("r " + other)
                    .isFalse();
            assertThat(signed.with(r, other).verifiedBy(verifier))
                    .as("s " + other)
                    .isFalse();
            for (var second : others) {
                assertThat(signed.with(other, second).verifiedBy(verifier)).isFalse();
            }
        }
        for (var shifted : List.of(r.add(N), r.subtract(N), r.negate(), N.subtract(r), r.add(N.shiftLeft(64)))) {
            assertThat(signed.with(shifted, s).verifiedBy(verifier)).isFalse();
        }
        for (var shifted : List.of(s.add(N), s.subtract(N), s.negate(), s.add(N.shiftLeft(64)))) {
            assertThat(signed.with(r, shifted).verifiedBy(verifier)).isFalse();
        }
    }

    // RFC 3279 section 2.2.3, X.690 section 10: one encoding for each signature. What BER allows besides is not taken.
    @Test
    void takesNoEncodingButDer() {
        var signed = EcdsaCase.signed(scalar(), scalar(), digest());
        var r = signed.r().toByteArray();
        var s = signed.s().toByteArray();
        var rInteger = tlv(2, r);
        var sInteger = tlv(2, s);
        var content = joined(rInteger, sInteger);
        var length = (byte) content.length;
        var zero = new byte[] {0};
        var nil = new byte[] {5, 0};
        assertThat(signed.verifiedBy(verifier, tlv(0x30, content))).isTrue();
        var wrong = new ArrayList<byte[]>(List.of(
                new byte[0],
                new byte[] {0x30},
                new byte[] {0x30, 0},
                new byte[] {0x30, (byte) 0x80},
                tlv(0x30, nil),
                tlv(0x30, rInteger),
                tlv(0x30, sInteger),
                content,
                // Lengths in long form, indefinite, or too large.
                joined(new byte[] {0x30, (byte) 0x81, length}, content),
                joined(new byte[] {0x30, (byte) 0x82, 0, length}, content),
                joined(new byte[] {0x30, (byte) 0x84, 0, 0, 0, length}, content),
                joined(new byte[] {0x30, (byte) 0x80}, content, new byte[] {0, 0}),
                joined(new byte[] {0x30, (byte) 0xff}, content),
                joined(new byte[] {0x30, (byte) (length + 1)}, content),
                joined(new byte[] {0x30, (byte) (length - 1)}, content),
                tlv(0x30, joined(new byte[] {2, (byte) 0x81, (byte) r.length}, r, sInteger)),
                tlv(0x30, joined(rInteger, new byte[] {2, (byte) 0x81, (byte) s.length}, s)),
                tlv(0x30, joined(new byte[] {2, (byte) 0x80}, r, new byte[] {0, 0}, sInteger)),
                tlv(0x30, joined(rInteger, new byte[] {2, 0})),
                tlv(0x30, joined(new byte[] {2, 0}, sInteger)),
                // Zeros in front, bytes behind, elements too many.
                tlv(0x30, joined(tlv(2, joined(zero, r)), sInteger)),
                tlv(0x30, joined(rInteger, tlv(2, joined(zero, s)))),
                tlv(0x30, joined(rInteger, tlv(2, joined(zero, zero, s)))),
                joined(tlv(0x30, content), zero),
                joined(tlv(0x30, content), nil),
                tlv(0x30, joined(content, zero)),
                tlv(0x30, joined(content, nil)),
                tlv(0x30, joined(nil, content)),
                tlv(0x30, joined(rInteger, nil, sInteger)),
                tlv(0x30, joined(content, sInteger)),
                tlv(0x30, tlv(0x30, content)),
                // Another tag, another type in place of a number.
                tlv(0x31, content),
                tlv(0x10, content),
                tlv(0x70, content),
                tlv(0x30, joined(tlv(3, r), sInteger)),
                tlv(0x30, joined(rInteger, tlv(4, s))),
                tlv(0x30, joined(tlv(0x22, rInteger), sInteger)),
                tlv(0x30, joined(nil, nil)),
                tlv(0x30, joined(tlv(2, zero), tlv(2, zero))),
                tlv(0x30, joined(rInteger, tlv(1, new byte[] {-1}))),
                tlv(0x30, joined(new byte[] {9, 1, 0}, sInteger)),
                // The same, once more in order.
                tlv(0x30, joined(sInteger, rInteger))));
        // 32 bytes whose top bit is set are negative without a zero in front.
        var large = N.subtract(BigInteger.valueOf(5));
        wrong.add(tlv(
                0x30, joined(tlv(2, Arrays.copyOfRange(large.toByteArray(), 1, 33)), tlv(2, large.toByteArray()))));
        for (var der : wrong) {
            assertThat(signed.verifiedBy(verifier, der))
                    .as(Bytes.wrap(der).toString())
                    .isFalse();
        }
    }

    @Test
    void takesNoSignatureThatDiffersInAByte() {
        var signed = EcdsaCase.signed(scalar(), scalar(), digest());
        var der = der(signed.r(), signed.s());
        for (int i = 0; i < der.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                var flipped = der.clone();
                flipped[i] ^= (byte) (1 << bit);
                assertThat(signed.verifiedBy(verifier, flipped)).isFalse();
            }
            assertThat(signed.verifiedBy(verifier, Arrays.copyOf(der, i))).isFalse();
            var removed = joined(Arrays.copyOf(der, i), Arrays.copyOfRange(der, i + 1, der.length));
            assertThat(signed.verifiedBy(verifier, removed)).isFalse();
            var inserted = joined(Arrays.copyOf(der, i), new byte[1], Arrays.copyOfRange(der, i, der.length));
            assertThat(signed.verifiedBy(verifier, inserted)).isFalse();
        }
    }

    // SEC 1 section 4.1.4: r is x modulo n, and x may be n or more: about one point in 2^32 of those that are drawn.
    @Test
    void takesPointsWhoseXIsNotBelowTheOrder() {
        int found = 0;
        for (int i = 0; found < 5; i++) {
            var point = point(N.add(BigInteger.valueOf(i)));
            if (point != null) {
                var tried = EcdsaCase.withResult(point, scalar(), digest());
                assertThat(tried.r()).isEqualTo(BigInteger.valueOf(i));
                if (i > 0) {
                    assertThat(tried.verifiedBy(verifier)).as("x = n + " + i).isTrue();
                    found++;
                }
            }
        }
        // r + n must be below the prime: x = r + n - p is another number modulo n.
        for (int i = 1; ; i++) {
            var point = point(BigInteger.valueOf(i));
            if (point != null) {
                var tried = EcdsaCase.withResult(point, scalar(), digest());
                var wrapped = BigInteger.valueOf(i).add(P).subtract(N);
                assertThat(tried.verifiedBy(verifier)).isTrue();
                assertThat(tried.with(wrapped, tried.s()).verifiedBy(verifier)).isFalse();
                // The same sum of points, claimed to have x = i + p, whose remainder modulo n is this.
                var s = tried.s()
                        .multiply(wrapped)
                        .multiply(tried.r().modInverse(N))
                        .mod(N);
                var hash = new BigInteger(1, tried.digest())
                        .multiply(wrapped)
                        .multiply(tried.r().modInverse(N));
                var claimed = new EcdsaCase(tried.key(), bytes(hash.mod(N)), wrapped, s);
                assertThat(claimed.verifiedBy(verifier)).isFalse();
                break;
            }
        }
    }

    @Test
    void rejectsThePointAtInfinity() {
        for (int i = 0; i < 20; i++) {
            // Q = k G, and the factors are u and -u / k.
            var k = i == 0 ? BigInteger.ONE : i == 1 ? N.subtract(BigInteger.ONE) : scalar();
            var u = scalar();
            var ofKey = N.subtract(u).multiply(k.modInverse(N)).mod(N);
            var r = scalar();
            var s = r.multiply(ofKey.modInverse(N)).mod(N);
            var tried = new EcdsaCase(
                    BASE.multiply(k).normalize(), bytes(u.multiply(s).mod(N)), r, s);
            for (int repetition = 0; repetition < 3; repetition++) {
                assertThat(tried.verifiedBy(verifier)).isFalse();
            }
        }
    }

    /** Sums that meet a point again, or its negative, in the middle of the walk; keys that are small multiples of the base. */
    @Test
    void addsEqualAndOppositePoints() {
        var keys = new ArrayList<BigInteger>();
        for (int k = 1; k <= 20; k++) {
            keys.add(BigInteger.valueOf(k));
            keys.add(N.subtract(BigInteger.valueOf(k)));
        }
        for (int bit = 8; bit < 256; bit += 31) {
            keys.add(BigInteger.TWO.pow(bit));
            keys.add(N.subtract(BigInteger.TWO.pow(bit)));
        }
        var factors = new ArrayList<BigInteger>();
        for (int factor = 1; factor <= 9; factor++) {
            factors.add(BigInteger.valueOf(factor));
            factors.add(N.subtract(BigInteger.valueOf(factor)));
        }
        for (int bit = 0; bit < 256; bit += 16) {
            factors.add(BigInteger.TWO.pow(bit));
            factors.add(BigInteger.TWO.pow(bit).subtract(BigInteger.ONE).max(BigInteger.ONE));
        }
        int tried = 0;
        for (var k : keys) {
            var key = BASE.multiply(k);
            // A verifier for each, so that small and large tables are both walked.
            var fresh = new EcdsaP256();
            for (var ofBase : factors) {
                var ofKey = factors.get(random.nextInt(factors.size()));
                if (ofBase.add(ofKey.multiply(k)).mod(N).signum() != 0) {
                    var made = EcdsaCase.withFactors(ofBase, ofKey, key);
                    assertThat(made.verifiedBy(fresh))
                            .as(k + ", " + ofBase + ", " + ofKey)
                            .isTrue();
                    tried++;
                }
                // Equal multiples of both, so that one is the other, doubled.
                var same = EcdsaCase.withFactors(
                        ofBase, ofBase.multiply(k.modInverse(N)).mod(N), key);
                assertThat(same.verifiedBy(fresh)).as(k + ", twice " + ofBase).isTrue();
            }
        }
        assertThat(tried).isGreaterThan(2_000);
    }

    @Test
    void takesDigestsOfAnyLengthAndValue() {
        var zeros = new byte[32];
        var ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        var digests = new ArrayList<byte[]>(List.of(zeros, ones, bytes(N), bytes(N.subtract(BigInteger.ONE))));
        for (int length : new int[] {20, 28, 32, 48, 64}) {
            var digest = new byte[length];
            random.nextBytes(digest);
            digests.add(digest);
        }
        for (var digest : digests) {
            var signed = EcdsaCase.signed(scalar(), scalar(), digest);
            assertThat(signed.verifiedBy(verifier)).isTrue();
            // Only the first 32 bytes count.
            if (digest.length > 32) {
                digest[32] ^= 1;
                assertThat(signed.verifiedBy(verifier)).isTrue();
            }
            digest[0] ^= 1;
            assertThat(signed.verifiedBy(verifier)).isFalse();
        }
    }

    // SEC 1 section 3.2.2.1: coordinates in the field, on the curve.
    @Test
    void rejectsKeysThatAreNoPoint() {
        var signed = EcdsaCase.signed(scalar(), scalar(), digest());
        var x = EcdsaCase.x(signed.key());
        var y = signed.key().getAffineYCoord().toBigInteger();
        var der = der(signed.r(), signed.s());
        assertThat(verifier.verify(x, y, signed.digest(), der)).isTrue();
        for (var wrong : List.of(
                new BigInteger[] {x, P.subtract(y)},
                new BigInteger[] {x.add(BigInteger.ONE), y},
                new BigInteger[] {x, y.add(BigInteger.ONE)},
                new BigInteger[] {x.add(P), y},
                new BigInteger[] {x, y.add(P)},
                new BigInteger[] {x.negate(), y},
                new BigInteger[] {x.subtract(P), y},
                new BigInteger[] {y, x},
                new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO},
                new BigInteger[] {P, P},
                new BigInteger[] {x.add(BigInteger.TWO.pow(256)), y},
                new BigInteger[] {x.shiftLeft(1000), y})) {
            for (int repetition = 0; repetition < 3; repetition++) {
                assertThat(verifier.verify(wrong[0], wrong[1], signed.digest(), der))
                        .isFalse();
            }
        }
    }

    /** More keys than are remembered, and threads beside each other. */
    @Test
    void remembersNoMoreThanItMay() throws Exception {
        var cases = new ArrayList<EcdsaCase>();
        for (int i = 0; i < 150; i++) {
            cases.add(EcdsaCase.signed(scalar(), scalar(), digest()));
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 600; i++) {
                var tried = cases.get((i * 7) % cases.size());
                boolean good = i % 3 != 0;
                tasks.add(() -> (good ? tried : tried.with(tried.s(), tried.r())).verifiedBy(verifier) == good);
            }
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isTrue();
            }
        }
        assertThat(verifier.keys()).isEqualTo(64);
    }

    /** Return a point with this x, or null if there is none. */
    private static org.bouncycastle.math.ec.ECPoint point(BigInteger x) {
        var curve = BASE.getCurve();
        var field = curve.fromBigInteger(x);
        var y = field.square()
                .add(curve.getA())
                .multiply(field)
                .add(curve.getB())
                .sqrt();
        return y == null ? null : curve.createPoint(x, y.toBigInteger());
    }

    private BigInteger scalar() {
        return new BigInteger(256, random).mod(N.subtract(BigInteger.ONE)).add(BigInteger.ONE);
    }

    private byte[] digest() {
        var digest = new byte[32];
        random.nextBytes(digest);
        return digest;
    }

    private static byte[] bytes(BigInteger value) {
        var bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * (31 - i)).byteValue();
        }
        return bytes;
    }
}
