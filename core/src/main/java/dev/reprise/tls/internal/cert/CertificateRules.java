package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for one certificate in its place on a path, whatever stands above and below it: RFC 5280 sections 6.1.3 and
 * 6.1.4, what TLS asks of a leaf, and which keys and algorithms hold. Every extension that a rule is about must parse: what
 * does not is refused, not taken for absent. Each refusal names its certificate.
 */
final class CertificateRules {
    /** The critical extensions that are looked at, or say nothing that matters in TLS. */
    static final Set<ObjectIdentifier> PROCESSED = Set.of(
            CertificateExtensions.KEY_USAGE,
            CertificateExtensions.SUBJECT_ALTERNATIVE_NAME,
            CertificateExtensions.BASIC_CONSTRAINTS,
            CertificateExtensions.NAME_CONSTRAINTS,
            CertificateExtensions.CRL_DISTRIBUTION_POINTS,
            CertificateExtensions.CERTIFICATE_POLICIES,
            CertificateExtensions.POLICY_MAPPINGS,
            CertificateExtensions.POLICY_CONSTRAINTS,
            CertificateExtensions.EXTENDED_KEY_USAGE,
            CertificateExtensions.INHIBIT_ANY_POLICY);

    private static final int MIN_RSA_BITS = 2048; // RFC 9325 section 4.5: MUST be at least this
    private static final int MIN_ANCHOR_RSA_BITS =
            1024; // What Java itself asks for; old roots are trusted as they are.

    private static final Set<String> KEYS = Set.of(
            "RSA", "RSASSA-PSS", "EC", "EdDSA", "Ed25519", "Ed448", "ML-DSA", "ML-DSA-44", "ML-DSA-65", "ML-DSA-87");

    private CertificateRules() {}

    /** Where a certificate stands. */
    enum Place {
        /** The peer's own, issued by another. */
        LEAF,
        /** One that issued another, and was issued by a third. */
        INTERMEDIATE,
        /** One of the roots, that issued another. */
        ANCHOR,
        /** The peer's own that is itself one of the roots. */
        TRUSTED_LEAF;

        boolean leaf() {
            return this == LEAF || this == TRUSTED_LEAF;
        }

        boolean trusted() {
            return this == ANCHOR || this == TRUSTED_LEAF;
        }
    }

    /** Check that a certificate is valid now. */
    static void checkTime(DerCertificate certificate, Instant now) throws ProtocolException {
        var from = certificate.tbs().notBefore();
        var until = certificate.tbs().notAfter();
        // RFC 5280 section 4.1.2.5: both ends belong to the period, and it counts whole seconds.
        if (now.isBefore(from)) {
            throw refused(
                    Reason.CERTIFICATE_EXPIRED, certificate, "is not valid before " + from + ", and it is " + now);
        }
        if (now.getEpochSecond() > until.getEpochSecond()) {
            throw refused(Reason.CERTIFICATE_EXPIRED, certificate, "expired at " + until + ", and it is " + now);
        }
    }

    /** Check all else. */
    static void check(DerCertificate certificate, Place place, ChainPolicy.Usage usage) throws ProtocolException {
        try {
            checkSubject(certificate, place);
            checkUsage(certificate, place);
            if (!place.trusted()) {
                checkSignatureAlgorithm(certificate);
            }
            checkPurpose(certificate, usage);
            checkKey(certificate, place);
            checkCriticalExtensions(certificate);
        } catch (ProtocolException e) {
            throw e.reason() == Reason.MALFORMED_CERTIFICATE ? damaged(certificate, e.getMessage()) : e;
        }
    }

    private static void checkSubject(DerCertificate certificate, Place place) throws ProtocolException {
        // Without alternative names that parse, an empty subject would name nobody (RFC 5280 section 4.1.2.6).
        CertificateNames.of(certificate, place.leaf());
        if (certificate.tbs().subject().isEmpty()
                && certificate.tbs().extensions().value(CertificateExtensions.SUBJECT_ALTERNATIVE_NAME) == null) {
            throw notAllowed(certificate, "has neither a subject nor alternative names");
        }
    }

