package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.spec.ECFieldFp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeySharesTest {
    private static final JcaKeyShares SHARES = new JcaKeyShares(new SecureRandom());

    @ParameterizedTest
    @CsvSource({"X25519, 32, 32", "SECP256R1, 65, 32", "SECP384R1, 97, 48", "SECP521R1, 133, 66"})
    void agreesOnBothSides(NamedGroup group, int publicLength, int secretLength) throws Exception {
        try (var ours = SHARES.generate(group);
                var theirs = SHARES.generate(group);
                var here = ours.agree(theirs.publicKey());
                var there = theirs.agree(ours.publicKey())) {
            assertThat(ours.group()).isEqualTo(group);
            assertThat(ours.publicKey().length()).isEqualTo(publicLength);
            assertThat(ours.publicKey()).isNotEqualTo(theirs.publicKey());
            assertThat(here.length()).isEqualTo(secretLength);
            assertThat(here.matches(there.toArray())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = "X25519MLKEM768", mode = EnumSource.Mode.EXCLUDE)
    void agreesNoMoreOnceClosed(NamedGroup group) {
        var ours = SHARES.generate(group);
        var value = ours.publicKey();
        ours.close();
        ours.close();
        assertThatIllegalStateException().isThrownBy(() -> ours.agree(value));
    }

    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = "X25519MLKEM768", mode = EnumSource.Mode.EXCLUDE)
    void rejectsPublicValueOfWrongLength(NamedGroup group) {
        try (var ours = SHARES.generate(group)) {
            var value = ours.publicKey().toArray();
            rejects(ours, new byte[0]);
            rejects(ours, Arrays.copyOf(value, value.length - 1));
            rejects(ours, Arrays.copyOf(value, value.length + 1));
            rejects(ours, new byte[0xffff]);
        }
    }

    // RFC 9846 section 4.3.8.2: legacy_form is 4; compressed, hybrid and infinite points are not.
    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = "SECP.*", mode = EnumSource.Mode.MATCH_ALL)
    void rejectsPointOfAnotherForm(NamedGroup group) {
        try (var ours = SHARES.generate(group)) {
            for (int form : new int[] {0, 1, 2, 3, 5, 6, 7, 0x84, 0xff}) {
                var value = ours.publicKey().toArray();
                value[0] = (byte) form;
                rejects(ours, value);
            }
        }
    }

    // RFC 9846 section 4.3.8.2: (x, y) must solve the curve's equation.
    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = "SECP.*", mode = EnumSource.Mode.MATCH_ALL)
    void rejectsPointOffTheCurve(NamedGroup group) {
        try (var ours = SHARES.generate(group)) {
            var value = ours.publicKey().toArray();
            value[value.length - 1] ^= 1;
            rejects(ours, value);
            var zero = new byte[value.length];
            zero[0] = 4;
            rejects(ours, zero);
            var ones = new byte[value.length];
            Arrays.fill(ones, (byte) 0xff);
            ones[0] = 4;
            rejects(ours, ones);
        }
    }

    // RFC 9846 section 4.3.8.2: x and y must be in the field; one prime too high is the same point, but not legal.
    @ParameterizedTest
    @CsvSource({"SECP256R1, 32", "SECP384R1, 48", "SECP521R1, 66"})
    void rejectsCoordinatesOutOfRange(NamedGroup group, int length) throws Exception {
        var curve = switch (group) {
            case SECP256R1 -> EcCurve.P256;
            case SECP384R1 -> EcCurve.P384;
            default -> EcCurve.P521;
        };
        var parameters = curve.parameters().getCurve();
        var prime = ((ECFieldFp) parameters.getField()).getP();
        // The point with the least x; the primes are 3 modulo 4, so a power gives the root.
        var x = BigInteger.ZERO;
        var y = BigInteger.ZERO;
        for (; ; x = x.add(BigInteger.ONE)) {
            var square = x.pow(3)
                    .add(parameters.getA().multiply(x))
                    .add(parameters.getB())
                    .mod(prime);
            y = square.modPow(prime.add(BigInteger.ONE).shiftRight(2), prime);
            if (y.multiply(y).mod(prime).equals(square)) {
                break;
            }
        }
        try (var ours = SHARES.generate(group)) {
            assertThat(ours.agree(Bytes.wrap(point(x, y, length))).length()).isEqualTo(length);
            rejects(ours, point(x.add(prime), y, length));
        }
    }

    @Test
    void rejectsPointOfAnotherCurveOfTheSameLength() {
        try (var ours = SHARES.generate(NamedGroup.SECP256R1)) {
            // The generator of secp256k1 (SEC 2 section 2.4.1).
            rejects(
                    ours,
                    Bytes.ofHex("0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                                    + "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8")
                            .toArray());
        }
    }

    // RFC 9846 section 7.4.2: leading zeros of the shared secret MUST NOT be truncated.
    @ParameterizedTest
    @CsvSource({
        "SECP256R1, 017b, 005543894af3d00ed7d740abdbd75c96b06877b787db5f70eea78b90a8d7c00a",
        "SECP384R1, c5, 004d104b26ee5671f72c10c986841d3e65d285e2516161b7baa341b12631b9e3"
                + "2b6f0d5896d8431c51d5d93a37cbc90e",
        "SECP521R1, 0111, 000060a88d8596a2c6597b2dc4e465dfd7e74a0bcb7b863f56f21c1414a5958b62a495996fd86b8e9e78a6712"
                + "c7887e75dfce972a04e12cb9cf9e032ff2ac1afff19"
    })
    void keepsLeadingZerosOfSharedSecret(NamedGroup group, String multiple, String x) throws Exception {
        // A peer whose private key is 1 makes the shared secret the x-coordinate of our own public point.
        try (var peer = RecordedKeyShares.of(group, new byte[] {1}).generate(group);
                var ours = RecordedKeyShares.of(group, Bytes.ofHex(multiple).toArray())
                        .generate(group);
                var shared = ours.agree(peer.publicKey())) {
            assertThat(Bytes.wrap(shared.toArray())).isEqualTo(Bytes.ofHex(x));
            assertThat(ours.publicKey().slice(1, shared.length())).isEqualTo(Bytes.ofHex(x));
        }
    }

    @Test
    void multipliesAsRfc7748Says() throws Exception {
        int seen = 0;
        for (var block : Vectors.blocksOf("/primitives/x25519_rfc7748.txt")) {
            if (!block.has("kind")) {
                continue;
            }
            if (block.word("kind").equals("scalar multiplication")) {
                assertThat(x25519(block.array("scalar"), block.bytes("u"))).isEqualTo(block.bytes("output"));
                seen++;
            } else if (block.word("kind").equals("diffie-hellman")) {
                var alice = RecordedKeyShares.of(NamedGroup.X25519, block.array("alice_private"))
                        .generate(NamedGroup.X25519);
                assertThat(alice.publicKey()).isEqualTo(block.bytes("alice_public"));
                assertThat(Bytes.wrap(alice.agree(block.bytes("bob_public")).toArray()))
                        .isEqualTo(block.bytes("shared"));
                assertThat(x25519(block.array("bob_private"), block.bytes("alice_public")))
                        .isEqualTo(block.bytes("shared"));
                seen++;
            } else if (block.word("kind").equals("iteration")) {
                var k = block.bytes("start");
                var u = k;
                for (int i = 0; i < 1000; i++) {
                    var next = x25519(k.toArray(), u);
                    u = k;
                    k = next;
                    if (i == 0) {
                        assertThat(k).isEqualTo(block.bytes("after_1"));
                    }
                }
                assertThat(k).isEqualTo(block.bytes("after_1000"));
                seen++;
            }
        }
        assertThat(seen).isEqualTo(4);
    }

    // RFC 9846 section 7.4.2: the all-zero shared secret MUST lead to an abort.
    @Test
    void rejectsX25519PointsOfSmallOrder() {
        int seen = 0;
        try (var ours = SHARES.generate(NamedGroup.X25519)) {
            for (var block : Vectors.blocksOf("/primitives/x25519_rfc7748.txt")) {
                if (block.has("kind") && block.word("kind").startsWith("small order")) {
                    rejects(ours, block.array("u"));
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(12);
    }

    @Test
    void agreesWithWycheproofOnX25519() throws Exception {
        var cases = Wycheproof.casesOf("/wycheproof/x25519_test.json");
        assertThat(cases).hasSize(518);
        for (var test : cases) {
            try (var ours = RecordedKeyShares.of(
                            NamedGroup.X25519, test.bytes("private").toArray())
                    .generate(NamedGroup.X25519)) {
                if (test.word("flags").contains("ZeroSharedSecret")) {
                    rejects(ours, test.bytes("public").toArray());
                    continue;
                }
                // Also the "acceptable" ones: RFC 7748 section 5 accepts twists and non-canonical values.
                assertThat(Bytes.wrap(ours.agree(test.bytes("public")).toArray()))
                        .as(test.word("tcId"))
                        .isEqualTo(test.bytes("shared"));
            }
        }
    }

    @Test
    void servesManyThreads() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 64; i++) {
                var group = i % 2 == 0 ? NamedGroup.X25519 : NamedGroup.SECP256R1;
                tasks.add(() -> {
                    try (var ours = SHARES.generate(group);
                            var theirs = SHARES.generate(group)) {
                        return ours.agree(theirs.publicKey())
                                .matches(theirs.agree(ours.publicKey()).toArray());
                    }
                });
            }
            for (var result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void printsNoPrivateKey() {
        try (var ours = SHARES.generate(NamedGroup.X25519)) {
            assertThat(ours.toString()).isEqualTo("KeyShare[X25519, " + ours.publicKey() + "]");
        }
    }

    private static Bytes x25519(byte[] scalar, Bytes u) throws ProtocolException {
        try (var share = RecordedKeyShares.of(NamedGroup.X25519, scalar).generate(NamedGroup.X25519);
                var product = share.agree(u)) {
            return Bytes.wrap(product.toArray());
        }
    }

    private static void rejects(KeyShare ours, byte[] value) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ours.agree(Bytes.wrap(value)))
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.INVALID_KEY_SHARE);
                    assertThat(e.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
                });
    }

    private static byte[] point(BigInteger x, BigInteger y, int length) {
        var value = new byte[1 + 2 * length];
        value[0] = 4;
        for (int i = 0; i < length; i++) {
            value[1 + i] = x.shiftRight(8 * (length - 1 - i)).byteValue();
            value[1 + length + i] = y.shiftRight(8 * (length - 1 - i)).byteValue();
        }
        return value;
    }
}
