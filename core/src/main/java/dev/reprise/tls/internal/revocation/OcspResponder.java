package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.cert.Certificates;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/**
 * Who signed an OCSP response: the issuer of the certificate in question, or one whom it designates (RFC 6960 section
 * 4.2.2.2).
 *
 * @param certificate the signer's
 * @param issuer the issuer of the certificate in question
 */
record OcspResponder(X509Certificate certificate, X509Certificate issuer) {
    private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"; // id-kp-OCSPSigning
    private static final String NO_CHECK = "1.3.6.1.5.5.7.48.1.5"; // id-pkix-ocsp-nocheck
    private static final int DIGITAL_SIGNATURE = 0; // bits of RFC 5280 section 4.2.1.3
    private static final int NON_REPUDIATION = 1;

    /** Critical extensions that are looked at, or say nothing of who may sign a response: RFC 5280 section 4.2.1. */
    private static final Set<String> KNOWN = Set.of(
            "2.5.29.15", // key usage
            "2.5.29.19", // basic constraints
            "2.5.29.17", // subject alternative name
            "2.5.29.37", // extended key usage
            NO_CHECK);

    /** Find the certificate that the responder's identity names: the issuer's, or one in the response. */
    static OcspResponder of(OcspResponse response, X509Certificate issuer, CertificateFields issuerFields)
            throws ProtocolException {
        if (named(response, issuer, issuerFields)) {
            return new OcspResponder(issuer, issuer);
        }
        for (var der : response.certificates()) {
            X509Certificate certificate;
            try {
                certificate = Certificates.parse(der);
            } catch (ProtocolException e) {
                throw BadStatus.of(e);
            }
            if (named(response, certificate, CertificateFields.of(certificate))) {
                return new OcspResponder(certificate, issuer);
            }
        }
        throw BadStatus.refused("is neither signed by the issuer of the certificate, "
                + Printable.of(issuer.getSubjectX500Principal())
                + ", nor has the certificate of another responder of the name it gives");
    }

    /** RFC 6960 section 4.2.2.3: the ResponderID MUST correspond to the certificate that was used to sign. */
    private static boolean named(OcspResponse response, X509Certificate certificate, CertificateFields fields)
            throws ProtocolException {
        var keyHash = response.responderKeyHash();
        if (keyHash != null) {
            return keyHash.equals(OcspCertId.digest("SHA-1", fields.publicKey()));
        }
        var name = response.responderName();
        try {
            return name != null
                    && (name.equals(fields.subject())
                            || new X500Principal(name.toArray()).equals(certificate.getSubjectX500Principal()));
        } catch (IllegalArgumentException e) {
            throw BadStatus.malformed("a responder's name that is none");
        }
    }

    /**
     * Require that this one may speak for the issuer, and return its certificate.
     *
     * @param lists where its own certificate is looked up unless it says that there is no need to
     */
    X509Certificate authorized(RevocationLists lists, Instant now) throws ProtocolException {
        if (certificate.equals(issuer)) {
            return certificate;
        }
        // RFC 6960 section 4.2.2.2: it MUST be issued directly by the authority, whose key also signed what is asked
        // for.
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            throw refused("was not issued by " + Printable.of(issuer.getSubjectX500Principal()));
        }
        try {
            signed().require(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            throw refused("is valid from " + certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant() + ", and it is " + now);
        }
        requirePurpose();
        var critical = certificate.getCriticalExtensionOIDs();
        if (critical != null && !KNOWN.containsAll(critical)) {
            throw refused("has a critical extension that is not known, among " + critical);
        }
        // RFC 6960 section 4.2.2.2.1: without nocheck it is ours to decide, and lists that are at hand are asked.
        if (certificate.getExtensionValue(NO_CHECK) == null && !lists.isEmpty()) {
            try {
                lists.require(certificate, issuer, now);
            } catch (ProtocolException e) {
                throw BadStatus.refused("has a responder that is not known to be good: " + e.getMessage(), e);
            }
        }
        return certificate;
    }

    /** RFC 6960 section 4.2.2.2: the purpose MUST be id-kp-OCSPSigning; any purpose is not that. */
    private void requirePurpose() throws ProtocolException {
        List<String> purposes;
        try {
            purposes = certificate.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            throw refused("has a damaged extended key usage");
        }
        if (purposes == null || !purposes.contains(OCSP_SIGNING)) {
            throw refused("may not sign OCSP responses: its extended key usage is " + purposes);
        }
        // RFC 5280 section 4.2.1.12: what is consistent with this purpose.
        var usage = certificate.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw refused("may not sign: its key usage has neither digitalSignature nor nonRepudiation");
        }
    }

    private SignedContent signed() throws ProtocolException {
        try {
            var fields = new DerReader(Bytes.wrap(certificate.getEncoded())).enter(DerReader.SEQUENCE);
            var content = fields.element();
            var algorithm = fields.element();
            return new SignedContent(content, algorithm, Bytes.wrap(certificate.getSignature()));
        } catch (CertificateEncodingException e) {
            throw BadStatus.malformed("a responder's certificate without an encoding");
        }
    }

    private ProtocolException refused(String what) {
        return BadStatus.refused("has a responder whose certificate, "
                + Printable.of(certificate.getSubjectX500Principal()) + ", " + what);
    }
}
