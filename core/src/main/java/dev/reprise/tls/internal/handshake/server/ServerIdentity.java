package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.spec.Identity;
import dev.reprise.tls.spec.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * What a server proves itself with in one handshake.
 *
 * @param identity certificate and key
 * @param named whether the certificate has the name that the client asked for, which is then acknowledged (RFC 6066
 *     section 3)
 */
public record ServerIdentity(Identity identity, boolean named) {
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
