package dev.reprise.tls.fleet;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * Seal ticket keys for the store, so that who reads or writes there can neither read a key nor plant one. {@link
 * FleetSecrets} does it with a secret that all servers have; an implementation over a key management service, whose key
 * versions can be destroyed, makes old backups of a store worthless. Called by the threads that use the store, never by a
 * handshake; thread-safe.
 */
public interface KeyWrap extends AutoCloseable {
    /** The longest wrapping of a key, in bytes. */
    int MAX_BYTES = 1024;

    /**
     * Wrap a key, authenticating the context with it.
     *
     * @param key 48 bytes; not kept, the caller wipes it
     * @param context what the key belongs to, not secret: the same at {@link #unwrap}
     * @return at most {@link #MAX_BYTES} bytes, which tell by which secret they were wrapped
     * @throws IOException when a service does not answer
     */
    byte[] wrap(byte[] key, byte[] context) throws IOException;

    /**
     * Unwrap a key.
     *
     * @return the key, which the caller wipes; null when it was wrapped by a secret that is not known here, as happens
     *     while secrets are changed over
     * @throws GeneralSecurityException when it was not wrapped by the secret it names, or with another context
     * @throws IOException when a service does not answer
     */
    byte @Nullable [] unwrap(byte[] wrapped, byte[] context) throws GeneralSecurityException, IOException;

    /** Tell whether {@link #wrap} would use the same secret today; what is not is wrapped anew at the next change. */
    boolean upToDate(byte[] wrapped);

    /** Wipe secrets and close connections; does nothing unless overridden. Idempotent. */
    @Override
    default void close() {}
}
