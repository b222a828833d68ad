package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies chains through one {@link ChainVerifier} and remembers paths until their first certificate expires, so that what
 * was seen before is neither verified again nor parsed.
 *
 * <p>How this works: verifying remembers nothing. Certificates are public, so anybody can send somebody else's, with any
 * junk beside it; only when the peer has proven to own the leaf's key is the caller to {@link #remember}. Then the verified
 * path is kept, and nothing else that was sent. It is the answer wherever the same leaf comes for the same name with the
 * certificates of that path, whatever comes besides. Bounded by number and by bytes. Thread-safe; verification and parsing
 * themselves run outside the locks.
 */
public final class VerifiedChainCache {
    private final ChainVerifier verifier;
    private final RecentlyUsed<Asked, Remembered> paths;
    private final RecentlyUsed<Bytes, X509Certificate> parsed;

    private record Asked(X509Certificate leaf, @Nullable String name) {}

    /**
     * What is remembered of one leaf.
     *
     * @param path the verified path
     * @param sent those of its certificates that only the peer has
     * @param since when it was verified
     */
    private record Remembered(VerifiedChain path, List<X509Certificate> sent, Instant since) {
        /** The clock may have been set back, so the time of verification is a bound too. */
        boolean holdsFor(List<X509Certificate> chain, Instant now) {
            return !now.isBefore(since) && !now.isAfter(path.validUntil()) && chain.containsAll(sent);
        }
    }

    /**
     * Make an empty cache.
     *
     * @param maxPaths how many paths it keeps, 1 or more
     * @param maxBytes how many bytes of certificates it keeps, as they are encoded; in memory they take some more
     */
    public VerifiedChainCache(ChainVerifier verifier, int maxPaths, long maxBytes) {
        if (maxPaths < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("a cache of " + maxPaths + " paths and " + maxBytes + " bytes");
        }
        this.verifier = verifier;
        this.paths = new RecentlyUsed<>(maxPaths, maxBytes);
        this.parsed = new RecentlyUsed<>(2 * maxPaths, maxBytes);
    }

    /** Return the verifier whose answers these are. */
    public ChainVerifier verifier() {
        return verifier;
    }

    /** Answer as {@link Certificates#parse} does, from memory if the certificate is on a path that is remembered. */
    public X509Certificate parse(Bytes der) throws ProtocolException {
        var known = parsed.find(der);
        return known == null ? Certificates.parse(der) : known;
    }

    /** Answer as {@link ChainVerifier#verify} does, from memory if the path is remembered and still valid. */
    public VerifiedChain verify(List<X509Certificate> chain, @Nullable String name, Instant now)
            throws ProtocolException {
        if (!chain.isEmpty()) {
            var entry = paths.find(new Asked(chain.get(0), name));
            if (entry != null && entry.holdsFor(chain, now)) {
                return entry.path();
            }
        }
        return verifier.verify(chain, name, now);
    }

    /**
     * Remember a path that {@link #verify} has returned. To be called when the peer has proven to own the leaf's key, and for
     * no other: strangers would fill the memory.
     *
     * @param name the name that was asked for then
     * @param now the time of now, before which the answer does not hold
     */
    public void remember(VerifiedChain verified, @Nullable String name, Instant now) {
        if (!verifier.policy().checkChain()) {
            return; // What is not verified costs nothing to look at again.
        }
        var asked = new Asked(verified.chain().get(0), name);
        var entry = paths.find(asked);
        if (entry != null && entry.path().chain().equals(verified.chain()) && entry.holdsFor(verified.chain(), now)) {
            return;
        }
        var sent = new ArrayList<X509Certificate>();
        long bytes = 0;
        for (var certificate : verified.chain()) {
            if (!verifier.policy().knows(certificate) && certificate instanceof DerCertificate own) {
                sent.add(own);
                bytes += own.encoded().length();
                parsed.put(own.encoded(), own, own.encoded().length());
            }
        }
        paths.put(asked, new Remembered(verified, List.copyOf(sent), now), bytes);
    }

    /** Return how many paths are remembered. */
    public int size() {
        return paths.size();
    }

    /** Return how many bytes of certificates are remembered, those that two paths share twice. */
    public long bytes() {
        return paths.bytes() + parsed.bytes();
    }
}
