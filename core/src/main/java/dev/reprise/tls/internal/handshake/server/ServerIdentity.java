package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.revocation.Staple;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server proves itself with in one handshake.
 *
 * @param identity certificate and key
 * @param named whether the certificate has the name that the client asked for, which is then acknowledged (RFC 6066
 *     section 3)
 * @param staples the OCSP responses for certificates of the chain, and maybe for others
 */
public record ServerIdentity(Identity identity, boolean named, Map<X509Certificate, Staple> staples) {
    /** Copy the map. */
    public ServerIdentity {
        staples = Map.copyOf(staples);
    }

    /** Prove ourselves without OCSP responses. */
    public ServerIdentity(Identity identity, boolean named) {
        this(identity, named, Map.of());
    }

    /** Return the responses that a client would take now, as DER. */
    public Map<X509Certificate, Bytes> stapled(Instant now) {
        return Staple.current(staples, identity.chain(), now);
    }

    /** Look whether the certificate has the name that the client asked for, if it did. */
    public static ServerIdentity of(Identity identity, @Nullable String serverName) {
        return new ServerIdentity(identity, serverName != null && hasName(identity, serverName));
    }

    private static boolean hasName(Identity identity, String serverName) {
        try {
            return NameCheck.matches(identity.leaf(), serverName);
        } catch (ProtocolException e) {
            return false; // A certificate with malformed names names nobody.
        }
    }
}
