package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.ProtocolException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the keys of all groups: X25519's and P-256's by our own arithmetic, the others' over JCA, and all of them by a
 * preferred provider that has the group. Chooses providers once, when made. Thread-safe.
 */
public final class JcaKeyShares implements KeyShares {
    private final SecureRandom random;
    /** Without X25519 and P-256 where they are ours, and without what nobody has. */
    private final Map<NamedGroup, JcaGroup> groups = new EnumMap<>(NamedGroup.class);
    /** Null where the runtime has none. */
    private final @Nullable MlKem768 kem;

    /** Find what the runtime has; see {@link #JcaKeyShares(SecureRandom, ProviderOrder)}. */
    public JcaKeyShares(SecureRandom random) {
        this(random, ProviderOrder.NONE);
    }

    /** Prefer the same providers for all groups; see {@link #JcaKeyShares(SecureRandom, ProviderOrder)}. */
    JcaKeyShares(SecureRandom random, List<Provider> preferred) {
        this(random, ProviderOrder.same(preferred));
    }

    /**
     * Find the providers.
     *
     * @param random where private keys come from; kept
     * @param preferred for each group the first of these that has it, else for X25519 and P-256 our own, for others what
     *     the runtime has
     */
    public JcaKeyShares(SecureRandom random, ProviderOrder preferred) {
        this(random, preferred, InstalledProviders.now());
    }

    /** Find the providers where others are installed. */
    JcaKeyShares(SecureRandom random, ProviderOrder preferred, InstalledProviders installed) {
        this.random = random;
        for (var group : List.of(NamedGroup.SECP384R1, NamedGroup.SECP521R1)) {
            var jca = JcaGroup.of(group, preferred.exchange(group), installed, random);
            if (jca != null) {
                groups.put(group, jca);
            }
        }
        for (var group : List.of(NamedGroup.X25519, NamedGroup.SECP256R1)) {
            var jca = JcaGroup.ofPreferred(group, preferred.exchange(group), random);
            if (jca != null) {
                groups.put(group, jca);
            }
        }
        kem = MlKem768.of(preferred.exchange(NamedGroup.X25519MLKEM768), installed, random);
    }

    /** Tell whether the runtime or a preferred provider has a group. */
    public boolean has(NamedGroup group) {
        return switch (group) {
            case X25519, SECP256R1 -> true;
            case SECP384R1, SECP521R1 -> groups.containsKey(group);
            case X25519MLKEM768 -> kem != null;
        };
    }

    @Override
    public KeyShare generate(NamedGroup group) {
        if (group == NamedGroup.X25519MLKEM768) {
            var kem = kem();
            return new HybridKeyShare(kem, kem.generate(), generate(NamedGroup.X25519));
        }
        var jca = groups.get(group);
        if (jca != null) {
            return new JcaKeyShare(jca, jca.generate());
        }
        return switch (group) {
            case X25519 -> X25519KeyShare.generate(random);
            case SECP256R1 -> P256KeyShare.generate(random);
            default -> throw new IllegalArgumentException("no such group: " + group);
        };
    }

    @Override
    public Answer answer(NamedGroup group, Bytes clientShare) throws ProtocolException {
        return group == NamedGroup.X25519MLKEM768
                ? HybridKeyShare.answer(kem(), this, clientShare)
                : KeyShares.super.answer(group, clientShare);
    }

    /** Make a share of a given pair. */
    KeyShare share(NamedGroup group, KeyPair pair) {
        return new JcaKeyShare(jca(group), pair);
    }

    private MlKem768 kem() {
        if (kem == null) {
            throw new IllegalArgumentException("this Java runtime has no ML-KEM-768");
        }
        return kem;
    }

    private JcaGroup jca(NamedGroup group) {
        var jca = groups.get(group);
        if (jca == null) {
            throw new IllegalArgumentException("no such group: " + group);
        }
        return jca;
    }
}
