package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.cert.VerifiedChainCache;
import dev.reprise.tls.internal.handshake.CertificateParser;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.PeerVerifier;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Verifies chains as of now, and none twice before it expires: one per config. */
final class VerifiedChains implements PeerVerifier, CertificateParser {
    // A client talks to few servers at a time, and a server of mutual TLS has some hundred clients.
    private static final int MAX_PATHS = 256;
    // A leaf and an intermediate have 3 KB together, and with signatures of ML-DSA 15 KB.
    private static final long MAX_BYTES = 1 << 20;

    private final VerifiedChainCache cache;
    private final InstantSource wall;

    VerifiedChains(ChainVerifier verifier, InstantSource wall) {
        this.cache = new VerifiedChainCache(verifier, MAX_PATHS, MAX_BYTES);
        this.wall = wall;
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        var path = cache.verify(chain.certificates(), chain.serverName(), wall.instant());
        if (chain.negotiated() == null) {
            // A session's: it was kept because the peer had proven itself.
            cache.remember(path, chain.serverName(), wall.instant());
        }
        return path;
    }

    @Override
    public void proven(PeerChain chain, VerifiedChain path) {
        cache.remember(path, chain.serverName(), wall.instant());
    }

    @Override
    public X509Certificate parse(Bytes der) throws ProtocolException {
        return cache.parse(der);
    }

    /** Return until when a leaf that passes alone, at this time, is valid with its whole path; null when it does not. */
    @Nullable
    Instant validUntil(X509Certificate leaf, Instant now) {
        try {
            var path = cache.verify(List.of(leaf), null, now);
            cache.remember(path, null, now); // It came in a ticket of ours.
            return path.validUntil();
        } catch (ProtocolException e) {
            return null;
        }
    }

    /** Return how many paths are remembered. */
    int size() {
        return cache.size();
    }

    /** Return the digest of the verification policy, which keeps sessions apart. */
    String digest() {
        return cache.verifier().digest();
    }
}
