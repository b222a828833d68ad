package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.cert.VerifiedChainCache;
import dev.reprise.tls.internal.handshake.ChainCheck;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies chains as of now, and none twice before it expires: one per config. */
final class VerifiedChains implements ChainCheck {
    // A client talks to few servers at a time; an entry costs some hundred bytes beside the certificates.
    private static final int CAPACITY = 256;

    private final VerifiedChainCache cache;
    private final InstantSource wall;
    private final int maxCertificates;

    VerifiedChains(ChainVerifier verifier, InstantSource wall, int maxCertificates) {
        this.cache = new VerifiedChainCache(verifier, CAPACITY);
        this.wall = wall;
        this.maxCertificates = maxCertificates;
    }

    @Override
    public Instant verify(List<X509Certificate> chain, @Nullable String name) throws ProtocolException {
        return cache.verify(chain, name, wall.instant()).validUntil();
    }

    @Override
    public X509Certificate parse(Bytes der) throws ProtocolException {
        return cache.parse(der);
    }

    @Override
    public int maxCertificates() {
        return maxCertificates;
    }

    /** Return until when a leaf that passes alone, at this time, is valid with its whole path; null when it does not. */
    @Nullable
    Instant validUntil(X509Certificate leaf, Instant now) {
        try {
            return cache.verify(List.of(leaf), null, now).validUntil();
        } catch (ProtocolException e) {
            return null;
        }
    }

    /** Return the digest of the verification policy, which keeps sessions apart. */
    String digest() {
        return cache.verifier().digest();
    }
}
