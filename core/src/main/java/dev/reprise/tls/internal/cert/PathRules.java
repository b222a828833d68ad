package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.cert.CertificateRules.Place;
import dev.reprise.tls.internal.cert.GeneralName.Form;
import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of path validation (RFC 5280 section 6.1) for the candidate paths of one verification. What is found out about a
 * certificate in its place, or about one below another, is found out once, as a peer can have the same certificates on many
 * paths. Not thread-safe.
 */
final class PathRules {
    private final ChainPolicy policy;
    private final Instant now;
    private final VerificationBudget budget;
    private final PathSignatures signatures;
    private final Map<Placed, Verdict> placed = new HashMap<>();
    private final Map<Placed, Boolean> issuers = new HashMap<>();
    private final Map<Below, Verdict> constrained = new HashMap<>();
    private final Map<DerCertificate, Constraints> constraints = new HashMap<>();

    private record Placed(DerCertificate certificate, Place place) {}

    private record Below(DerCertificate certificate, DerCertificate authority, boolean leaf) {}

    private record Verdict(@Nullable ProtocolException failure) {}

    private record Constraints(@Nullable NameConstraints constraints) {}

    PathRules(ChainPolicy policy, Instant now, VerificationBudget budget, SignatureVerifier verifier) {
        this.policy = policy;
        this.now = now;
        this.budget = budget;
        this.signatures = new PathSignatures(budget, verifier);
    }

    /**
     * Check a path, leaf first and root last; a path of one is a leaf that is itself trusted. What is cheap and needs no
     * signature comes first, then the signatures, then what the certificates say about each other.
     *
     * @param name the server name asked for if the leaf has it, else null
     */
    void check(List<DerCertificate> path, @Nullable String name) throws ProtocolException {
        if (policy.checkTime()) {
            for (var certificate : path) {
                CertificateRules.checkTime(certificate, now);
            }
        }
        for (int i = 0; i < path.size(); i++) {
            var at = new Placed(path.get(i), place(i, path.size()));
            require(placed.computeIfAbsent(at, this::judged));
        }
        if (path.size() == 1) {
            return;
        }
        signatures.require(path);
        checkPathLengths(path);
        checkNames(path);
        if (name != null) {
            checkName(path, name);
        }
        checkPolicies(path);
    }

    /**
     * Tell whether a path could go on over an issuer, as far as it says so itself and as is known from the paths before: over
     * one that could not, nothing else is worth a look. No signature is checked here, and no name compared.
     *
     * @param path leaf first, without a root yet
     */
    boolean mayIssue(List<DerCertificate> path, DerCertificate issuer, Place place) {
        return issuers.computeIfAbsent(new Placed(issuer, place), this::judgedIssuer)
                && PathSearch.depth(path) <= pathLength(issuer)
                && !signatures.refused(path.get(path.size() - 1), issuer)
                && !constrains(path, issuer);
    }

    private static int pathLength(DerCertificate issuer) {
        try {
            return BasicConstraints.of(issuer.tbs().extensions()).pathLength();
        } catch (ProtocolException e) {
            return 0; // It may not issue, which has been said before.
        }
    }

    private boolean constrains(List<DerCertificate> path, DerCertificate issuer) {
        if (constrained.isEmpty()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            var verdict = constrained.get(new Below(path.get(i), issuer, i == 0));
            if (verdict != null
                    && verdict.failure() != null
                    && (i == 0 || !path.get(i).selfIssued())) {
                return true;
            }
        }
        return false;
    }

    private boolean judgedIssuer(Placed at) {
        try {
            if (policy.checkTime()) {
                CertificateRules.checkTime(at.certificate(), now);
            }
            require(placed.computeIfAbsent(at, this::judged));
            return true;
        } catch (ProtocolException e) {
            return false;
        }
    }

    private static Place place(int index, int length) {
        if (index == 0) {
            return length == 1 ? Place.TRUSTED_LEAF : Place.LEAF;
        }
        return index == length - 1 ? Place.ANCHOR : Place.INTERMEDIATE;
    }

