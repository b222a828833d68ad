package dev.reprise.tls.internal.keys;

import dev.reprise.tls.internal.crypto.Hkdf;
import dev.reprise.tls.internal.crypto.Label;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.HashAlgorithm;
import org.jspecify.annotations.Nullable;

/**
 * The Early Secret (RFC 9846 section 7.1): what a PSK, or its absence, leads to. Uses the Hkdf of its maker, which must
 * stay open as long. Not thread-safe.
 */
public final class EarlySecret implements AutoCloseable {
    private final Hkdf hkdf;
    private final Secret secret;
    /** Null until it is derived. */
    private final @Nullable Secret derived;

    private EarlySecret(Hkdf hkdf, Secret secret, @Nullable Secret derived) {
        this.hkdf = hkdf;
        this.secret = secret;
        this.derived = derived;
    }

    /** Begin the key schedule of a handshake without PSK. */
    public static EarlySecret withoutPsk(Hkdf hkdf) {
        var constant = switch (hkdf.hash()) {
            case SHA256 -> WithoutPsk.SHA256;
            case SHA384 -> WithoutPsk.SHA384;
        };
        return new EarlySecret(hkdf, constant.early.copy(), constant.derived.copy());
    }

    /** Begin the key schedule with a PSK, which stays the caller's. */
    public static EarlySecret of(Hkdf hkdf, Secret psk) {
        return new EarlySecret(hkdf, hkdf.extract(null, psk), null);
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
                var salt = derived == null ? hkdf.deriveSecret(secret, Label.DERIVED) : derived) {
            return new HandshakeSecret(hkdf, hkdf.extract(salt, sharedSecret));
        }
    }

    /** Wipe the secret. */
    @Override
    public void close() {
        secret.close();
        if (derived != null) {
            derived.close();
        }
    }

    /** What follows from no PSK at all, the same in every handshake of a hash and no secret to anybody. */
    private static final class WithoutPsk {
        static final WithoutPsk SHA256 = new WithoutPsk(HashAlgorithm.SHA256);
        static final WithoutPsk SHA384 = new WithoutPsk(HashAlgorithm.SHA384);

        final Secret early;
        final Secret derived;

        WithoutPsk(HashAlgorithm hash) {
            try (var hkdf = new Hkdf(hash)) {
                early = hkdf.extract(null, null);
                derived = hkdf.deriveSecret(early, Label.DERIVED);
            }
        }
    }
}
