package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Secret;
import org.jspecify.annotations.Nullable;

/** Exports keying material of a connection (RFC 5705; RFC 9846 section 7.5). Not thread-safe. */
public sealed interface Exporter extends AutoCloseable permits ExporterSecret, Tls12Exporter {
    /**
     * Compute the exported value; the caller closes the result.
     *
     * @param label ASCII characters that TLS itself does not use
     * @param context binds the value to something; null for none, which TLS 1.3 takes for empty
     * @param length bytes wanted
     * @throws IllegalArgumentException when one of these is out of its range
     */
    Secret export(String label, byte @Nullable [] context, int length);

    /** Wipe the secret. */
    @Override
    void close();
}
