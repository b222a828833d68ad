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
    // A client talks to few servers at a time; an entry costs some hundred bytes beside the certificates.
    private static final int CAPACITY = 256;

    private final VerifiedChainCache cache;
    private final InstantSource wall;

    VerifiedChains(ChainVerifier verifier, InstantSource wall) {
        this.cache = new VerifiedChainCache(verifier, CAPACITY);
        this.wall = wall;
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        return cache.verify(chain.certificates(), chain.serverName(), wall.instant());
    }

    @Override
    public X509Certificate parse(Bytes der) throws ProtocolException {
        return cache.parse(der);
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
