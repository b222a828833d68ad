package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class P256SignerTest {
    private static final byte[] CONTENT = {1, 2, 3};

    private final P256Signer signer = new P256Signer(new SecureRandom());

    // RFC 5246 section 7.4.1.4.1: a hash is of any length beside a curve.
    @ParameterizedTest
    @CsvSource({"SHA-256, SHA256withECDSA", "SHA-384, SHA384withECDSA", "SHA-512, SHA512withECDSA"})
    void signsForTheJdkWithEachHash(String digest, String algorithm) throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var keys = generator.generateKeyPair();
        var verifier = Signature.getInstance(algorithm, "SunEC");
        verifier.initVerify(keys.getPublic());
        verifier.update(CONTENT);
        var signature =
                signer.sign(keys.getPrivate(), MessageDigest.getInstance(digest).digest(CONTENT));
        assertThat(verifier.verify(signature)).isTrue();
    }

    @Test
    void leavesKeysOfOtherKindsAlone() throws Exception {
        for (var algorithm : new String[] {"RSA", "Ed25519"}) {
            leaves(KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate());
        }
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        leaves(generator.generateKeyPair().getPrivate());
    }

    @Test
    void leavesNumbersOutOfRangeAlone() throws Exception {
        ECParameterSpec curve = EcCurve.P256.parameters();
        var factory = KeyFactory.getInstance("EC");
        for (var number : new BigInteger[] {
            curve.getOrder(), curve.getOrder().shiftLeft(8).add(BigInteger.ONE), BigInteger.ONE.shiftLeft(256)
        }) {
            leaves(factory.generatePrivate(new ECPrivateKeySpec(number, curve)));
        }
    }

    // Keys of tokens may be of JCA's type for keys that show their number, and have none to show.
    @Test
    void leavesKeysThatDoNotShowTheirNumberAlone() {
        leaves(new TokenKey(null));
        leaves(new TokenKey(new UnsupportedOperationException("on a token")));
    }

    private record TokenKey(@Nullable RuntimeException thrown) implements ECPrivateKey {
        private static final long serialVersionUID = 1L;

        @Override
        @SuppressWarnings("NullAway") // What such keys do.
        public BigInteger getS() {
            if (thrown != null) {
                throw thrown;
            }
            return null;
        }

        @Override
        public ECParameterSpec getParams() {
            return EcCurve.P256.parameters();
        }

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }

    private void leaves(PrivateKey key) {
        assertThat(signer.sign(key, new byte[32])).isNull();
    }
}
