package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.NamedGroup;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;

/** Makes X25519, P-256, P-384 and P-521 keys over JCA. Looks providers up once, when made. Thread-safe. */
public final class JdkKeyShares implements KeyShares {
    private final Map<NamedGroup, JdkGroup> groups = new EnumMap<>(NamedGroup.class);

    /**
     * Find the providers.
     *
     * @param random where private keys come from; kept
     * @throws IllegalStateException when this Java runtime misses a group
     */
    public JdkKeyShares(SecureRandom random) {
        for (var group : NamedGroup.values()) {
            groups.put(group, new JdkGroup(group, random));
        }
    }

    @Override
    public KeyShare generate(NamedGroup group) {
        var tools = tools(group);
        try {
            var lent = tools.take();
            var pair = lent.generator().generateKeyPair();
            tools.give(lent);
            return share(group, pair);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key of " + group, e);
        }
    }

    /** Make a share of a given pair. */
    KeyShare share(NamedGroup group, KeyPair pair) {
        return new JdkKeyShare(tools(group), pair);
    }

    private JdkGroup tools(NamedGroup group) {
        var tools = groups.get(group);
        if (tools == null) {
            throw new IllegalArgumentException("no such group: " + group);
        }
        return tools;
    }
}
