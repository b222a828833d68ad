package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.DerWriter;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A certificate read by our own rules (RFC 5280 section 4.1), with the face that Java knows. The JDK's parser refuses an
 * empty subject whose alternative names are not critical, which private authorities issue; it takes an extension that it
 * cannot parse for absent; and it takes BER.
 *
 * <p>Java's accessors answer as the JDK's do. The rules of a path use {@link #tbs()}, in which nothing is lost.
 */
final class DerCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L; // what is serialised is the encoding, see Certificate
    private static final int KEY_USAGES = 9;

    private final transient Bytes encoded;
    private final transient TbsCertificate tbs;
    private final transient CertificateSignature signed;
    private final transient X500Principal subject;
    private final transient X500Principal issuer;
    private final transient int hash;

    private DerCertificate(Bytes encoded, TbsCertificate tbs, CertificateSignature signed) {
        this.encoded = encoded;
        this.tbs = tbs;
        this.signed = signed;
        this.subject = new X500Principal(tbs.subject().der().toArray());
        this.issuer = new X500Principal(tbs.issuer().der().toArray());
        this.hash = encoded.hashCode(); // that of the array, as all certificates of Java have
    }

    /** Read a certificate that fills the bytes; anything else is {@link Reason#MALFORMED_CERTIFICATE}. */
    static DerCertificate parse(Bytes received) throws ProtocolException {
        StrictDer.requireCertificate(received);
        var der = received.compact(); // A certificate outlives the message it came in, with all that stood beside it.
        try {
            var whole = new DerReader(der);
            var fields = whole.enter(DerReader.SEQUENCE);
            whole.end();
            var content = fields.element();
            var tbs = TbsCertificate.parse(new DerReader(content).enter(DerReader.SEQUENCE));
            var algorithm = AlgorithmIdentifier.parse(fields);
            var signature = BitString.parseBytes(fields);
            fields.end();
            return new DerCertificate(der, tbs, new CertificateSignature(content, algorithm, signature));
        } catch (ProtocolException e) {
            throw e.reason() == Reason.MALFORMED_CERTIFICATE ? e : malformed(e.getMessage());
        } catch (IllegalArgumentException e) {
            // X500Principal's; its message may repeat the name, so it is no cause.
            throw malformed("a name that Java cannot read");
        }
    }

    /** Return any certificate as one of these; one that does not follow our rules is a ProtocolException. */
    static DerCertificate of(X509Certificate certificate) throws ProtocolException {
        if (certificate instanceof DerCertificate own) {
            return own;
        }
        try {
            return parse(Bytes.wrap(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new ProtocolException(Reason.MALFORMED_CERTIFICATE, "a certificate without an encoding", e);
        }
    }

    /** Return what is signed. */
    TbsCertificate tbs() {
        return tbs;
    }

    /** Return content, algorithm and signature. */
    CertificateSignature signed() {
        return signed;
    }

    /** Return the encoding, not copied. */
    Bytes encoded() {
        return encoded;
    }

    /** Tell whether subject and issuer are the same (RFC 5280 section 3.2); the keys may yet be two. */
    boolean selfIssued() {
        return tbs.subject().equals(tbs.issuer());
    }

    @Override
    public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
        checkValidity(Date.from(Instant.now())); // what Java promises; nothing of ours calls it
    }

    @Override
    public void checkValidity(Date date) throws CertificateExpiredException, CertificateNotYetValidException {
        if (date.toInstant().isBefore(tbs.notBefore())) {
            throw new CertificateNotYetValidException("NotBefore: " + tbs.notBefore());
        }
        if (date.toInstant().isAfter(tbs.notAfter())) {
            throw new CertificateExpiredException("NotAfter: " + tbs.notAfter());
        }
    }

    @Override
    public void verify(PublicKey key)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        verify(key, (Provider) null);
    }

    @Override
    public void verify(PublicKey key, @Nullable String provider)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        verify(key, (Provider) null);
    }

    /** Verify by whatever provider has the algorithm for the key. */
    @Override
    public void verify(PublicKey key, @Nullable Provider provider)
            throws CertificateException, NoSuchAlgorithmException, InvalidKeyException, SignatureException {
        try {
            requireOneAlgorithm();
            require(signed.verifies(key));
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new CertificateException("the signature cannot be verified", e);
        }
    }

    /**
     * Require that the certificate is signed with the private key that belongs to this one.
     *
     * @param verifier what verifies ECDSA with keys on P-256
     * @throws SignatureException when it is not
     * @throws InvalidKeyException when the key is of another kind than the signature
     * @throws GeneralSecurityException when the algorithm is not known
     */
    void requireVerified(PublicKey key, SignatureVerifier verifier) throws GeneralSecurityException {
        requireOneAlgorithm();
        require(signed.verifies(key, verifier));
    }

    private void requireOneAlgorithm() throws SignatureException {
        // RFC 5280 section 4.1.1.2: the algorithm MUST be the same where it is signed and where it is not.
        if (!signed.algorithm().equals(tbs.signature())) {
            throw new SignatureException("the algorithm beside the signature is not the one that is signed");
        }
    }

    private static void require(boolean verified) throws SignatureException {
        if (!verified) {
            throw new SignatureException("the signature does not match");
        }
    }

    @Override
    public byte[] getEncoded() {
        return encoded.toArray();
    }

    @Override
    public byte[] getTBSCertificate() {
        return signed.content().toArray();
    }

    @Override
    public int getVersion() {
        return tbs.version();
    }

    @Override
    public BigInteger getSerialNumber() {
        return tbs.serialNumber();
    }

    @Override
    @Deprecated
    public Principal getIssuerDN() {
        return issuer;
    }

    @Override
    @Deprecated
    public Principal getSubjectDN() {
        return subject;
    }

    @Override
    public X500Principal getIssuerX500Principal() {
        return issuer;
    }

    @Override
    public X500Principal getSubjectX500Principal() {
        return subject;
    }

    @Override
    public Date getNotBefore() {
        return Date.from(tbs.notBefore());
    }

    @Override
    public Date getNotAfter() {
        return Date.from(tbs.notAfter());
    }

    @Override
    public PublicKey getPublicKey() {
        return tbs.key();
    }

    @Override
    public byte[] getSignature() {
        return signed.signature().toArray();
    }

    @Override
    public String getSigAlgName() {
        return SignatureAlgorithm.jcaName(signed.algorithm());
    }

    @Override
    public String getSigAlgOID() {
        return signed.algorithm().algorithm().toString();
    }

    @Override
    public byte @Nullable [] getSigAlgParams() {
        return arrayOrNull(signed.algorithm().givenParameters());
    }

    @Override
    public boolean @Nullable [] getIssuerUniqueID() {
        return flags(tbs.issuerUniqueId());
    }

    @Override
    public boolean @Nullable [] getSubjectUniqueID() {
        return flags(tbs.subjectUniqueId());
    }

    /** Return the bits of the key usage, or null when there is none and also when it cannot be parsed, as the JDK does. */
    @Override
    public boolean @Nullable [] getKeyUsage() {
        try {
            var usage = KeyUsage.of(tbs.extensions());
            return usage == null ? null : usage.bits().flags(KEY_USAGES);
        } catch (ProtocolException e) {
            return null;
        }
    }

    /** Return the path length of an authority, {@link Integer#MAX_VALUE} for any; -1 for one that is none, or is damaged. */
    @Override
    public int getBasicConstraints() {
        try {
            var constraints = BasicConstraints.of(tbs.extensions());
            return constraints.authority() ? constraints.pathLength() : -1;
        } catch (ProtocolException e) {
            return -1;
        }
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return tbs.extensions().all().entrySet().stream()
                .anyMatch(extension ->
                        extension.getValue().critical() && !CertificateRules.PROCESSED.contains(extension.getKey()));
    }

    @Override
    public @Nullable Set<String> getCriticalExtensionOIDs() {
        return identifiers(true);
    }

    @Override
    public @Nullable Set<String> getNonCriticalExtensionOIDs() {
        return identifiers(false);
    }

    private @Nullable Set<String> identifiers(boolean critical) {
        if (tbs.extensions().all().isEmpty()) {
            return null;
        }
        var identifiers = new LinkedHashSet<String>();
        tbs.extensions().all().forEach((identifier, extension) -> {
            if (extension.critical() == critical) {
                identifiers.add(identifier.toString());
            }
        });
        return identifiers;
    }

    @Override
    public byte @Nullable [] getExtensionValue(String oid) {
        for (var extension : tbs.extensions().all().entrySet()) {
            if (extension.getKey().reads(oid)) {
                return octetString(extension.getValue().value());
            }
        }
        return null;
    }

    private static byte[] octetString(Bytes value) {
        var writer = new DerWriter(value.length() + 8);
        return writer.octetString(value).toArray();
    }

    private static byte @Nullable [] arrayOrNull(@Nullable Bytes value) {
        return value == null ? null : value.toArray();
    }

    private static boolean @Nullable [] flags(@Nullable BitString bits) {
        return bits == null ? null : bits.flags(0);
    }

    /** Compare the encodings, as all certificates of Java do. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (other instanceof DerCertificate that) {
            return this == other || (hash == that.hash && encoded.equals(that.encoded));
        }
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Return subject, issuer, serial number and validity, on one line. */
    @Override
    public String toString() {
        return "Certificate[subject " + Printable.of(subject) + ", issuer " + Printable.of(issuer) + ", serial number "
                + Printable.of(tbs.serialNumber().toString(16), 50) + ", valid from " + tbs.notBefore() + " to "
                + tbs.notAfter() + "]";
    }

    private static ProtocolException malformed(@Nullable String what) {
        return new ProtocolException(Reason.MALFORMED_CERTIFICATE, "the certificate has " + what);
    }
}
