package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
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

    /**
     * Return the id of the session, by which both sides and all connections that resume it know it; empty in TLS 1.3, where a
     * session has none.
     */
    default Bytes sessionId() {
        return Bytes.EMPTY;
    }

    /** Wipe the secret. */
    @Override
    void close();
}
