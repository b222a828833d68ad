package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class FastestProvidersTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private final List<String> leftOut = new ArrayList<>();

    @Test
    void leavesToOursAndTheJdkWhatBouncyCastleIsSlowerAt() {
        var order = order(Map.of(KnownProvider.BOUNCY_CASTLE, BOUNCY_CASTLE));
        assertThat(leftOut).isEmpty();
        assertThat(order.exchange(NamedGroup.X25519)).isEmpty();
        assertThat(order.exchange(NamedGroup.SECP256R1)).isEmpty();
        assertThat(order.exchange(NamedGroup.SECP384R1)).isEmpty();
        assertThat(order.sign(JcaSignature.ECDSA_SHA256)).isEmpty();
        assertThat(order.verify(JcaSignature.ECDSA_SHA256)).isEmpty();
        assertThat(order.sign(JcaSignature.PSS_SHA256)).isEmpty();
        assertThat(order.sign(JcaSignature.ED25519)).isEmpty();
    }

    @Test
    void takesNativeOnesFirst() {
        // Stand-ins, which do as Bouncy Castle does.
        var amazon = like(BOUNCY_CASTLE, "AmazonCorrettoCryptoProvider");
        var conscrypt = like(BOUNCY_CASTLE, "Conscrypt");
        var order = order(Map.of(
                KnownProvider.BOUNCY_CASTLE, BOUNCY_CASTLE,
                KnownProvider.AMAZON, amazon,
                KnownProvider.CONSCRYPT, conscrypt));
        assertThat(leftOut).isEmpty();
        assertThat(order.exchange(NamedGroup.X25519)).containsExactly(conscrypt);
        assertThat(order.exchange(NamedGroup.SECP256R1)).containsExactly(amazon, conscrypt);
        assertThat(order.verify(JcaSignature.ECDSA_SHA256)).containsExactly(amazon, conscrypt);
        assertThat(order.sign(JcaSignature.PSS_SHA384)).containsExactly(amazon, conscrypt);
    }

    @Test
    void takesNothingWhereNobodyIsThere() {
        var order = order(Map.of());
        for (var group : NamedGroup.values()) {
            assertThat(order.exchange(group)).isEmpty();
        }
        for (var algorithm : JcaSignature.values()) {
            assertThat(order.sign(algorithm)).isEmpty();
            assertThat(order.verify(algorithm)).isEmpty();
        }
    }

    @Test
    void leavesOutWhatFailsItsTrial() {
        var order = order(Map.of(
                KnownProvider.CONSCRYPT, new Lenient(),
                KnownProvider.AMAZON,
                        new Provider("Broken", "1", "classes that are not there") {
                            private static final long serialVersionUID = 1L;

                            {
                                put("KeyPairGenerator.EC", "missing.Generator");
                            }
                        }));
        assertThat(leftOut).containsExactlyInAnyOrder("Lenient: ECDSA", "Broken: SECP256R1");
        assertThat(order.verify(JcaSignature.ECDSA_SHA256)).isEmpty();
        assertThat(order.exchange(NamedGroup.SECP256R1)).isEmpty();
    }

    @Test
    void servesByTheOrder() throws Exception {
        var order = order(Map.of(KnownProvider.AMAZON, BOUNCY_CASTLE));
        var shares = new JcaKeyShares(RANDOM, order);
        try (var ours = shares.generate(NamedGroup.X25519);
                var theirs = shares.generate(NamedGroup.SECP256R1)) {
            assertThat(ours).isInstanceOf(X25519KeyShare.class);
            assertThat(theirs).isInstanceOf(JcaKeyShare.class);
        }
    }

    private ProviderOrder order(Map<KnownProvider, Provider> present) {
        return FastestProviders.of(
                present, RANDOM, (provider, failure) -> leftOut.add(provider.getName() + ": " + failure));
    }

    private static Provider like(Provider other, String name) {
        return new Provider(name, "1", "does as another") {
            private static final long serialVersionUID = 1L;

            @Override
            public Service getService(String type, String algorithm) {
                return other.getService(type, algorithm);
            }
        };
    }

    /** Takes every signature for good. */
    private static final class Lenient extends Provider {
        private static final long serialVersionUID = 1L;

        Lenient() {
            super("Lenient", "1", "verifies everything");
            // Made by hand, as JCA finds no class of a package that no module exports.
            putService(new Service(this, "Signature", "SHA256withECDSA", Yes.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                    try {
                        return new Yes();
                    } catch (Exception e) {
                        throw new NoSuchAlgorithmException(e);
                    }
                }

                @Override
                public boolean supportsParameter(Object parameter) {
                    return true;
                }
            });
        }
    }

    /** What {@link Lenient} verifies by. */
    public static final class Yes extends Signature {
        private final Signature jdk;

        /** Made by the provider. */
        public Yes() throws Exception {
            super("SHA256withECDSA");
            jdk = Signature.getInstance("SHA256withECDSA", "SunEC");
        }

        @Override
        protected void engineInitVerify(java.security.PublicKey key) {}

        @Override
        protected void engineInitSign(java.security.PrivateKey key) throws java.security.InvalidKeyException {
            jdk.initSign(key);
        }

        @Override
        protected void engineUpdate(byte b) throws java.security.SignatureException {
            jdk.update(b);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) throws java.security.SignatureException {
            if (signing()) {
                jdk.update(bytes, offset, length);
            }
        }

        private boolean signing() {
            return state == SIGN;
        }

        @Override
        protected byte[] engineSign() throws java.security.SignatureException {
            return jdk.sign();
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return Bytes.wrap(signature).length() > 0;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {}

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            return name;
        }
    }
}
