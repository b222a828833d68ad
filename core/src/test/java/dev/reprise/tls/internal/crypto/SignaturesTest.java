package dev.reprise.tls.internal.crypto;

import static dev.reprise.tls.spec.SignatureScheme.ECDSA_SECP256R1_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.ECDSA_SECP384R1_SHA384;
import static dev.reprise.tls.spec.SignatureScheme.ECDSA_SECP521R1_SHA512;
import static dev.reprise.tls.spec.SignatureScheme.ED25519;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_PSS_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_PSS_SHA384;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_PSS_SHA512;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA256;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA384;
import static dev.reprise.tls.spec.SignatureScheme.RSA_PSS_RSAE_SHA512;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SignaturesTest {
    private static final long SEED = Long.getLong("test.seed", 20260601L);
    private static final byte[] CONTENT = "TLS 1.3, server CertificateVerify".getBytes(StandardCharsets.US_ASCII);
    private static final Signatures SIGNATURES = new Signatures(new SecureRandom());

    private static final KeyPair P256 = pair("EC", new ECGenParameterSpec("secp256r1"));
    private static final KeyPair P384 = pair("EC", new ECGenParameterSpec("secp384r1"));
    private static final KeyPair P521 = pair("EC", new ECGenParameterSpec("secp521r1"));
    private static final KeyPair ED = pair("Ed25519", NamedParameterSpec.ED25519);
    private static final KeyPair ED448_KEYS = pair("Ed448", NamedParameterSpec.ED448);
    private static final KeyPair RSA = pair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
    private static final KeyPair PSS = pair("RSASSA-PSS", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void verifiesWhatItSigns(SignatureScheme scheme) throws Exception {
        var keys = keysFor(scheme);
        var signature =
                SIGNATURES.sign(scheme, keys.getPrivate(), CONTENT).value().toArray();
        assertThat(SIGNATURES.verifier().verify(scheme, keys.getPublic(), CONTENT, Bytes.wrap(signature)))
                .isTrue();
        var other = CONTENT.clone();
        other[0] ^= 1;
        assertThat(SIGNATURES.verifier().verify(scheme, keys.getPublic(), other, Bytes.wrap(signature)))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void answersFalseToMalformedSignatures(SignatureScheme scheme) throws Exception {
        var random = new Random(SEED);
        var keys = keysFor(scheme);
        var signature =
                SIGNATURES.sign(scheme, keys.getPrivate(), CONTENT).value().toArray();
        for (int length = 0; length <= signature.length + 1; length++) {
            if (length != signature.length) {
                rejects(scheme, keys.getPublic(), Arrays.copyOf(signature, length));
            }
        }
        for (int i = 0; i < 30; i++) {
            var flipped = signature.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            rejects(scheme, keys.getPublic(), flipped);
            var noise = new byte[random.nextInt(2 * signature.length)];
            random.nextBytes(noise);
            rejects(scheme, keys.getPublic(), noise);
        }
        rejects(scheme, keys.getPublic(), new byte[signature.length]);
        rejects(scheme, keys.getPublic(), new byte[0xffff]);
    }

    @ParameterizedTest
    @EnumSource(SignatureScheme.class)
    void answersFalseToKeysOfAnotherKind(SignatureScheme scheme) throws Exception {
        var signature = SIGNATURES
                .sign(scheme, keysFor(scheme).getPrivate(), CONTENT)
                .value()
                .toArray();
        for (var keys : List.of(P256, P384, P521, ED, ED448_KEYS, RSA, PSS)) {
            if (!keys.equals(keysFor(scheme))) {
                rejects(scheme, keys.getPublic(), signature);
            }
        }
    }

    // RFC 5246 section 7.4.1.4.1: in TLS 1.2 a scheme names the hash alone, so a key on P-256 may sign with each.
    @ParameterizedTest
    @EnumSource(
            value = SignatureScheme.class,
            names = {"ECDSA_SECP256R1_SHA256", "ECDSA_SECP384R1_SHA384", "ECDSA_SECP521R1_SHA512"})
    void verifiesEveryHashByEveryCurve(SignatureScheme scheme) throws Exception {
        for (var keys : List.of(P256, P384, P521)) {
            for (int i = 0; i < 3; i++) {
                var signature = SIGNATURES
                        .sign(scheme, keys.getPrivate(), CONTENT)
                        .value()
                        .toArray();
                assertThat(SIGNATURES.verifier().verify(scheme, keys.getPublic(), CONTENT, Bytes.wrap(signature)))
                        .isTrue();
                signature[signature.length - 1] ^= 1;
                assertThat(SIGNATURES.verifier().verify(scheme, keys.getPublic(), CONTENT, Bytes.wrap(signature)))
                        .isFalse();
            }
        }
    }

    // RFC 9846 section 4.3.3: what each key can sign in TLS 1.3, and nothing else.
    @Test
    void fitsSchemesToKeys() {
        Map<KeyPair, List<SignatureScheme>> fitting = new LinkedHashMap<>();
        fitting.put(P256, List.of(ECDSA_SECP256R1_SHA256));
        fitting.put(P384, List.of(ECDSA_SECP384R1_SHA384));
        fitting.put(P521, List.of(ECDSA_SECP521R1_SHA512));
        fitting.put(ED, List.of(ED25519));
        fitting.put(ED448_KEYS, List.of());
        fitting.put(RSA, List.of(RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA384, RSA_PSS_RSAE_SHA512));
        fitting.put(PSS, List.of(RSA_PSS_PSS_SHA256, RSA_PSS_PSS_SHA384, RSA_PSS_PSS_SHA512));
        fitting.forEach((keys, schemes) -> {
            assertThat(fitting(keys.getPublic())).isEqualTo(schemes);
        });
    }

    @ParameterizedTest
    @CsvSource({"secp256k1", "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"})
    void fitsNothingToOtherCurves(String curve) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec(curve));
        assertThat(fitting(generator.generateKeyPair().getPublic())).isEmpty();
    }

    @Test
    void fitsCurveByItsNumbersAndNotByItsProvider() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        assertThat(fitting(generator.generateKeyPair().getPublic())).containsExactly(ECDSA_SECP384R1_SHA384);
    }

    // RFC 8017 section 9.1.1: hash and salt must fit below the modulus.
    @ParameterizedTest
    @CsvSource({"2048, 3", "1034, 3", "1033, 2", "1024, 2", "778, 2", "777, 1", "522, 1", "521, 0"})
    void fitsHashesToLengthOfRsaKey(int bits, int count) throws Exception {
        var modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
        var key =
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4));
        assertThat(fitting(key))
                .isEqualTo(List.of(RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA384, RSA_PSS_RSAE_SHA512)
                        .subList(0, count));
    }

    // RFC 9846 section 4.3.3: the signature's parameters MUST be identical to the key's, if it has any.
    @Test
    void fitsParametersOfRsassaPssKey() throws Exception {
        var random = new Random(SEED);
        var modulus = new BigInteger(2048, random).setBit(2047).setBit(0);
        assertThat(fitting(pssKey(modulus, "SHA-384", MGF1ParameterSpec.SHA384, 48)))
                .containsExactly(RSA_PSS_PSS_SHA384);
        assertThat(fitting(pssKey(modulus, "SHA-384", MGF1ParameterSpec.SHA256, 48)))
                .isEmpty();
        assertThat(fitting(pssKey(modulus, "SHA-256", MGF1ParameterSpec.SHA256, 20)))
                .isEmpty();
        assertThat(fitting(pssKey(modulus, "SHA-1", MGF1ParameterSpec.SHA1, 20)))
                .isEmpty();
    }

    private static List<SignatureScheme> fitting(PublicKey key) {
        return Stream.of(SignatureScheme.values())
                .filter(scheme -> Signatures.fits(scheme, key))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"3, server", "5, server", "6, server", "6, client", "7, server"})
    void verifiesCertificateVerifyOfRfc8448(int trace, String signer) throws Exception {
        var vectors = Vectors.of(
                switch (trace) {
                    case 3 -> "/rfc8448/3-simple-1rtt.properties";
                    case 5 -> "/rfc8448/5-hello-retry-request.properties";
                    case 6 -> "/rfc8448/6-client-auth.properties";
                    default -> "/rfc8448/7-compatibility-mode.properties";
                });
        var key = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(vectors.array(signer + "_certificate_der")))
                .getPublicKey();
        var message = vectors.bytes(signer + "_certificate_verify").reader();
        message.u32();
        var scheme = Objects.requireNonNull(SignatureScheme.find(message.u16()));
        var signature = message.vector16(0);
        var content = vectors.array(signer + "_certificate_verify_input");
        assertThat(Signatures.fits(scheme, key)).isTrue();
        assertThat(SIGNATURES.verifier().verify(scheme, key, content, signature))
                .isTrue();
        content[content.length - 1] ^= 1;
        assertThat(SIGNATURES.verifier().verify(scheme, key, content, signature))
                .isFalse();
    }

    // The 1024-bit key of RFC 8448 section 2: shorter than what other tests use, yet long enough for SHA-256.
    @Test
    void signsWithPrivateKeyOfRfc8448() throws Exception {
        var vectors = Vectors.of("/rfc8448/2-private-keys.properties");
        var modulus = new BigInteger(1, vectors.array("modulus"));
        var factory = KeyFactory.getInstance("RSA");
        var own = factory.generatePrivate(
                new RSAPrivateKeySpec(modulus, new BigInteger(1, vectors.array("private_exponent"))));
        var open = factory.generatePublic(
                new RSAPublicKeySpec(modulus, new BigInteger(1, vectors.array("public_exponent"))));
        var signature =
                SIGNATURES.sign(RSA_PSS_RSAE_SHA256, own, CONTENT).value().toArray();
        assertThat(SIGNATURES.verifier().verify(RSA_PSS_RSAE_SHA256, open, CONTENT, Bytes.wrap(signature)))
                .isTrue();
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SIGNATURES.sign(RSA_PSS_RSAE_SHA512, own, CONTENT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL_ERROR));
    }

    @ParameterizedTest
    @CsvSource({"ECDSA_SECP256R1_SHA256", "RSA_PSS_RSAE_SHA256", "ED25519"})
    void signsWithOpaqueKeyOfAnotherProvider(SignatureScheme scheme) throws Exception {
        var keys = keysFor(scheme);
        var provider = new OpaqueKeys();
        Security.addProvider(provider);
        try {
            var signature = SIGNATURES
                    .sign(scheme, OpaqueKeys.hide(keys.getPrivate()), CONTENT)
                    .value();
            assertThat(SIGNATURES.verifier().verify(scheme, keys.getPublic(), CONTENT, signature))
                    .isTrue();
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    @Test
    void failsToSignWithKeyNoProviderTakes() {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SIGNATURES.sign(ECDSA_SECP256R1_SHA256, OpaqueKeys.hide(P256.getPrivate()), CONTENT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL_ERROR));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> SIGNATURES.sign(ED25519, RSA.getPrivate(), CONTENT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INTERNAL_ERROR));
    }

    private static void rejects(SignatureScheme scheme, PublicKey key, byte[] signature) {
        assertThat(SIGNATURES.verifier().verify(scheme, key, CONTENT, Bytes.wrap(signature)))
                .as("%s, -Dtest.seed=%d, %s", scheme, SEED, Bytes.wrap(signature))
                .isFalse();
    }

    private static PublicKey pssKey(BigInteger modulus, String digest, MGF1ParameterSpec mgf1, int saltLength)
            throws Exception {
        return KeyFactory.getInstance("RSASSA-PSS")
                .generatePublic(new RSAPublicKeySpec(
                        modulus,
                        RSAKeyGenParameterSpec.F4,
                        new PSSParameterSpec(digest, "MGF1", mgf1, saltLength, PSSParameterSpec.TRAILER_FIELD_BC)));
    }

    private static KeyPair keysFor(SignatureScheme scheme) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256 -> P256;
            case ECDSA_SECP384R1_SHA384 -> P384;
            case ECDSA_SECP521R1_SHA512 -> P521;
            case ED25519 -> ED;
            case RSA_PSS_PSS_SHA256, RSA_PSS_PSS_SHA384, RSA_PSS_PSS_SHA512 -> PSS;
            default -> RSA;
        };
    }

    private static KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
