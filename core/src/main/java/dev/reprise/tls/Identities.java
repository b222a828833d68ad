package dev.reprise.tls;

import dev.reprise.tls.internal.cert.KeyPairCheck;
import dev.reprise.tls.internal.cert.LeafNames;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hold what servers prove themselves with: one identity, or several of which each handshake takes the first whose
 * certificate has the name asked for and whose key the client can verify (libtls's {@code tls_config_add_keypair_file}).
 * {@link TlsConfig#identity} reads one from files. Live and thread-safe: configs share it, and {@link #replace} renews
 * certificates while servers run. Sessions and tickets do not notice.
 */
public final class Identities {
    private volatile List<Named> current;

    /**
     * An identity and the names in its certificate, read once.
     *
     * @param identity the identity
     * @param names null when they are malformed: such a certificate names nobody
     */
    private record Named(Identity identity, @Nullable LeafNames names) {
        static Named of(Identity identity) {
            KeyPairCheck.require(identity);
            try {
                return new Named(identity, LeafNames.of(identity.leaf()));
            } catch (ProtocolException e) {
                return new Named(identity, null);
            }
        }

        boolean has(@Nullable String name) {
            return name != null && names != null && names.match(name);
        }
    }

    /**
     * Hold these, the one for clients that name nobody known first. A key that is not its certificate's is an
     * IllegalArgumentException: each key signs once.
     */
    public Identities(Identity first, Identity... others) {
        current = list(first, others);
    }

    /**
     * Hold these from now on; handshakes that have begun go on with what they have chosen. A key that is not its
     * certificate's is an IllegalArgumentException, and what was held stays.
     */
    public void replace(Identity first, Identity... others) {
        current = list(first, others);
    }

    /** Return what is held now. */
    public List<Identity> current() {
        return current.stream().map(Named::identity).toList();
    }

    /** Return those for a name, or all when none is for it. */
    List<ServerIdentity> candidates(@Nullable String serverName) {
        var all = current;
        var named = new ArrayList<ServerIdentity>(1);
        for (var one : all) {
            if (one.has(serverName)) {
                named.add(new ServerIdentity(one.identity(), true));
            }
        }
        if (named.isEmpty()) {
            for (var one : all) {
                named.add(new ServerIdentity(one.identity(), false));
            }
        }
        return named;
    }

    private static List<Named> list(Identity first, Identity... others) {
        var all = new ArrayList<Named>(1 + others.length);
        all.add(Named.of(first));
        for (var other : others) {
            all.add(Named.of(other));
        }
        return List.copyOf(all);
    }
}
