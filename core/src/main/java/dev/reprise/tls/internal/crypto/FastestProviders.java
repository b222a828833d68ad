package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.SignatureScheme;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Takes each algorithm from whichever known provider that is there measured fastest, and keeps to ourselves or the JDK what
 * they are slower at or were not measured at. A provider must pass a trial of all it is taken for.
 *
 * <p>Microseconds through JCA on JDK 25, medians of rounds pinned to one processor (keys and agreements: both together); ours
 * from the quotients with the JDK in docs/curves.md. Only the order counts, and differences of a tenth mean nothing:
 *
 * <table>
 * <caption>Measurements</caption>
 * <tr><th></th><th>Amazon</th><th>Conscrypt</th><th>Bouncy Castle</th><th>ours</th><th>JDK</th></tr>
 * <tr><td>X25519</td><td>-</td><td>29.7</td><td>88</td><td>45</td><td>173</td></tr>
 * <tr><td>P-256</td><td>34.2</td><td>35.7</td><td>152</td><td>149</td><td>508</td></tr>
 * <tr><td>ECDSA P-256, sign</td><td>10.9</td><td>13.1</td><td>49.3</td><td>39</td><td>100</td></tr>
 * <tr><td>ECDSA P-256, verify, key known / new</td><td>33.2</td><td>33.5</td><td>51.9</td><td>34 / 101</td><td>313</td></tr>
 * <tr><td>RSA-2048 PSS, sign</td><td>202</td><td>408</td><td>690</td><td>-</td><td>654</td></tr>
 * <tr><td>RSA-2048 PSS, verify</td><td>12.9</td><td>12.5</td><td>26.4</td><td>-</td><td>24.0</td></tr>
 * <tr><td>ML-KEM-768, all three</td><td>-</td><td>-</td><td>122</td><td>-</td><td>73</td></tr>
 * </table>
 *
 * Java's own ML-KEM, which it has since 24, comes before Bouncy Castle's. What has no row stays with the JDK.
 */
public final class FastestProviders {
    private static final List<KnownProvider> NATIVE = List.of(KnownProvider.AMAZON, KnownProvider.CONSCRYPT);
    private static final byte[] CONTENT = "trial".getBytes(StandardCharsets.US_ASCII);

    private final Map<KnownProvider, Provider> present = new EnumMap<>(KnownProvider.class);
    private final SecureRandom random;

    private FastestProviders(SecureRandom random) {
        this.random = random;
    }

    /**
     * Try the providers that are there, and order those that pass. Costs some hundred milliseconds.
     *
     * @param candidates those that are there
     * @param random for the trials' keys
     * @param leftOut told of each provider that failed its trial, and at what
     */
    public static ProviderOrder of(
            Map<KnownProvider, Provider> candidates, SecureRandom random, BiConsumer<Provider, String> leftOut) {
        var fastest = new FastestProviders(random);
        candidates.forEach((known, provider) -> {
            var failure = fastest.failure(known, provider);
            if (failure.isEmpty()) {
                fastest.present.put(known, provider);
            } else {
                leftOut.accept(provider, failure);
            }
        });
        return fastest.order();
    }

    private ProviderOrder order() {
        var exchange = new EnumMap<NamedGroup, List<Provider>>(NamedGroup.class);
        exchange.put(NamedGroup.X25519, among(List.of(KnownProvider.CONSCRYPT)));
        exchange.put(NamedGroup.SECP256R1, among(NATIVE));
        // Asked before those installed, so Java's own would come behind it.
        if (MlKem768.of(List.of(), InstalledProviders.now(), random) == null) {
            exchange.put(NamedGroup.X25519MLKEM768, among(List.of(KnownProvider.BOUNCY_CASTLE)));
        }
        var sign = new EnumMap<JcaSignature, List<Provider>>(JcaSignature.class);
        var verify = new EnumMap<JcaSignature, List<Provider>>(JcaSignature.class);
        sign.put(JcaSignature.ECDSA_SHA256, among(NATIVE));
        verify.put(JcaSignature.ECDSA_SHA256, among(NATIVE));
        // The hash hardly counts beside the key's operation.
        for (var pss : List.of(JcaSignature.PSS_SHA256, JcaSignature.PSS_SHA384, JcaSignature.PSS_SHA512)) {
            sign.put(pss, among(NATIVE));
            verify.put(pss, among(NATIVE));
        }
        return new ProviderOrder(exchange, sign, verify);
    }

    private List<Provider> among(List<KnownProvider> wanted) {
        var found = new ArrayList<Provider>();
        for (var known : wanted) {
            var provider = present.get(known);
            if (provider != null) {
                found.add(provider);
            }
        }
        return List.copyOf(found);
    }

    /** Return at what a provider fails; empty when it passes. What it does not have is no failure. */
    private String failure(KnownProvider known, Provider provider) {
        try {
            for (var group : List.of(NamedGroup.X25519, NamedGroup.SECP256R1)) {
                boolean taken =
                        group == NamedGroup.SECP256R1 ? NATIVE.contains(known) : known == KnownProvider.CONSCRYPT;
                if (taken && has(provider, group) && !agrees(provider, group)) {
                    return group.toString();
                }
            }
            if (!NATIVE.contains(known)) {
                return "";
            }
            if (!signs(provider, SignatureScheme.ECDSA_SECP256R1_SHA256, ecKeys())) {
                return "ECDSA";
            }
            boolean rsa = provider.getService("Signature", "RSASSA-PSS") != null;
            if (rsa && !signs(provider, SignatureScheme.RSA_PSS_RSAE_SHA256, rsaKeys())) {
                return "RSASSA-PSS";
            }
            return "";
        } catch (GeneralSecurityException | ProtocolException | RuntimeException | LinkageError e) {
            return "a trial: " + e;
        }
    }

    private static boolean has(Provider provider, NamedGroup group) {
        return provider.getService("KeyPairGenerator", group == NamedGroup.X25519 ? "X25519" : "EC") != null;
    }

    /** Both ways with who would serve without it. */
    private boolean agrees(Provider provider, NamedGroup group) throws ProtocolException {
        var its = JcaGroup.ofPreferred(group, List.of(provider), random);
        if (its == null) {
            return false;
        }
        try (var one = new JcaKeyShare(its, its.generate());
                var other = new JcaKeyShares(random).generate(group);
                var here = one.agree(other.publicKey());
                var there = other.agree(one.publicKey())) {
            var shared = there.toArray();
            boolean same = here.matches(shared);
            Arrays.fill(shared, (byte) 0);
            return same;
        }
    }

    private boolean signs(Provider provider, SignatureScheme scheme, KeyPair keys) throws ProtocolException {
        var its = new Signatures(random, List.of(provider));
        var others = new Signatures(random);
        var signature = its.sign(scheme, keys.getPrivate(), CONTENT).value();
        var otherSignature = others.sign(scheme, keys.getPrivate(), CONTENT).value();
        var changed = otherSignature.toArray();
        changed[changed.length - 1] ^= 1;
        return others.verifier().verify(scheme, keys.getPublic(), CONTENT, signature)
                && its.verifier().verify(scheme, keys.getPublic(), CONTENT, otherSignature)
                && !its.verifier().verify(scheme, keys.getPublic(), CONTENT, Bytes.wrap(changed));
    }

    private static KeyPair ecKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static KeyPair rsaKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }
}
