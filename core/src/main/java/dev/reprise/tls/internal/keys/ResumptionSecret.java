package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;

/**
 * The resumption secret (RFC 9846 section 7.1), from which every ticket of a connection gets a PSK of its own. Borrows
 * a Mac per call. Not thread-safe.
 */
public final class ResumptionSecret implements AutoCloseable {
    private final HashAlgorithm hash;
    private final Secret secret;

    ResumptionSecret(HashAlgorithm hash, Secret secret) {
        this.hash = hash;
        this.secret = secret;
    }

    /**
     * Derive a ticket's PSK (section 4.7.1); the caller closes it.
     *
     * @param ticketNonce 0 to 255 bytes, different for each ticket of a connection
     */
    public Secret psk(Bytes ticketNonce) {
        try (var hkdf = new Hkdf(hash)) {
            return hkdf.expandLabel(secret, Label.RESUMPTION, ticketNonce.toArray(), hash.length());
        }
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
