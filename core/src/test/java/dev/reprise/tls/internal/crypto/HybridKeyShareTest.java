package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.AlertDescription;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem), held against handshakes with OpenSSL and against Bouncy Castle. */
@EnabledForJreRange(min = JRE.JAVA_24, disabledReason = "this Java has no ML-KEM")
class HybridKeyShareTest {
    private static final NamedGroup GROUP = NamedGroup.X25519MLKEM768;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ENCAPSULATION_KEY = 1184;
    private static final int CIPHERTEXT = 1088;
    private static final int X25519 = 32;
    private static final int MODULUS = 3329;
    /** PKCS #8 of an expanded decapsulation key and SubjectPublicKeyInfo, up to the keys. */
    private static final String PRIVATE_HEADER = "30820978020100300b060960864801650304040204820964" + "04820960";

    private static final String PUBLIC_HEADER = "308204b2300b0609608648016503040402038204a100";

    private final JcaKeyShares shares = new JcaKeyShares(RANDOM);

    @Test
    void agreesWithOpensslAsClient() throws Exception {
        var recorded = Vectors.of("/mlkem/x25519mlkem768-client.properties");
        var factory = KeyFactory.getInstance("ML-KEM");
        var pair = new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(
                        Bytes.ofHex(PUBLIC_HEADER + recorded.word("mlkem_ek")).toArray())),
                factory.generatePrivate(new PKCS8EncodedKeySpec(
                        Bytes.ofHex(PRIVATE_HEADER + recorded.word("mlkem_dk")).toArray())));
        var x25519 = RecordedKeyShares.of(NamedGroup.X25519, recorded.array("client_x25519_private"))
                .generate(NamedGroup.X25519);
        try (var ours = new HybridKeyShare(kem(RANDOM), pair, x25519)) {
            assertThat(ours.publicKey()).isEqualTo(recorded.bytes("client_share"));
            try (var shared = ours.agree(recorded.bytes("server_share"))) {
                assertThat(Bytes.wrap(shared.toArray())).isEqualTo(recorded.bytes("shared_secret"));
            }
        }
    }

    @Test
    void agreesWithOpensslAsServer() throws Exception {
        var recorded = Vectors.of("/mlkem/x25519mlkem768-server.properties");
        var x25519 = RecordedKeyShares.of(NamedGroup.X25519, recorded.array("server_x25519_private"));
        var answer = HybridKeyShare.answer(
                kem(new Drawing(recorded.array("mlkem_m"))), x25519, recorded.bytes("client_share"));
        try (var shared = answer.shared()) {
            assertThat(answer.publicKey()).isEqualTo(recorded.bytes("server_share"));
            assertThat(Bytes.wrap(shared.toArray())).isEqualTo(recorded.bytes("shared_secret"));
        }
    }

    @Test
    void agreesWithBouncyCastleBothWays() throws Exception {
        var theirs = new JcaKeyShares(RANDOM, List.of(new BouncyCastleProvider()));
        agree(shares, theirs);
        agree(theirs, shares);
        agree(theirs, theirs);
    }

    /** Stands before Java's own and can make keys, but not use them; as Conscrypt 2.9, which lacks the class. */
    private static final class HalfThere extends Provider {
        private static final long serialVersionUID = 1L;

        HalfThere() {
            super("HalfThere", "1", "makes keys for nothing");
            put(
                    "KeyPairGenerator.ML-KEM-768",
                    "org.bouncycastle.jcajce.provider.asymmetric.mlkem.MLKEMKeyPairGeneratorSpi$MLKEM768");
            put(
                    "KeyFactory.ML-KEM-768",
                    "org.bouncycastle.jcajce.provider.asymmetric.mlkem.MLKEMKeyFactorySpi$MLKEM768");
            put("KEM.ML-KEM-768", "missing.Kem");
        }
    }

    @Test
    void isThereWhenAnInstalledProviderHasHalfOfIt() throws Exception {
        var half = new HalfThere();
        assertThat(Security.insertProviderAt(half, 1)).isEqualTo(1);
        try {
            assertThat(KeyPairGenerator.getInstance("ML-KEM-768").getProvider()).isSameAs(half);
            agree(new JcaKeyShares(RANDOM), shares);
            agree(new JcaKeyShares(RANDOM, List.of(half)), shares);
        } finally {
            Security.removeProvider(half.getName());
        }
    }

    @Test
    void offersX25519WithTheSameKey() throws Exception {
        try (var client = shares.generate(GROUP)) {
            assertThat(client.offers()).extracting(KeyShare::group).containsExactly(GROUP, NamedGroup.X25519);
            var x25519 = client.offers().get(1);
            assertThat(x25519.publicKey()).isEqualTo(client.publicKey().slice(ENCAPSULATION_KEY, X25519));
            var answer = shares.answer(NamedGroup.X25519, x25519.publicKey());
            try (var here = x25519.agree(answer.publicKey());
                    var there = answer.shared()) {
                assertThat(here.matches(there.toArray())).isTrue();
            }
        }
    }

    // Section 3.1.2: "the server MUST perform the encapsulation key check described in Section 7.2 of [FIPS203]".
    @ParameterizedTest
    @ValueSource(ints = {MODULUS, MODULUS + 1, 0xfff})
    void refusesKeyWithAnyCoefficientOutOfRange(int value) throws Exception {
        try (var client = shares.generate(GROUP)) {
            for (int i = 0; i < (ENCAPSULATION_KEY - 32) * 2 / 3; i++) {
                var share = client.publicKey().toArray();
                set(share, i, value);
                refused(() -> shares.answer(GROUP, Bytes.wrap(share)));
            }
            // The greatest that is legal, in every place.
            var share = client.publicKey().toArray();
            for (int i = 0; i < (ENCAPSULATION_KEY - 32) * 2 / 3; i++) {
                set(share, i, MODULUS - 1);
            }
            shares.answer(GROUP, Bytes.wrap(share)).shared().close();
        }
    }

    // Section 3.1.2: "the client MUST check if the ciphertext length matches the selected group".
    @Test
    void refusesSharesOfWrongLength() throws Exception {
        try (var client = shares.generate(GROUP)) {
            var answer = shares.answer(GROUP, client.publicKey());
            answer.shared().close();
            for (int length : new int[] {0, X25519, CIPHERTEXT, CIPHERTEXT + 31, CIPHERTEXT + 33, 1216, 0xffff}) {
                refused(() -> client.agree(resized(answer.publicKey(), length)));
            }
            for (int length : new int[] {0, X25519, ENCAPSULATION_KEY, 1215, 1217, CIPHERTEXT + 32, 0xffff}) {
                refused(() -> shares.answer(GROUP, resized(client.publicKey(), length)));
            }
        }
    }

    // Section 3.1.3: "including the all-zero shared secret check for X25519".
    @Test
    void refusesX25519PointsOfSmallOrderInEitherShare() throws Exception {
        try (var client = shares.generate(GROUP)) {
            var fromClient = client.publicKey().toArray();
            Arrays.fill(fromClient, ENCAPSULATION_KEY, fromClient.length, (byte) 0);
            refused(() -> shares.answer(GROUP, Bytes.wrap(fromClient)));
            var answer = shares.answer(GROUP, client.publicKey());
            answer.shared().close();
            var fromServer = answer.publicKey().toArray();
            Arrays.fill(fromServer, CIPHERTEXT, fromServer.length, (byte) 0);
            refused(() -> client.agree(Bytes.wrap(fromServer)));
        }
    }

    // FIPS 203 section 6.3: what does not decapsulate leads to a secret that nobody else has, not to an error.
    @Test
    void agreesOnNothingWhenTheCiphertextWasChanged() throws Exception {
        try (var client = shares.generate(GROUP)) {
            var answer = shares.answer(GROUP, client.publicKey());
            var changed = answer.publicKey().toArray();
            changed[0] ^= 1;
            try (var here = client.agree(Bytes.wrap(changed));
                    var there = answer.shared()) {
                assertThat(here.matches(there.toArray())).isFalse();
            }
        }
    }

    @Test
    void agreesNoMoreOnceClosed() throws Exception {
        var client = shares.generate(GROUP);
        var answer = shares.answer(GROUP, client.publicKey());
        answer.shared().close();
        client.close();
        client.close();
        assertThatIllegalStateException().isThrownBy(() -> client.agree(answer.publicKey()));
    }

    @Test
    void printsNoPrivateKey() {
        try (var client = shares.generate(GROUP)) {
            assertThat(client.toString()).isEqualTo("KeyShare[" + GROUP + ", " + client.publicKey() + "]");
        }
    }

    private static void agree(JcaKeyShares clients, JcaKeyShares servers) throws ProtocolException {
        try (var client = clients.generate(GROUP)) {
            var answer = servers.answer(GROUP, client.publicKey());
            try (var here = client.agree(answer.publicKey());
                    var there = answer.shared()) {
                assertThat(client.publicKey().length()).isEqualTo(1216);
                assertThat(answer.publicKey().length()).isEqualTo(1120);
                assertThat(here.length()).isEqualTo(64);
                assertThat(here.matches(there.toArray())).isTrue();
            }
        }
    }

    private static MlKem768 kem(SecureRandom random) {
        var kem = MlKem768.of(List.of(), InstalledProviders.now(), random);
        assertThat(kem).isNotNull();
        return kem;
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(ProtocolException.class).isThrownBy(call).satisfies(e -> {
            assertThat(e.reason()).isEqualTo(Reason.INVALID_KEY_SHARE);
            assertThat(e.alert()).isEqualTo(AlertDescription.ILLEGAL_PARAMETER);
        });
    }

    private static Bytes resized(Bytes share, int length) {
        return Bytes.wrap(Arrays.copyOf(share.toArray(), length));
    }

    /** Set one coefficient, 12 bits little-endian. */
    private static void set(byte[] key, int index, int value) {
        int at = index / 2 * 3;
        if (index % 2 == 0) {
            key[at] = (byte) value;
            key[at + 1] = (byte) (key[at + 1] & 0xf0 | value >> 8);
        } else {
            key[at + 1] = (byte) (key[at + 1] & 0x0f | value << 4);
            key[at + 2] = (byte) (value >> 4);
        }
    }

    /** Hands out one recorded value, which fits whatever asks for that many bytes. */
    private static final class Drawing extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] recorded;

        Drawing(byte[] recorded) {
            this.recorded = recorded;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(recorded, 0, bytes, 0, bytes.length);
        }
    }
}
