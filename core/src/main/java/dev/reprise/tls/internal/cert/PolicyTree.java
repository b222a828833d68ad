package dev.reprise.tls.internal.cert;

import dev.reprise.tls.spec.ProtocolException;
import java.util.HashSet;
import java.util.Set;

/**
 * The part of path validation that deals with policies (RFC 5280 section 6.1), where any policy will do and none is asked for
 * but by the certificates themselves: an authority may demand that all below it have a policy that it, too, has.
 *
 * <p>How this works: the RFC grows a tree, a level for each certificate, and asks at the end whether it has a leaf. Nothing
 * else is asked here, so it is enough to know the last level, as a set: which policies the next certificate may have. Mappings
 * can multiply the nodes of a tree from level to level; the set grows by as many as a certificate names. Not thread-safe.
 */
final class PolicyTree {
    private static final ObjectIdentifier ANY_POLICY = ObjectIdentifier.of("2.5.29.32.0");
    private static final int MAX_MAPPINGS = 64; // in all certificates of a path

    private Set<ObjectIdentifier> expected = Set.of();
    private boolean anyPolicy = true;
    private int explicitPolicy;
    private int inhibitAnyPolicy;
    private int policyMapping;
    private int mappings;

    /** Begin with a path of so many certificates, the anchor not counted. */
    PolicyTree(int length) {
        explicitPolicy = length + 1;
        inhibitAnyPolicy = length + 1;
        policyMapping = length + 1;
    }

    /** Take the next certificate, from the anchor down; the one that is not the leaf prepares for what it issued. */
    void add(DerCertificate certificate, boolean leaf) throws ProtocolException {
        var extensions = PolicyExtensions.of(certificate);
        boolean selfIssued = certificate.selfIssued();
        var valid = valid(extensions, inhibitAnyPolicy > 0 || (!leaf && selfIssued));
        if (leaf) {
            // Section 6.1.5 (a) and (b).
            explicitPolicy = extensions.requireExplicitPolicy() == 0 ? 0 : Math.max(0, explicitPolicy - 1);
        }
        // Sections 6.1.3 (f) and 6.1.5 (g).
        if (explicitPolicy == 0 && valid.isEmpty() && !anyPolicy) {
            throw CertificateRules.notAllowed(
                    certificate, "has none of the policies that an authority above it demands");
        }
        if (!leaf) {
            expected = mapped(certificate, extensions, valid);
            prepare(extensions, selfIssued);
        }
    }

    /** Section 6.1.3 (d) and (e): return the level of this certificate. */
    private Set<ObjectIdentifier> valid(PolicyExtensions extensions, boolean anyPolicyCounts) {
        var valid = new HashSet<ObjectIdentifier>();
        var policies = extensions.policies();
        boolean any = policies != null && policies.contains(ANY_POLICY) && anyPolicyCounts;
        if (policies != null) {
            for (var policy : policies) {
                if (!policy.equals(ANY_POLICY) && (anyPolicy || expected.contains(policy))) {
                    valid.add(policy);
                }
            }
        }
        if (any) {
            valid.addAll(expected);
        }
        anyPolicy &= any;
        return valid;
    }

    /** Section 6.1.4 (a) and (b): return what the next certificate may have. */
    private Set<ObjectIdentifier> mapped(
            DerCertificate certificate, PolicyExtensions extensions, Set<ObjectIdentifier> valid)
            throws ProtocolException {
        mappings += extensions.mappings().size();
        if (mappings > MAX_MAPPINGS) {
            throw CertificateRules.notAllowed(
                    certificate,
                    "brings the policy mappings of the path to " + mappings + ", the most are " + MAX_MAPPINGS);
        }
        var next = new HashSet<>(valid);
        for (var mapping : extensions.mappings()) {
            if (mapping.issuerDomain().equals(ANY_POLICY)
                    || mapping.subjectDomain().equals(ANY_POLICY)) {
                throw CertificateRules.notAllowed(certificate, "maps a policy from or to any");
            }
            next.remove(mapping.issuerDomain());
        }
        if (policyMapping > 0) {
            for (var mapping : extensions.mappings()) {
                if (anyPolicy || valid.contains(mapping.issuerDomain())) {
                    next.add(mapping.subjectDomain());
                }
            }
        }
        return next;
    }

    /** Section 6.1.4 (h) to (j). */
    private void prepare(PolicyExtensions extensions, boolean selfIssued) {
        if (!selfIssued) {
            explicitPolicy = Math.max(0, explicitPolicy - 1);
            policyMapping = Math.max(0, policyMapping - 1);
            inhibitAnyPolicy = Math.max(0, inhibitAnyPolicy - 1);
        }
        explicitPolicy = lower(explicitPolicy, extensions.requireExplicitPolicy());
        policyMapping = lower(policyMapping, extensions.inhibitPolicyMapping());
        inhibitAnyPolicy = lower(inhibitAnyPolicy, extensions.inhibitAnyPolicy());
    }

    private static int lower(int counter, int said) {
        return said < 0 ? counter : Math.min(counter, said);
    }
}
