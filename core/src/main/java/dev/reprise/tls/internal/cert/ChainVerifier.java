package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a peer's certificates against a policy (RFC 5280 section 6, RFC 9525, RFC 9846 section 4.5.1.3).
 *
 * <p>How this works: {@link PathSearch} lists the few candidate paths that names allow, {@link PathRules} checks what is
 * cheap and gives the better texts, {@link PathSignatures} drops what is forged before it can cost more, the JDK's PKIX
 * validator decides on constraints and critical extensions, and {@link NameConstraints} adds what it leaves open. The first
 * path that passes is the answer; if none does, the failure that says most is thrown. Revocation is not checked here.
 * Immutable and thread-safe; each call costs a signature check per certificate, so see {@link VerifiedChainCache}.
 */
public final class ChainVerifier {
    /** How many certificates a peer may send: far above any honest chain, and cheap to walk. */
    public static final int MAX_CERTIFICATES = 100;

    private final ChainPolicy policy;
    private final Map<X500Principal, List<X509Certificate>> roots;
    private final Map<X500Principal, List<X509Certificate>> intermediates;
    private final String digest;

    /** Make a verifier for a policy; what depends on the policy alone is computed once, here. */
    public ChainVerifier(ChainPolicy policy) {
        this.policy = policy;
        this.roots = PathSearch.bySubject(policy.roots());
        this.intermediates = PathSearch.bySubject(policy.intermediates());
        this.digest = digest(policy);
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
        return verify(chain, name, now, new PathSignatures());
    }

    /** Verify with the signature checks of one search, which the caller may count. */
    VerifiedChain verify(List<X509Certificate> chain, @Nullable String name, Instant now, PathSignatures signatures)
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
        var path = policy.checkChain() ? verifiedPath(chain, checkName ? name : null, now, signatures) : chain;
        if (checkName && name != null && !NameCheck.matches(chain.get(0), name)) {
            throw new ProtocolException(Reason.NAME_MISMATCH, "name `" + name + "' not present in server certificate");
        }
        return new VerifiedChain(path, policy.checkChain() && policy.checkTime() ? firstExpiry(path) : Instant.MAX);
    }

    private List<X509Certificate> verifiedPath(
            List<X509Certificate> chain, @Nullable String name, Instant now, PathSignatures signatures)
            throws ProtocolException {
        var search = PathSearch.of(chain, roots, intermediates, policy.maxDepth());
        ProtocolException failure = null;
        for (var path : search.paths()) {
            try {
                PathRules.check(path, policy, now);
                if (path.size() > 1) {
                    signatures.require(path);
                    validate(path, now);
                    NameConstraints.requireAnchors(path);
                    // A name that the leaf does not even have is told as that, later.
                    if (name != null && NameCheck.matches(path.get(0), name)) {
                        NameConstraints.requireName(path, name);
                    }
                }
                return path;
            } catch (ProtocolException e) {
                // The first path is the likeliest, but "unknown" says less than any other failure.
                if (failure == null || failure.reason() == Reason.UNKNOWN_CERTIFICATE_AUTHORITY) {
                    failure = e;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (search.tooDeep()) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_CHAIN_TOO_LONG,
                    "no root within a verify depth of " + policy.maxDepth() + " for "
                            + Certificates.subject(chain.get(0)));
        }
        var last = search.deadEnd() == null ? chain.get(0) : search.deadEnd();
        boolean selfSigned = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
        throw new ProtocolException(
                Reason.UNKNOWN_CERTIFICATE_AUTHORITY,
                selfSigned
                        ? Certificates.subject(last) + " is self-signed and not among the "
                                + policy.roots().size() + " roots"
                        : "the issuer of " + Certificates.subject(last) + ", "
                                + Printable.of(last.getIssuerX500Principal())
                                + ", is neither among the " + policy.roots().size()
                                + " roots nor an intermediate that is known or was sent");
    }

    /** Validate a path of two or more by PKIX (RFC 5280 section 6.1). */
    private void validate(List<X509Certificate> path, Instant now) throws ProtocolException {
        var root = path.get(path.size() - 1);
        var below = path.subList(0, path.size() - 1);
        var anchor = new TrustAnchor(root, null);
        try {
            var certificates = new ArrayList<X509Certificate>();
            for (var certificate : below) {
                certificates.add(policy.checkTime() ? certificate : new TimelessCertificate(certificate));
            }
            var parameters = new PKIXParameters(Set.of(anchor));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now.truncatedTo(ChronoUnit.SECONDS))); // as PathRules counts
            parameters.setPolicyQualifiersRejected(false); // policies decide nothing in TLS, as in OpenSSL
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(certificates), parameters);
        } catch (CertPathValidatorException e) {
            int index = e.getIndex();
            var which = index < 0 || index >= below.size() ? path.get(0) : below.get(index);
            throw new ProtocolException(
                    reason(e), Certificates.subject(which) + ": " + Printable.of(e.getMessage()), e);
        } catch (GeneralSecurityException | RuntimeException | StackOverflowError e) {
            // Whatever a stranger's certificates make the provider do, they end as a refusal.
            throw new ProtocolException(
                    Reason.CERTIFICATE_NOT_ALLOWED,
                    Certificates.subject(path.get(0)) + " cannot be validated: " + Printable.of(e.getMessage()),
                    e);
        }
    }

    private static Reason reason(CertPathValidatorException failure) {
        var reason = failure.getReason();
        if (reason == CertPathValidatorException.BasicReason.EXPIRED
                || reason == CertPathValidatorException.BasicReason.NOT_YET_VALID) {
            return Reason.CERTIFICATE_EXPIRED;
        }
        if (reason == CertPathValidatorException.BasicReason.ALGORITHM_CONSTRAINED) {
            return Reason.UNSUPPORTED_CERTIFICATE_KEY;
        }
        // A signature that does not verify means that the supposed issuer is not the issuer.
        if (reason == CertPathValidatorException.BasicReason.INVALID_SIGNATURE
                || reason == PKIXReason.NO_TRUST_ANCHOR) {
            return Reason.UNKNOWN_CERTIFICATE_AUTHORITY;
        }
        return Reason.CERTIFICATE_NOT_ALLOWED;
    }

    private static Instant firstExpiry(List<X509Certificate> path) {
        var first = Instant.MAX;
        for (var certificate : path) {
            var until = certificate.getNotAfter().toInstant();
            first = until.isBefore(first) ? until : first;
        }
        return first;
    }

    private static String digest(ChainPolicy policy) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            update(sha256, policy.roots());
            sha256.update(policy.usage().purpose().getBytes(StandardCharsets.US_ASCII));
            sha256.update(new byte[] {
                (byte) (policy.checkChain() ? 1 : 0),
                (byte) (policy.checkName() ? 1 : 0),
                (byte) (policy.checkTime() ? 1 : 0),
                (byte) policy.maxDepth()
            });
            if (policy.usage() == ChainPolicy.Usage.CLIENT) {
                update(sha256, policy.intermediates());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that has no encoding", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no SHA-256", e);
        }
    }

    /** Digest certificates as a set. */
    private static void update(MessageDigest sha256, List<X509Certificate> certificates)
            throws GeneralSecurityException {
        var digests = new TreeSet<String>();
        for (var certificate : certificates) {
            digests.add(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded())));
        }
        for (var digest : digests) {
            sha256.update(HexFormat.of().parseHex(digest));
        }
    }
}
