package dev.reprise.tls.spec;

import java.util.Optional;

/**
 * Name the JCA providers that did a handshake's public-key operations; what Reprise's own arithmetic did is {@link #REPRISE}'s.
 *
 * @param keyExchange who agreed on the shared secret, of a hybrid group both, as in {@code SunJCE+Reprise}; empty when there was
 *     no key exchange
 * @param signing who made our signature; {@link #SIGNER} for a {@link PrivateKeySigner}; empty when we have not signed
 * @param verifying who verified the peer's signature; empty when the peer has not signed
 */
public record ServingProviders(Optional<String> keyExchange, Optional<String> signing, Optional<String> verifying) {
    /** Stands for arithmetic of our own. */
    public static final String REPRISE = "Reprise";
    /** Stands for a signer that was given in place of a key. */
    public static final String SIGNER = "PrivateKeySigner";
}
