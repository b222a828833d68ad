package dev.reprise.tls.session;

import java.util.Locale;
import java.util.Optional;

/**
 * Name whom a session belongs to; sessions never cross any of these.
 *
 * @param host the host as given to connect, in lower case
 * @param port the port, 0 to 65535
 * @param serverName the name sent as SNI and checked in the certificate, in lower case; empty when none
 * @param identity SHA-256 of our own client certificate in hex; empty when we have none
 * @param policy digest of the verification policy in hex: trust anchors and switches
 */
public record Peer(String host, int port, Optional<String> serverName, String identity, String policy) {
    /** Fold the names to lower case. */
    public Peer {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
        host = host.toLowerCase(Locale.ROOT);
        serverName = serverName.map(name -> name.toLowerCase(Locale.ROOT));
    }

    /** Tell whether another is the same server under the same policy, but with another certificate of ours, or none. */
    boolean sameButIdentity(Peer other) {
        return !identity.equals(other.identity) && withIdentity(other.identity).equals(other);
    }

    /** Return the same peer for another certificate of ours. */
    Peer withIdentity(String other) {
        return new Peer(host, port, serverName, other, policy);
    }
}
