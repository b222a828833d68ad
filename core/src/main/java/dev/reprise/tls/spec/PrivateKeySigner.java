package dev.reprise.tls.spec;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * Sign with a private key that is elsewhere: in another process, a vault, a cloud's key service. It takes the place of the
 * key in an {@link Identity}, of servers and clients, in TLS 1.3 and 1.2:
 *
 * <pre>{@code
 * PrivateKeySigner signer = (scheme, content) -> vault.sign("web", scheme, content);
 * var config = TlsConfig.server(new Identity(chain, signer)).build();
 * }</pre>
 *
 * <p>Called in the handshake's tasks, by several threads at once, and once when it is given to a config, to see that key and
 * certificate belong together. It may block; the handshake waits for it, within its timeout.
 */
@FunctionalInterface
@SuppressWarnings("serial") // A Key is Serializable by a mistake of old; nobody serializes this one.
public interface PrivateKeySigner extends PrivateKey {
    /**
     * Sign.
     *
     * @param scheme how; one that fits the certificate's key, and that {@link #signs} has agreed to
     * @param content what, not hashed yet: the scheme says by which hash; the callee's to keep
     * @return the signature as the scheme encodes it: ECDSA's in DER, RSASSA-PSS with a salt as long as the hash. It is sent
     *     without being verified: the peer verifies it, and ends the handshake with decrypt_error if it is wrong. A signer
     *     that uses RSA with the Chinese remainder theorem should verify its own signatures before it returns them, since
     *     one that a fault has made wrong reveals the key
     * @throws GeneralSecurityException when it cannot; ends the handshake with internal_error
     * @throws IOException when it cannot be reached; ends the handshake with internal_error
     */
    byte[] sign(SignatureScheme scheme, byte[] content) throws GeneralSecurityException, IOException;

    /** Tell whether {@link #sign} knows a scheme; keys in key services may be bound to one. All by default. */
    default boolean signs(SignatureScheme scheme) {
        return true;
    }

    /** Return a name for the algorithm, which the certificate says in truth. */
    @Override
    default String getAlgorithm() {
        return "signer";
    }

    /** Return null: there is no encoding. */
    @Override
    default @Nullable String getFormat() {
        return null;
    }

    /** Return null: there is no encoding. */
    @Override
    default byte @Nullable [] getEncoded() {
        return null;
    }
}
