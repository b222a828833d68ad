package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The rules for a path that PKIX validation leaves to the application, or that the JDK's leaves out: what TLS asks of a leaf,
 * what a trust anchor must be to issue anything, and which algorithms are too weak. Each names its certificate in the text.
 */
final class PathRules {
    private static final String ANY_PURPOSE = "2.5.29.37.0"; // RFC 5280 section 4.2.1.12, anyExtendedKeyUsage
    private static final int DIGITAL_SIGNATURE = 0; // bits of RFC 5280 section 4.2.1.3
    private static final int KEY_CERT_SIGN = 5;
    private static final int MIN_RSA_BITS = 2048; // RFC 9325 section 4.5: MUST be at least this

    private static final String CERTIFICATE_POLICIES = "2.5.29.32";
    private static final String POLICY_MAPPINGS = "2.5.29.33";
    private static final int MAX_POLICIES = 64; // in one certificate
    private static final int MAX_POLICY_MAPPINGS = 64; // in all certificates of a path

    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";
    private static final Set<String> WEAK_SIGNATURES = Set.of(
            "1.2.840.113549.1.1.2", // md2WithRSAEncryption
            "1.2.840.113549.1.1.3", // md4WithRSAEncryption
            "1.2.840.113549.1.1.4", // md5WithRSAEncryption
            "1.2.840.113549.1.1.5", // sha1WithRSAEncryption
            "1.3.14.3.2.29", // sha1WithRSASignature
            "1.3.14.3.2.27", // dsaWithSHA1, old
            "1.2.840.10040.4.3", // dsa-with-sha1
            "1.2.840.10045.4.1"); // ecdsa-with-SHA1

    /** What is looked at in an anchor, or says nothing that matters in TLS: RFC 5280 section 4.2.1. */
    private static final Set<String> KNOWN_IN_ANCHORS = Set.of(
            "2.5.29.15", // key usage
            "2.5.29.17", // subject alternative name
            "2.5.29.19", // basic constraints
            "2.5.29.30", // name constraints
            "2.5.29.31", // CRL distribution points
            CERTIFICATE_POLICIES,
            POLICY_MAPPINGS,
            "2.5.29.36", // policy constraints
            "2.5.29.37", // extended key usage
            "2.5.29.54"); // inhibit any policy

    private PathRules() {}

    /** Check all rules on a path, leaf first and root last; a path of one is a leaf that is itself trusted. */
    static void check(List<X509Certificate> path, ChainPolicy policy, Instant now) throws ProtocolException {
        if (policy.checkTime()) {
            for (var certificate : path) {
                checkTime(certificate, now);
            }
        }
        checkLeaf(path.get(0));
        for (int i = 0; i < path.size(); i++) {
            var certificate = path.get(i);
            boolean anchor = i == path.size() - 1;
            if (!anchor) {
                checkSignatureAlgorithm(certificate);
            }
            checkPurpose(certificate, policy.usage());
            // An anchor's key was somebody's decision, unless it is the leaf's, which signs this handshake.
            if (!anchor || i == 0) {
                checkKey(certificate);
            }
        }
        checkCriticalExtensions(path.get(path.size() - 1));
        if (path.size() > 1) {
            checkAnchor(path);
            checkPolicies(path.subList(0, path.size() - 1));
        }
    }

