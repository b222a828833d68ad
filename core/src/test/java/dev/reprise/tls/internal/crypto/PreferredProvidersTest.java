package dev.reprise.tls.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PreferredProvidersTest {
    private static final byte[] CONTENT = "TLS 1.3, server CertificateVerify".getBytes(StandardCharsets.US_ASCII);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final Provider EMPTY = new Provider("Empty", "1", "nothing at all") {
        private static final long serialVersionUID = 1L;
    };
    private static final Provider BROKEN = new Provider("Broken", "1", "classes that are not there") {
        private static final long serialVersionUID = 1L;

        {
            put("KeyPairGenerator.X25519", "missing.Generator");
            put("KeyPairGenerator.EC", "missing.Generator");
            put("Signature.SHA256withECDSA", "missing.Signer");
        }
    };

    private final JcaKeyShares unasked = new JcaKeyShares(RANDOM);
    private final JcaKeyShares jdk = new JcaKeyShares(RANDOM, List.of(Security.getProvider("SunEC")));
    private final JcaKeyShares preferred = new JcaKeyShares(RANDOM, List.of(EMPTY, BROKEN, BOUNCY_CASTLE));

    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = "X25519MLKEM768", mode = EnumSource.Mode.EXCLUDE)
    void makesKeysByTheFirstProviderThatHasTheGroup(NamedGroup group) {
        assertThat(publicKeyClass(group, List.of(EMPTY, BROKEN, BOUNCY_CASTLE))).startsWith("org.bouncycastle.");
        assertThat(publicKeyClass(group, List.of())).startsWith("sun.");
        assertThat(publicKeyClass(group, List.of(EMPTY, BROKEN))).startsWith("sun.");
    }

    @Test
    void makesX25519AndP256KeysItselfUnlessAProviderIsNamed() {
        for (var shares : List.of(unasked, new JcaKeyShares(RANDOM, List.of(EMPTY, BROKEN)))) {
            assertThat(shares.generate(NamedGroup.X25519)).isInstanceOf(X25519KeyShare.class);
            assertThat(shares.generate(NamedGroup.SECP256R1)).isInstanceOf(P256KeyShare.class);
        }
        for (var shares : List.of(jdk, preferred)) {
            assertThat(shares.generate(NamedGroup.X25519)).isInstanceOf(JcaKeyShare.class);
            assertThat(shares.generate(NamedGroup.SECP256R1)).isInstanceOf(JcaKeyShare.class);
        }
    }

    // draft-ietf-tls-ecdhe-mlkem section 3.1: the hybrid group's X25519 half is of whom X25519 is of.
    @Test
    void makesTheHybridGroupsHalfByTheSame() {
        assumeTrue(unasked.has(NamedGroup.X25519MLKEM768), "this Java has no ML-KEM");
        try (var own = unasked.generate(NamedGroup.X25519MLKEM768);
                var named = jdk.generate(NamedGroup.X25519MLKEM768)) {
            assertThat(own.offers().get(1)).isInstanceOf(X25519KeyShare.class);
            assertThat(named.offers().get(1)).isInstanceOf(JcaKeyShare.class);
        }
    }

    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = "X25519MLKEM768", mode = EnumSource.Mode.EXCLUDE)
    void agreesWithAnotherProvider(NamedGroup group) throws Exception {
        for (var others : List.of(jdk, unasked)) {
            try (var ours = preferred.generate(group);
                    var theirs = others.generate(group);
                    var here = ours.agree(theirs.publicKey());
                    var there = theirs.agree(ours.publicKey())) {
                assertThat(here.matches(there.toArray())).isTrue();
            }
        }
    }

    // RFC 9846 section 7.4.2: the all-zero result MUST abort; Bouncy Castle tells by an IllegalStateException.
    @Test
    void rejectsPointsOfSmallOrder() {
        for (var shares : List.of(unasked, jdk, preferred)) {
            try (var ours = shares.generate(NamedGroup.X25519)) {
                for (int u = 0; u <= 1; u++) {
                    var value = new byte[32];
                    value[0] = (byte) u;
                    assertThatExceptionOfType(ProtocolException.class)
                            .isThrownBy(() -> ours.agree(Bytes.wrap(value)))
                            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_KEY_SHARE));
                }
            }
        }
    }

    // RFC 7748 section 5: implementations of X25519 MUST mask the most significant bit of the final byte.
    @Test
    void ignoresTheTopBitOfAnX25519Value() throws Exception {
        for (var shares : List.of(unasked, jdk, preferred)) {
            try (var ours = shares.generate(NamedGroup.X25519);
                    var theirs = shares.generate(NamedGroup.X25519);
                    var there = theirs.agree(ours.publicKey())) {
                var value = theirs.publicKey().toArray();
                value[31] |= (byte) 0x80;
                try (var here = ours.agree(Bytes.wrap(value))) {
                    assertThat(here.matches(there.toArray())).isTrue();
                }
            }
        }
    }

    @Test
    void wipesItsOwnPrivateKeys() {
        var privateKey = new byte[32];
        RANDOM.nextBytes(privateKey);
        new X25519KeyShare(privateKey).close();
        assertThat(privateKey).containsOnly(0);
        privateKey[0] = 1;
        new P256KeyShare(privateKey).close();
        assertThat(privateKey).containsOnly(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = SignatureScheme.class,
            names = {"ECDSA_SECP256R1_SHA256", "RSA_PSS_RSAE_SHA256", "ED25519"})
    void signsAndVerifiesForAnotherProvider(SignatureScheme scheme) throws Exception {
        var here = new Signatures(RANDOM, List.of(EMPTY, BOUNCY_CASTLE));
        var there = new Signatures(RANDOM);
        var keys = keysFor(scheme);
        for (int i = 0; i < 2; i++) {
            var signature =
                    here.sign(scheme, keys.getPrivate(), CONTENT).value().toArray();
            assertThat(there.verifier().verify(scheme, keys.getPublic(), CONTENT, Bytes.wrap(signature)))
                    .isTrue();
            signature = there.sign(scheme, keys.getPrivate(), CONTENT).value().toArray();
            assertThat(here.verifier().verify(scheme, keys.getPublic(), CONTENT, Bytes.wrap(signature)))
                    .isTrue();
            keys = keysFor(scheme);
        }
    }

    @Test
    void leavesOpaqueKeysToTheirOwnProvider() throws Exception {
        var keys = keysFor(SignatureScheme.ECDSA_SECP256R1_SHA256);
        var provider = new OpaqueKeys();
        Security.addProvider(provider);
        try {
            for (var signatures : List.of(new Signatures(RANDOM), new Signatures(RANDOM, List.of(BOUNCY_CASTLE)))) {
                var signed = signatures.sign(
                        SignatureScheme.ECDSA_SECP256R1_SHA256, OpaqueKeys.hide(keys.getPrivate()), CONTENT);
                assertThat(signed.provider()).isEqualTo(provider.getName());
                assertThat(signatures
                                .verifier()
                                .verify(
                                        SignatureScheme.ECDSA_SECP256R1_SHA256,
                                        keys.getPublic(),
                                        CONTENT,
                                        signed.value()))
                        .isTrue();
            }
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    private static String publicKeyClass(NamedGroup group, List<Provider> providers) {
        var found = JcaGroup.of(group, providers, InstalledProviders.now(), RANDOM);
        return Objects.requireNonNull(found).generate().getPublic().getClass().getName();
    }

    private static KeyPair keysFor(SignatureScheme scheme) throws Exception {
        var generator = KeyPairGenerator.getInstance(
                switch (scheme) {
                    case ED25519 -> "Ed25519";
                    case ECDSA_SECP256R1_SHA256 -> "EC";
                    default -> "RSA";
                });
        if (scheme == SignatureScheme.ECDSA_SECP256R1_SHA256) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair();
    }
}
