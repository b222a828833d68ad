package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.NamedGroup;
import java.security.KeyPair;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes X25519, P-256, P-384 and P-521 keys over JCA. Looks providers up once, when made. Thread-safe. */
public final class JcaKeyShares implements KeyShares {
    private final Map<NamedGroup, JcaGroup> groups = new EnumMap<>(NamedGroup.class);

    /** Find what the runtime has; see {@link #JcaKeyShares(SecureRandom, List)}. */
    public JcaKeyShares(SecureRandom random) {
        this(random, List.of());
    }

    /**
     * Find the providers.
     *
     * @param random where private keys come from; kept
     * @param preferred for each group the first of these that has it, else what the runtime has
     * @throws IllegalStateException when this Java runtime misses a group
     */
    public JcaKeyShares(SecureRandom random, List<Provider> preferred) {
        for (var group : NamedGroup.values()) {
            groups.put(group, JcaGroup.of(group, preferred, random));
        }
    }

    @Override
    public KeyShare generate(NamedGroup group) {
        var jca = jca(group);
        return new JcaKeyShare(jca, jca.generate());
    }

    /** Make a share of a given pair. */
    KeyShare share(NamedGroup group, KeyPair pair) {
        return new JcaKeyShare(jca(group), pair);
    }

    private JcaGroup jca(NamedGroup group) {
        var jca = groups.get(group);
        if (jca == null) {
            throw new IllegalArgumentException("no such group: " + group);
        }
        return jca;
    }
}
