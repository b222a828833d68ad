package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a peer's certificates against a policy (RFC 5280 section 6, RFC 9525, RFC 9846 section 4.5.1.3).
 *
 * <p>How this works: {@link PathSearch} walks the few candidate paths that names allow. {@link PathRules} decides on each:
 * first by what {@link CertificateRules} ask of a certificate alone, then by its signatures ({@link PathSignatures}), so that
 * nothing forged costs more, then by what the certificates say of each other: path lengths, names ({@link NameConstraints})
 * and policies ({@link PolicyTree}). All of it spends one {@link VerificationBudget}. The first path that passes is the
 * answer; if none does, the failure that says most is thrown. The rules are our own, as the JDK's validator takes extensions
 * that it cannot parse for absent, a common name of an authority for a host, and seconds for what a stranger may send. It is
 * not asked, and neither is {@code jdk.certpath.disabledAlgorithms}. Revocation is not checked here. Immutable and
 * thread-safe; each call costs a signature check per certificate, so see {@link VerifiedChainCache}.
 */
public final class ChainVerifier {
    /** How many certificates a peer may send: far above any honest chain, and cheap to walk. */
    public static final int MAX_CERTIFICATES = 100;

    private final ChainPolicy policy;
    private final SignatureVerifier signatures;
    private final Map<DistinguishedName, List<DerCertificate>> intermediates;
    private final String digest;

    /**
     * Make a verifier for a policy; what depends on the policy alone is computed once, here.
     *
     * @param signatures what verifies ECDSA with keys on P-256; the JDK does all else
     */
    public ChainVerifier(ChainPolicy policy, SignatureVerifier signatures) {
        this.policy = policy;
        this.signatures = signatures;
        var read = TrustAnchors.read(policy.intermediates());
        this.intermediates = PathSearch.bySubject(read);
        this.digest = digest(policy, read);
    }

    /** Return the policy. */
    public ChainPolicy policy() {
        return policy;
    }

    /**
     * Return a digest, in hex, of what decides whether a session may be used again: roots, switches, usage and depth, and for
     * clients' certificates the intermediates, without which a server may know no path to the client any more. A client
     * verifies the server's chain again before it offers a session, so there they don't count. Equal policies have equal
     * digests, whatever the order of their certificates.
     */
    public String digest() {
        return digest;
    }

    /**
     * Verify a chain, leaf first, the others in any order and with any surplus.
     *
     * @param chain what the peer sent, not empty
     * @param name the server name asked for; needed if the policy checks names of servers, else not looked at
     * @param now the time to check dates against
     * @throws ProtocolException with the reason UNKNOWN_CERTIFICATE_AUTHORITY, CERTIFICATE_EXPIRED,
     *     CERTIFICATE_NOT_ALLOWED, UNSUPPORTED_CERTIFICATE_KEY, WEAK_CERTIFICATE_SIGNATURE, CERTIFICATE_CHAIN_TOO_LONG,
     *     NAME_MISMATCH or MALFORMED_CERTIFICATE
     */
    public VerifiedChain verify(List<X509Certificate> chain, @Nullable String name, Instant now)
            throws ProtocolException {
        return verify(chain, name, now, new VerificationBudget());
    }