    private static void checkTime(X509Certificate certificate, Instant now) throws ProtocolException {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        // RFC 5280 section 4.1.2.5: both ends belong to the period, and it counts whole seconds.
        if (now.isBefore(from)) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_EXPIRED,
                    Certificates.subject(certificate) + " is not valid before " + from + ", and it is " + now);
        }
        if (now.getEpochSecond() > until.getEpochSecond()) {
            throw new ProtocolException(
                    Reason.CERTIFICATE_EXPIRED,
                    Certificates.subject(certificate) + " expired at " + until + ", and it is " + now);
        }
    }

    private static void checkLeaf(X509Certificate leaf) throws ProtocolException {
        // RFC 9846 section 4.5.1.2: digitalSignature MUST be set if key usage is present.
        var keyUsage = leaf.getKeyUsage();
        if (keyUsage != null && !keyUsage[DIGITAL_SIGNATURE]) {
            throw notAllowed(leaf, "may not sign: its key usage lacks digitalSignature");
        }
    }

    /** An extended key usage limits the certificate, and in an authority all that it issues, as in OpenSSL and Go. */
    private static void checkPurpose(X509Certificate certificate, ChainPolicy.Usage usage) throws ProtocolException {
        List<String> purposes;
        try {
            purposes = certificate.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            throw new ProtocolException(
                    Reason.MALFORMED_CERTIFICATE, Certificates.subject(certificate) + " has a damaged key usage", e);
        }
        if (purposes != null && !purposes.contains(usage.purpose()) && !purposes.contains(ANY_PURPOSE)) {
            throw notAllowed(
                    certificate,
                    "may not be used for a "
                            + (usage == ChainPolicy.Usage.SERVER ? "server" : "client")
                            + ": its extended key usage has " + purposes + " only");
        }
    }

    /** RFC 9846 section 4.5.1.3: MD5 MUST and SHA-1 should end the handshake, but for self-signed ones and trust anchors. */
    private static void checkSignatureAlgorithm(X509Certificate certificate) throws ProtocolException {
        var algorithm = certificate.getSigAlgOID();
        if (WEAK_SIGNATURES.contains(algorithm) || (algorithm.equals(RSASSA_PSS) && weakPss(certificate))) {
            throw new ProtocolException(
                    Reason.WEAK_CERTIFICATE_SIGNATURE,
                    Certificates.subject(certificate) + " is signed with " + certificate.getSigAlgName());
        }
    }

    private static boolean weakPss(X509Certificate certificate) {
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            var digest = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
            return !digest.startsWith("SHA-2")
                    && !digest.startsWith("SHA-384")
                    && !digest.startsWith("SHA-5")
                    && !digest.startsWith("SHA3-");
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return true; // absent parameters mean SHA-1 (RFC 8017 appendix A.2.3)
        }
    }

    private static void checkKey(X509Certificate certificate) throws ProtocolException {
        if (certificate.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new ProtocolException(
                    Reason.UNSUPPORTED_CERTIFICATE_KEY,
                    Certificates.subject(certificate) + " has an RSA key of "
                            + rsa.getModulus().bitLength() + " bits, the least is " + MIN_RSA_BITS);
        }
    }

    /** RFC 5280 section 4.2: what is critical and unknown MUST be a refusal. PKIX sees to it below the anchor only. */
    private static void checkCriticalExtensions(X509Certificate anchor) throws ProtocolException {
        var critical = anchor.getCriticalExtensionOIDs();
        if (critical != null && !KNOWN_IN_ANCHORS.containsAll(critical)) {
            throw notAllowed(anchor, "has a critical extension that is not known, among " + critical);
        }
    }

    /**
     * An anchor that issues must be an authority: the JDK takes its name and key only, so that a pinned server certificate
     * could issue others. Version 1 has no extensions to say so, and being in the roots says it.
     */
    private static void checkAnchor(List<X509Certificate> path) throws ProtocolException {
        var root = path.get(path.size() - 1);
        int pathLength = root.getBasicConstraints(); // -1: not an authority
        var keyUsage = root.getKeyUsage();
        if ((root.getVersion() >= 3 && pathLength < 0) || (keyUsage != null && !keyUsage[KEY_CERT_SIGN])) {
            throw notAllowed(
                    root, "is trusted but no authority, so it may not issue " + Certificates.subject(path.get(0)));
        }
        if (pathLength < 0) {
            return;
        }
        int depth = 0;
        for (var intermediate : path.subList(1, path.size() - 1)) {
            // RFC 5280 section 4.2.1.9: self-issued ones do not count.
            if (!intermediate.getSubjectX500Principal().equals(intermediate.getIssuerX500Principal())) {
                depth++;
            }
        }
        if (depth > pathLength) {
            throw notAllowed(root, "allows " + pathLength + " authorities below it, the path has " + depth);
        }
    }

    /**
     * The JDK grows a tree of policies (RFC 5280 section 6.1.3) that mappings can multiply from level to level, though
     * policies decide nothing in TLS. Honest certificates have a few; bridges between governments' authorities some dozens.
     */
    private static void checkPolicies(List<X509Certificate> belowAnchor) throws ProtocolException {
        int mappings = 0;
        for (var certificate : belowAnchor) {
            int policies = elements(certificate, CERTIFICATE_POLICIES);
            if (policies > MAX_POLICIES) {
                throw notAllowed(certificate, "has " + policies + " policies, the most are " + MAX_POLICIES);
            }
            mappings += elements(certificate, POLICY_MAPPINGS);
            if (mappings > MAX_POLICY_MAPPINGS) {
                throw notAllowed(
                        certificate,
                        "brings the policy mappings of the path to " + mappings + ", the most are "
                                + MAX_POLICY_MAPPINGS);
            }
        }
    }

    /** Count what an extension's SEQUENCE holds; 0 without the extension. */
    private static int elements(X509Certificate certificate, String extension) throws ProtocolException {
        var value = certificate.getExtensionValue(extension);
        if (value == null) {
            return 0;
        }
        try {
            var list = new DerReader(new DerReader(Bytes.wrap(value)).content(DerReader.OCTET_STRING))
                    .enter(DerReader.SEQUENCE);
            int count = 0;
            for (; list.hasNext(); count++) {
                list.element();
            }
            return count;
        } catch (ProtocolException e) {
            throw new ProtocolException(
                    Reason.MALFORMED_CERTIFICATE, Certificates.subject(certificate) + " has damaged policies", e);
        }
    }

    private static ProtocolException notAllowed(X509Certificate certificate, String what) {
        return new ProtocolException(Reason.CERTIFICATE_NOT_ALLOWED, Certificates.subject(certificate) + " " + what);
    }
}
