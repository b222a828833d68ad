package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.Secret;

/**
 * The Early Secret (RFC 9846 section 7.1): what a PSK, or its absence, leads to. Uses the Hkdf of its maker, which must
 * stay open as long. Not thread-safe.
 */
public final class EarlySecret implements AutoCloseable {
    private final Hkdf hkdf;
    private final Secret secret;

    private EarlySecret(Hkdf hkdf, Secret secret) {
        this.hkdf = hkdf;
        this.secret = secret;
    }

    /** Begin the key schedule of a handshake without PSK. */
    public static EarlySecret withoutPsk(Hkdf hkdf) {
        return new EarlySecret(hkdf, hkdf.extract(null, null));
    }

    /** Begin the key schedule with a PSK, which stays the caller's. */
    public static EarlySecret of(Hkdf hkdf, Secret psk) {
        return new EarlySecret(hkdf, hkdf.extract(null, psk));
    }

    /**
     * Compute the binder of a resumption PSK (section 4.3.11.2).
     *
     * @param truncatedHelloHash the transcript hash up to the ClientHello without its binders list
     */
    public byte[] binder(byte[] truncatedHelloHash) {
        try (var binderKey = hkdf.deriveSecret(secret, Label.RES_BINDER)) {
            return hkdf.finished(binderKey, truncatedHelloHash);
        }
    }

    /** Move on with the (EC)DHE shared secret, which stays the caller's; this stage closes. */
    public HandshakeSecret handshake(Secret sharedSecret) {
        try (this;
                var derived = hkdf.deriveSecret(secret, Label.DERIVED)) {
            return new HandshakeSecret(hkdf, hkdf.extract(derived, sharedSecret));
        }
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