    /** Verify within a budget, which the caller may look at. */
    VerifiedChain verify(List<X509Certificate> chain, @Nullable String name, Instant now, VerificationBudget budget)
            throws ProtocolException {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("no certificate to verify");
        }
        boolean checkName = policy.checkName() && policy.usage() == ChainPolicy.Usage.SERVER;
        if (checkName && name == null) {
            throw new IllegalArgumentException("server name not specified");
        }
        if (chain.size() > MAX_CERTIFICATES) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_CHAIN_TOO_LONG,
                    chain.size() + " certificates, the most are " + MAX_CERTIFICATES);
        }
        boolean matches = checkName && name != null && NameCheck.matches(chain.get(0), name);
        // A name that the leaf does not even have is told as that, after all else, and is in no constraint's way.
        var path = policy.checkChain() ? verifiedPath(chain, matches ? name : null, now, budget) : chain;
        if (checkName && !matches) {
            throw new ProtocolException(
                    Reason.NAME_MISMATCH,
                    "name `" + Printable.of(name) + "' not present in server certificate, which is for "
                            + NameCheck.names(chain.get(0)));
        }
        return new VerifiedChain(path, policy.checkChain() && policy.checkTime() ? firstExpiry(path) : Instant.MAX);
    }

    /**
     * Find the path of a chain whose name has been checked before.
     *
     * @param chain what the peer sent, not empty
     * @return leaf first, root last
     * @throws ProtocolException as {@link #verify} does, but for NAME_MISMATCH
     */
    public List<X509Certificate> path(List<X509Certificate> chain, Instant now) throws ProtocolException {
        return verifiedPath(chain, null, now, new VerificationBudget());
    }

    private List<X509Certificate> verifiedPath(
            List<X509Certificate> chain, @Nullable String name, Instant now, VerificationBudget budget)
            throws ProtocolException {
        var sent = new ArrayList<DerCertificate>(chain.size());
        for (var certificate : chain) {
            sent.add(DerCertificate.of(certificate));
        }
        var rules = new PathRules(policy, now, budget, signatures);
        var attempt = new Attempt(rules, name, budget);
        // First only over certificates that could issue: of many that have signed each other few paths can be
        // looked at, and these must be the ones that may be valid. All others only tell why there is none.
        search(sent, rules::mayIssue, attempt);
        if (attempt.path == null && unknown(attempt.failure)) {
            var all = search(sent, PathSearch.Issuers.ALL, attempt);
            if (attempt.failure == null) {
                attempt.failure = withoutPath(sent, all);
            }
        }
        return attempt.required();
    }

    /** The paths of one search: the first that passes, or the failure that says most. */
    private static final class Attempt implements PathSearch.Candidate {
        private final PathRules rules;
        private final @Nullable String name;
        private final VerificationBudget budget;
        private @Nullable List<DerCertificate> path;
        private @Nullable ProtocolException failure;

        Attempt(PathRules rules, @Nullable String name, VerificationBudget budget) {
            this.rules = rules;
            this.name = name;
            this.budget = budget;
        }

        @Override
        public boolean passes(List<DerCertificate> candidate) throws ProtocolException {
            try {
                rules.check(candidate, name);
                path = candidate;
                return true;
            } catch (ProtocolException e) {
                if (budget.over()) {
                    throw e;
                }
                // The first path is the likeliest, but "unknown" says less than any other failure.
                failure = unknown(failure) ? e : failure;
                return false;
            }
        }

        List<X509Certificate> required() throws ProtocolException {
            if (path != null) {
                return List.copyOf(path);
            }
            throw Objects.requireNonNull(failure);
        }
    }

    private static boolean unknown(@Nullable ProtocolException failure) {
        return failure == null || failure.reason() == Reason.UNKNOWN_CERTIFICATE_AUTHORITY;
    }

    private PathSearch search(List<DerCertificate> sent, PathSearch.Issuers allowed, PathSearch.Candidate candidate)
            throws ProtocolException {
        return PathSearch.of(sent, policy.roots().bySubject(), intermediates, policy.maxDepth(), allowed, candidate);
    }

    private ProtocolException withoutPath(List<DerCertificate> sent, PathSearch search) {
        if (search.tooDeep()) {
            return new ProtocolException(
                    Reason.CERTIFICATE_CHAIN_TOO_LONG,
                    "no root within a verify depth of " + policy.maxDepth() + " for "
                            + Certificates.subject(sent.get(0)));
        }
        var last = search.deadEnd() == null ? sent.get(0) : search.deadEnd();
        int roots = policy.roots().certificates().size();
        return new ProtocolException(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                last.selfIssued()
                        ? Certificates.subject(last) + " is self-signed and not among the " + roots + " roots"
                        : "the issuer of " + Certificates.subject(last) + ", "
                                + Printable.of(last.getIssuerX500Principal())
                                + ", is neither among the " + roots
                                + " roots nor an intermediate that is known or was sent");
    }

    private static Instant firstExpiry(List<X509Certificate> path) {
        var first = Instant.MAX;
        for (var certificate : path) {
            var until = certificate.getNotAfter().toInstant();
            first = until.isBefore(first) ? until : first;
        }
        return first;
    }

    private static String digest(ChainPolicy policy, List<DerCertificate> intermediates) {
        var sha256 = policy.roots().digest();
        sha256.update(policy.usage().dotted().getBytes(StandardCharsets.US_ASCII));
        sha256.update(new byte[] {
            (byte) (policy.checkChain() ? 1 : 0),
            (byte) (policy.checkName() ? 1 : 0),
            (byte) (policy.checkTime() ? 1 : 0),
            (byte) policy.maxDepth()
        });
        if (policy.usage() == ChainPolicy.Usage.CLIENT) {
            TrustAnchors.update(sha256, intermediates);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
