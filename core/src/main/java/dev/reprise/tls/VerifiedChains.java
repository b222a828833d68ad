package dev.reprise.tls;

import dev.reprise.tls.internal.cert.ChainVerifier;
import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.cert.VerifiedChainCache;
import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.handshake.CertificateParser;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.PeerVerifier;
import dev.reprise.tls.internal.revocation.KnownResponses;
import dev.reprise.tls.internal.revocation.RevocationCheck;
import dev.reprise.tls.internal.revocation.RevocationCheck.Stapling;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;
import dev.reprise.tls.spec.OcspStatus;
import dev.reprise.tls.spec.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Verifies chains as of now, and no path twice before it expires: one per config. */
final class VerifiedChains implements PeerVerifier, CertificateParser {
    // A client talks to few servers at a time, and a server of mutual TLS has some hundred clients.
    private static final int MAX_PATHS = 256;
    // A leaf and an intermediate have 3 KB together, and with signatures of ML-DSA 15 KB.
    private static final long MAX_BYTES = 1 << 20;

    private static final byte[] STAPLED = "reprise stapling required".getBytes(StandardCharsets.US_ASCII);

    private final VerifiedChainCache cache;
    private final RevocationCheck revocation;
    private final KnownResponses responses = new KnownResponses();
    private final InstantSource wall;

    VerifiedChains(ChainVerifier verifier, RevocationCheck revocation, InstantSource wall) {
        this.cache = new VerifiedChainCache(verifier, MAX_PATHS, MAX_BYTES);
        this.revocation = revocation;
        this.wall = wall;
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        var now = wall.instant();
        var stapled = chain.negotiated() == null ? known(chain, now) : chain.stapled();
        var path = verify(chain.certificates(), stapled, chain.serverName(), now);
        if (chain.negotiated() == null) {
            // A session's: it was kept because the peer had proven itself.
            cache.remember(path, chain.serverName(), now);
            remember(chain.leaf(), stapled, path);
        }
        return path;
    }

    @Override
    public void proven(PeerChain chain, VerifiedChain path) {
        cache.remember(path, chain.serverName(), wall.instant());
        remember(chain.leaf(), chain.stapled(), path);
    }

    private void remember(X509Certificate leaf, Map<X509Certificate, Bytes> stapled, VerifiedChain path) {
        var response = stapled.get(leaf);
        if (response != null && path.status().isPresent()) {
            responses.remember(leaf, response, path.status().get());
        }
    }

    /** Return the response by which a session is judged: the newest that is known, else the one that was kept with it. */
    private Map<X509Certificate, Bytes> known(PeerChain chain, Instant now) {
        var newest = responses.find(chain.leaf(), now);
        return newest == null ? chain.stapled() : Map.of(chain.leaf(), newest);
    }

    /** Return the newest response about a certificate, to be kept with its sessions; null when there is none. */
    @Nullable
    Bytes response(X509Certificate leaf) {
        return responses.find(leaf, wall.instant());
    }

    /**
     * Take a response that the application has fetched; from now on sessions are judged by it.
     *
     * @param certificates the chain that it is about the leaf of
     * @throws ProtocolException when it is not fit to be believed, or says that the certificate is revoked
     */
    OcspStatus take(List<X509Certificate> certificates, Bytes response) throws ProtocolException {
        if (!cache.verifier().policy().checkChain()) {
            throw new IllegalStateException(
                    "certificates are not verified, so that nobody knows whose word would count");
        }
        var now = wall.instant();
        var path = cache.verifier().path(certificates, now);
        var status = revocation.status(path, response, now);
        responses.remember(certificates.get(0), response, status);
        RevocationCheck.requireUnrevoked(certificates.get(0), status);
        return status;
    }

    /** What is revoked changes while a path is remembered, so that this is looked at each time. */
    private VerifiedChain verify(
            List<X509Certificate> certificates,
            Map<X509Certificate, Bytes> stapled,
            @Nullable String serverName,
            Instant now)
            throws ProtocolException {
        var path = cache.verify(certificates, serverName, now);
        // Without a path there is no issuer who could have revoked anything.
        if (!cache.verifier().policy().checkChain()) {
            return path;
        }
        var findings = revocation.require(path.chain(), stapled, now);
        var until = findings.validUntil().isBefore(path.validUntil()) ? findings.validUntil() : path.validUntil();
        return new VerifiedChain(path.chain(), until, findings.leaf());
    }

    @Override
    public X509Certificate parse(Bytes der) throws ProtocolException {
        return cache.parse(der);
    }

    /** Return until when a leaf that passes alone, at this time, is valid with its whole path; null when it does not. */
    @Nullable
    Instant validUntil(X509Certificate leaf, Instant now) {
        try {
            var path = verify(List.of(leaf), Map.of(), null, now);
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

    /**
     * Return what a ticket is bound to of all this: the policy and the lists, so that a session made before the client was
     * revoked ends with the list that does not yet say so, and whether an OCSP response is required, so that none that was made
     * without one is resumed where it is.
     */
    Bytes ticketDigest() {
        var digest = Bytes.ofHex(digest());
        boolean stapled = revocation.stapling() == Stapling.REQUIRED;
        if (revocation.lists().isEmpty() && !stapled) {
            return digest;
        }
        var sha256 = Digests.of(HashAlgorithm.SHA256);
        digest.update(sha256);
        revocation.lists().update(sha256);
        if (stapled) {
            sha256.update(STAPLED);
        }
        return Bytes.wrap(sha256.digest());
    }

    /** Return the digest of the verification policy, which keeps sessions apart. */
    String digest() {
        return cache.verifier().digest();
    }
}
