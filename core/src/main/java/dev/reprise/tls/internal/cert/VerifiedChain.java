package dev.reprise.tls.internal.cert;

import dev.reprise.tls.spec.OcspStatus;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A chain that satisfied a policy.
 *
 * @param chain leaf first, then the path that was found, root included; as the peer sent it if no path was asked for
 * @param validUntil the last instant at which the whole path is valid; {@link Instant#MAX} if dates are not checked
 * @param status what the authority says of the leaf, in the OCSP response that came with it; empty without one
 */
public record VerifiedChain(List<X509Certificate> chain, Instant validUntil, Optional<OcspStatus> status) {
    /** Copy the chain. */
    public VerifiedChain {
        chain = List.copyOf(chain);
    }

    /** Make a chain of which the authority says nothing. */
    public VerifiedChain(List<X509Certificate> chain, Instant validUntil) {
        this(chain, validUntil, Optional.empty());
    }
}
