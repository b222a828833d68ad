package dev.reprise.tls.internal.cert;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A chain that satisfied a policy.
 *
 * @param chain leaf first, then the path that was found, root included; as the peer sent it if no path was asked for
 * @param validUntil the last instant at which the whole path is valid; {@link Instant#MAX} if dates are not checked
 */
public record VerifiedChain(List<X509Certificate> chain, Instant validUntil) {
    /** Copy the chain. */
    public VerifiedChain {
        chain = List.copyOf(chain);
    }
}
