package dev.reprise.tls;

import dev.reprise.tls.internal.cert.KeyPairCheck;
import dev.reprise.tls.internal.cert.NameCheck;
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
    private volatile List<Identity> current;

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
        return current;
    }

    /** Return those for a name, or all when none is for it. */
    List<Identity> candidates(@Nullable String serverName) {
        var all = current;
        if (all.size() == 1 || serverName == null) {
            return all;
        }
        var named = new ArrayList<Identity>(1);
        for (var identity : all) {
            if (hasName(identity, serverName)) {
                named.add(identity);
            }
        }
        return named.isEmpty() ? all : named;
    }

    private static boolean hasName(Identity identity, String name) {
        try {
            return NameCheck.matches(identity.leaf(), name);
        } catch (ProtocolException e) {
            return false; // A certificate with malformed names names nobody.
        }
    }

    private static List<Identity> list(Identity first, Identity... others) {
        var all = new ArrayList<Identity>(1 + others.length);
        all.add(KeyPairCheck.require(first));
        for (var other : others) {
            all.add(KeyPairCheck.require(other));
        }
        return List.copyOf(all);
    }
}
