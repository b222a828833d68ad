package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate says of policies (RFC 5280 sections 4.2.1.4, 4.2.1.5, 4.2.1.11 and 4.2.1.14).
 *
 * @param policies the certificate policies, null if there are none
 * @param mappings which policy stands for which, maybe none
 * @param requireExplicitPolicy after how many certificates a policy is needed, -1 if nothing is said
 * @param inhibitPolicyMapping after how many certificates mappings do not count, -1 if nothing is said
 * @param inhibitAnyPolicy after how many certificates anyPolicy does not count, -1 if nothing is said
 */
record PolicyExtensions(
        @Nullable Set<ObjectIdentifier> policies,
        List<Mapping> mappings,
        int requireExplicitPolicy,
        int inhibitPolicyMapping,
        int inhibitAnyPolicy) {
    /** Honest certificates have a few, those of bridges between governments' authorities some dozens. */
    private static final int MAX_POLICIES = 64;

    private static final int REQUIRE_EXPLICIT_POLICY = 0x80;
    private static final int INHIBIT_POLICY_MAPPING = 0x81;

    /**
     * One mapping.
     *
     * @param issuerDomain the issuer's policy
     * @param subjectDomain the one that stands for it below
     */
    record Mapping(ObjectIdentifier issuerDomain, ObjectIdentifier subjectDomain) {}

    /** Read them; what does not parse is {@link Reason#MALFORMED_CERTIFICATE}. */
    static PolicyExtensions of(DerCertificate certificate) throws ProtocolException {
        var extensions = certificate.tbs().extensions();
        int requireExplicitPolicy = -1;
        int inhibitPolicyMapping = -1;
        try {
            var constraints = list(extensions, CertificateExtensions.POLICY_CONSTRAINTS);
            if (constraints != null) {
                // RFC 5280 section 4.2.1.11: it MUST NOT be empty.
                do {
                    if (requireExplicitPolicy < 0
                            && inhibitPolicyMapping < 0
                            && constraints.nextTag() == REQUIRE_EXPLICIT_POLICY) {
                        requireExplicitPolicy = count(constraints.content(REQUIRE_EXPLICIT_POLICY));
                    } else {
                        inhibitPolicyMapping = count(constraints.content(INHIBIT_POLICY_MAPPING));
                        constraints.end();
                    }
                } while (constraints.hasNext());
            }
            var inhibitAny = extensions.value(CertificateExtensions.INHIBIT_ANY_POLICY);
            var policies = policies(list(extensions, CertificateExtensions.CERTIFICATE_POLICIES));
            if (policies != null && policies.size() > MAX_POLICIES) {
                throw CertificateRules.notAllowed(
                        certificate, "has " + policies.size() + " policies, the most are " + MAX_POLICIES);
            }
            return new PolicyExtensions(
                    policies,
                    mappings(list(extensions, CertificateExtensions.POLICY_MAPPINGS)),
                    requireExplicitPolicy,
                    inhibitPolicyMapping,
                    inhibitAny == null ? -1 : inhibitAnyPolicy(new DerReader(inhibitAny)));
        } catch (ProtocolException e) {
            throw e.reason() == Reason.CERTIFICATE_NOT_ALLOWED
                    ? e
                    : CertificateRules.damaged(certificate, "its policies do not parse");
        }
    }

    private static @Nullable DerReader list(CertificateExtensions extensions, ObjectIdentifier identifier)
            throws ProtocolException {
        var value = extensions.value(identifier);
        if (value == null) {
            return null;
        }
        var reader = new DerReader(value);
        var list = reader.enter(DerReader.SEQUENCE);
        reader.end();
        return list;
    }

    private static @Nullable Set<ObjectIdentifier> policies(@Nullable DerReader list) throws ProtocolException {
        if (list == null) {
            return null;
        }
        var policies = new LinkedHashSet<ObjectIdentifier>();
        do {
            // Qualifiers are for people (section 4.2.1.4), and nobody reads them in a handshake.
            policies.add(ObjectIdentifier.parse(list.enter(DerReader.SEQUENCE)));
        } while (list.hasNext());
        return policies;
    }

    private static List<Mapping> mappings(@Nullable DerReader list) throws ProtocolException {
        var mappings = new ArrayList<Mapping>();
        if (list != null) {
            do {
                var fields = list.enter(DerReader.SEQUENCE);
                mappings.add(new Mapping(ObjectIdentifier.parse(fields), ObjectIdentifier.parse(fields)));
                fields.end();
            } while (list.hasNext());
        }
        return mappings;
    }

    private static int inhibitAnyPolicy(DerReader reader) throws ProtocolException {
        int count = count(reader.content(DerReader.INTEGER));
        reader.end();
        return count;
    }

    /** Read SkipCerts; more than an int holds is longer than any path. */
    private static int count(Bytes content) throws ProtocolException {
        if (content.isEmpty() || content.at(0) > 0x7f) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a number of certificates below 0");
        }
        if (content.length() > 4) {
            return Integer.MAX_VALUE;
        }
        int count = 0;
        for (int i = 0; i < content.length(); i++) {
            count = (count << 8) | content.at(i);
        }
        return count;
    }
}
