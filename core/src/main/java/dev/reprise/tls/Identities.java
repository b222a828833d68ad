package dev.reprise.tls;

import dev.reprise.tls.internal.cert.KeyPairCheck;
import dev.reprise.tls.internal.cert.LeafNames;
import dev.reprise.tls.internal.handshake.client.ClientIdentity;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.internal.revocation.Staple;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Clocks;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Hold what servers prove themselves with: one identity, or several of which each handshake takes the first whose
 * certificate has the name asked for and whose key the client can verify (libtls's {@code tls_config_add_keypair_file}).
 * {@link TlsConfig#identity} reads one from files. Live and thread-safe: configs share it, and {@link #replace} renews
 * certificates while servers run. Sessions and tickets do not notice.
 */
public final class Identities {
    private volatile Held held;

    /**
     * What is held at one time.
     *
     * @param identities the one to prefer first
     * @param staples the OCSP responses about certificates of theirs
     */
    private record Held(List<Named> identities, Map<X509Certificate, Staple> staples) {}

    /**
     * An identity and the names in its certificate, read once.
     *
     * @param identity the identity
     * @param names null when they are malformed: such a certificate names nobody
     */
    private record Named(Identity identity, @Nullable LeafNames names) {
        static Named of(Identity identity) {
            return ofChecked(KeyPairCheck.require(identity));
        }

        static Named ofChecked(Identity identity) {
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
        this(list(first, others));
    }

    private Identities(List<Named> identities) {
        held = new Held(identities, Map.of());
    }

    /** Hold one whose key is known to be its certificate's. */
    static Identities ofChecked(Identity identity) {
        return new Identities(List.of(Named.ofChecked(identity)));
    }

    /**
     * Hold these from now on; handshakes that have begun go on with what they have chosen. OCSP responses for certificates
     * that are still held stay. A key that is not its certificate's is an IllegalArgumentException, and what was held stays.
     */
    public void replace(Identity first, Identity... others) {
        var identities = list(first, others);
        synchronized (this) {
            var staples = new HashMap<X509Certificate, Staple>();
            for (var one : identities) {
                for (var certificate : one.identity().chain()) {
                    var staple = held.staples().get(certificate);
                    if (staple != null) {
                        staples.put(certificate, staple);
                    }
                }
            }
            held = new Held(identities, Map.copyOf(staples));
        }
    }

    /**
     * Send this OCSP response (RFC 6960) with the certificates held that it is about, to clients that ask for one, from now on
     * and until it expires (libtls's {@code tls_config_set_ocsp_staple_mem}). In TLS 1.3 it may also be about an
     * intermediate. Fetching a new one in time is the caller's; handshakes that have begun go on with the one before.
     *
     * @param ocspResponse as DER; copied
     * @throws IllegalArgumentException when it is no response, reports an error, has expired or is about no certificate held;
     *     says which, and what was held stays
     */
    public void staple(byte[] ocspResponse) {
        staple(
                Bytes.copyOf(ocspResponse),
                "the OCSP response",
                Clocks.system().wall().instant());
    }

    /**
     * Send the OCSP response in a file as {@link #staple(byte[])} does (libtls's {@code tls_config_set_ocsp_staple_file}).
     *
     * @param file DER, as {@code openssl ocsp -respout} writes it; read now, once
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException as {@link #staple(byte[])} does
     */
    public void staple(Path file) throws IOException {
        staple(file, Clocks.system().wall().instant());
    }

    /** Do as {@link #staple(Path)} at a time. */
    void staple(Path file, Instant now) throws IOException {
        staple(Bytes.wrap(IdentityFiles.ocspResponse(file)), "ocsp file '" + file + "'", now);
    }

    /** Do as {@link #staple(byte[])} at a time. */
    synchronized void staple(Bytes response, String source, Instant now) {
        var staples = new HashMap<>(held.staples());
        boolean found = false;
        for (var one : held.identities()) {
            try {
                var more = Staple.of(response, one.identity().chain(), now);
                found |= !more.isEmpty();
                staples.putAll(more);
            } catch (ProtocolException e) {
                throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
            }
        }
        if (!found) {
            throw new IllegalArgumentException(source + " is about no certificate that is held");
        }
        held = new Held(held.identities(), Map.copyOf(staples));
    }

    /** Return what is held now. */
    public List<Identity> current() {
        return held.identities().stream().map(Named::identity).toList();
    }

    /** Return all names of the certificates held now. */
    SortedSet<String> names() {
        var all = new TreeSet<String>();
        for (var one : held.identities()) {
            if (one.names() != null) {
                all.addAll(one.names().all());
            }
        }
        return all;
    }

    /** Return those for a name, or all when none is for it. */
    List<ServerIdentity> candidates(@Nullable String serverName) {
        var all = held;
        var named = new ArrayList<ServerIdentity>(1);
        for (var one : all.identities()) {
            if (one.has(serverName)) {
                named.add(new ServerIdentity(one.identity(), true, all.staples()));
            }
        }
        if (named.isEmpty()) {
            for (var one : all.identities()) {
                named.add(new ServerIdentity(one.identity(), false, all.staples()));
            }
        }
        return named;
    }

    /** Return the first one as a client shows it. */
    ClientIdentity.Shown shown() {
        var all = held;
        return new ClientIdentity.Shown(all.identities().get(0).identity(), all.staples());
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