    private Verdict judged(Placed at) {
        try {
            CertificateRules.check(at.certificate(), at.place(), policy.usage());
            return new Verdict(null);
        } catch (ProtocolException e) {
            return new Verdict(e);
        }
    }

    private static void require(Verdict verdict) throws ProtocolException {
        if (verdict.failure() != null) {
            throw verdict.failure();
        }
    }

    /** RFC 5280 section 6.1.4 (l) and (m); the anchor's own constraint holds, too, as section 6.2 allows. */
    private static void checkPathLengths(List<DerCertificate> path) throws ProtocolException {
        for (int i = path.size() - 1; i > 0; i--) {
            int allowed = BasicConstraints.of(path.get(i).tbs().extensions()).pathLength();
            int below = 0;
            for (int j = i - 1; j > 0; j--) {
                if (!path.get(j).selfIssued()) {
                    below++;
                }
            }
            if (below > allowed) {
                throw CertificateRules.notAllowed(
                        path.get(i), "allows " + allowed + " authorities below it, the path has " + below);
            }
        }
    }

    /** RFC 5280 section 6.1.3 (b) and (c): self-issued certificates are exempt, but for the leaf. */
    private void checkNames(List<DerCertificate> path) throws ProtocolException {
        for (int i = path.size() - 1; i > 0; i--) {
            var authority = path.get(i);
            if (constraints(authority) == null) {
                continue;
            }
            for (int j = i - 1; j >= 0; j--) {
                if (j > 0 && path.get(j).selfIssued()) {
                    continue;
                }
                var below = new Below(path.get(j), authority, j == 0);
                var verdict = constrained.get(below);
                if (verdict == null) {
                    verdict = new Verdict(outside(below));
                    constrained.put(below, verdict);
                }
                require(verdict);
            }
        }
    }

    private @Nullable ProtocolException outside(Below below) throws ProtocolException {
        var authority = constraints(below.authority());
        for (var name : CertificateNames.of(below.certificate(), below.leaf())) {
            if (authority != null && !authority.allow(name, budget)) {
                return outside(Certificates.subject(below.certificate()), below.authority());
            }
        }
        return null;
    }

    /**
     * The constraints hold for the name that is asked for as well: one that a wildcard covers or a common name holds stands
     * in the certificate in another form.
     */
    private void checkName(List<DerCertificate> path, String name) throws ProtocolException {
        var host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        var address = IpAddress.parse(host);
        var asked = ComparableName.of(
                address == null
                        ? GeneralName.of(Form.DNS_NAME, Bytes.wrap(host.getBytes(StandardCharsets.UTF_8)))
                        : GeneralName.of(Form.IP_ADDRESS, Bytes.wrap(address)));
        for (var authority : path.subList(1, path.size())) {
            var limits = constraints(authority);
            if (limits != null && !limits.allow(asked, budget)) {
                throw outside("name `" + Printable.of(name) + "'", authority);
            }
        }
    }

    private @Nullable NameConstraints constraints(DerCertificate authority) throws ProtocolException {
        var known = constraints.get(authority);
        if (known == null) {
            try {
                known = new Constraints(NameConstraints.of(authority.tbs().extensions()));
            } catch (ProtocolException e) {
                throw CertificateRules.damaged(authority, e.getMessage());
            }
            constraints.put(authority, known);
        }
        return known.constraints();
    }

    private static void checkPolicies(List<DerCertificate> path) throws ProtocolException {
        int length = path.size() - 1;
        var tree = new PolicyTree(length);
        for (int i = length - 1; i >= 0; i--) {
            tree.add(path.get(i), i == 0);
        }
    }

    private static ProtocolException outside(String what, DerCertificate authority) {
        return new ProtocolException(
                Reason.CERTIFICATE_NOT_ALLOWED,
                what + " is outside the name constraints of " + Certificates.subject(authority));
    }
}
