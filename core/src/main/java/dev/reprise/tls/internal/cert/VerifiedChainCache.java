package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies chains through one {@link ChainVerifier} and remembers those that passed until the first certificate of their
 * path expires, so that certificates seen before are not verified twice, nor parsed. A chain is the same if all its bytes
 * and the name asked for are. Failures are not remembered, so that strangers cannot fill it. Bounded: the chain that was
 * not asked for longest goes first. Thread-safe; verification and parsing themselves run outside the lock.
 */
public final class VerifiedChainCache {
    private final ChainVerifier verifier;
    private final int capacity;
    private final Map<Asked, Remembered> entries = new LinkedHashMap<>(16, 0.75f, true); // in order of use
    private final Map<Bytes, X509Certificate> parsed = new LinkedHashMap<>(16, 0.75f, true);

    /** Certificates are equal if their encodings are, which they compare without copying them. */
    private record Asked(
            List<X509Certificate> chain, @Nullable String name) {}

    private record Remembered(VerifiedChain chain, Instant since) {
        /** The clock may have been set back, so the time of verification is a bound too. */
        boolean holdsAt(Instant now) {
            return !now.isBefore(since) && !now.isAfter(chain.validUntil());
        }
    }

    /** Make an empty cache of at most {@code capacity} chains, 1 or more. */
    public VerifiedChainCache(ChainVerifier verifier, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a cache of " + capacity + " chains");
        }
        this.verifier = verifier;
        this.capacity = capacity;
    }

    /** Return the verifier whose answers these are. */
    public ChainVerifier verifier() {
        return verifier;
    }

    /** Answer as {@link Certificates#parse} does, from memory if the certificate was in a chain that passed. */
    public X509Certificate parse(Bytes der) throws ProtocolException {
        synchronized (parsed) {
            var known = parsed.get(der);
            if (known != null) {
                return known;
            }
        }
        return Certificates.parse(der);
    }

    /** Answer as {@link ChainVerifier#verify} does, from memory if the same chain passed before and is still valid. */
    public VerifiedChain verify(List<X509Certificate> chain, @Nullable String name, Instant now)
            throws ProtocolException {
        var asked = new Asked(List.copyOf(chain), name);
        synchronized (entries) {
            var entry = entries.get(asked);
            if (entry != null && entry.holdsAt(now)) {
                return entry.chain();
            }
        }
        var verified = verifier.verify(chain, name, now);
        synchronized (entries) {
            remember(entries, asked, new Remembered(verified, now));
        }
        synchronized (parsed) {
            for (var certificate : chain) {
                remember(parsed, encoding(certificate), certificate);
            }
        }
        return verified;
    }

    private <K, V> void remember(Map<K, V> map, K key, V value) {
        map.put(key, value);
        if (map.size() > capacity) {
            map.remove(map.keySet().iterator().next());
        }
    }

    private static Bytes encoding(X509Certificate certificate) throws ProtocolException {
        try {
            return Bytes.wrap(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a certificate without an encoding", e);
        }
    }

    /** Return how many chains are remembered. */
    public int size() {
        synchronized (entries) {
            return entries.size();
        }
    }
}
