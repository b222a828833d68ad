package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies chains through one {@link ChainVerifier} and remembers those that passed until the first certificate of their
 * path expires, so that certificates seen before are not verified twice. A chain is the same if all its bytes and the name
 * asked for are. Failures are not remembered. Bounded: the chain that was not asked for longest goes first. Thread-safe;
 * verification itself runs outside the lock.
 */
public final class VerifiedChainCache {
    private final ChainVerifier verifier;
    private final int capacity;
    private final Map<Bytes, Remembered> entries = new LinkedHashMap<>(16, 0.75f, true); // in order of use

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

    /** Answer as {@link ChainVerifier#verify} does, from memory if the same chain passed before and is still valid. */
    public VerifiedChain verify(List<X509Certificate> chain, @Nullable String name, Instant now)
            throws ProtocolException {
        var identity = identity(chain, name);
        synchronized (entries) {
            var entry = entries.get(identity);
            if (entry != null && entry.holdsAt(now)) {
                return entry.chain();
            }
        }
        var verified = verifier.verify(chain, name, now);
        synchronized (entries) {
            entries.put(identity, new Remembered(verified, now));
            if (entries.size() > capacity) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
        return verified;
    }

    /** Return how many chains are remembered. */
    public int size() {
        synchronized (entries) {
            return entries.size();
        }
    }

    /** SHA-256 over the name and all certificates, each behind its length so that no two chains share a text. */
    private static Bytes identity(List<X509Certificate> chain, @Nullable String name) throws ProtocolException {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            add(sha256, name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8));
            for (var certificate : chain) {
                add(sha256, certificate.getEncoded());
            }
            return Bytes.wrap(sha256.digest());
        } catch (CertificateEncodingException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a certificate that has no encoding", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, byte[] value) {
        digest.update(ByteBuffer.allocate(4).putInt(value.length).array());
        digest.update(value);
    }
}