    private static void checkUsage(DerCertificate certificate, Place place) throws ProtocolException {
        var tbs = certificate.tbs();
        var keyUsage = KeyUsage.of(tbs.extensions());
        var constraints = BasicConstraints.of(tbs.extensions());
        if (place.leaf()) {
            NameConstraints.of(tbs.extensions()); // They limit nobody here, but must be legal.
            // RFC 9846 section 4.5.1.2: digitalSignature MUST be set if key usage is present.
            if (keyUsage != null && !keyUsage.allows(KeyUsage.DIGITAL_SIGNATURE)) {
                throw notAllowed(certificate, "may not sign: its key usage lacks digitalSignature");
            }
            return;
        }
        // RFC 5280 section 6.1.4 (k). Version 1 has no extensions to say so; of an anchor, being in the roots says it.
        boolean saidByTrust = place == Place.ANCHOR && tbs.version() < 3;
        if (!constraints.authority() && !saidByTrust) {
            throw notAllowed(
                    certificate,
                    (place == Place.ANCHOR ? "is trusted but" : "is") + " no authority, so it may not issue others");
        }
        // Section 6.1.4 (n).
        if (keyUsage != null && !keyUsage.allows(KeyUsage.KEY_CERT_SIGN)) {
            throw notAllowed(certificate, "may not issue others: its key usage lacks keyCertSign");
        }
    }

    /** An extended key usage limits the certificate, and in an authority all that it issues, as in OpenSSL and Go. */
    private static void checkPurpose(DerCertificate certificate, ChainPolicy.Usage usage) throws ProtocolException {
        var purposes = ExtendedKeyUsage.of(certificate.tbs().extensions());
        if (purposes != null && !purposes.allows(usage.purpose())) {
            throw notAllowed(
                    certificate,
                    "may not be used for a " + (usage == ChainPolicy.Usage.SERVER ? "server" : "client")
                            + ": its extended key usage has " + purposes + " only");
        }
    }

    /** RFC 9846 section 4.5.1.3: MD5 MUST and SHA-1 should end the handshake, but for self-signed ones and trust anchors. */
    private static void checkSignatureAlgorithm(DerCertificate certificate) throws ProtocolException {
        var identifier = certificate.signed().algorithm();
        var algorithm = SignatureAlgorithm.find(identifier);
        if (algorithm == null) {
            throw notAllowed(certificate, "is signed with an algorithm that is not known, " + identifier.algorithm());
        }
        if (algorithm.weak(identifier)) {
            throw refused(
                    Reason.WEAK_CERTIFICATE_SIGNATURE,
                    certificate,
                    "is signed with " + SignatureAlgorithm.jcaName(identifier));
        }
    }

    /** An anchor's key was somebody's decision, but what nobody uses any more is refused there, too. */
    private static void checkKey(DerCertificate certificate, Place place) throws ProtocolException {
        var key = certificate.tbs().key();
        boolean otherCurve = key instanceof ECPublicKey && Signatures.curve(key) == null;
        if (!KEYS.contains(key.getAlgorithm()) || otherCurve) {
            throw refused(
                    Reason.UNSUPPORTED_CERTIFICATE_KEY,
                    certificate,
                    "has a key of the algorithm " + key.getAlgorithm()
                            + (otherCurve ? " on a curve that is not used here" : ", which is not used here"));
        }
        int least = place == Place.ANCHOR ? MIN_ANCHOR_RSA_BITS : MIN_RSA_BITS;
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < least) {
            throw refused(
                    Reason.UNSUPPORTED_CERTIFICATE_KEY,
                    certificate,
                    "has an RSA key of " + rsa.getModulus().bitLength() + " bits, the least is " + least);
        }
    }

    /** RFC 5280 section 4.2: what is critical and unknown MUST be a refusal. */
    private static void checkCriticalExtensions(DerCertificate certificate) throws ProtocolException {
        for (var extension : certificate.tbs().extensions().all().entrySet()) {
            if (extension.getValue().critical() && !PROCESSED.contains(extension.getKey())) {
                throw notAllowed(
                        certificate,
                        "has a critical extension that is not known, " + Printable.of(extension.getKey(), 60));
            }
        }
    }

    static ProtocolException notAllowed(DerCertificate certificate, String what) {
        return refused(Reason.CERTIFICATE_NOT_ALLOWED, certificate, what);
    }

    static ProtocolException damaged(DerCertificate certificate, @Nullable String how) {
        return refused(Reason.MALFORMED_CERTIFICATE, certificate, "is damaged: " + how);
    }

    private static ProtocolException refused(Reason reason, DerCertificate certificate, String what) {
        return new ProtocolException(reason, Certificates.subject(certificate) + " " + what);
    }
}
