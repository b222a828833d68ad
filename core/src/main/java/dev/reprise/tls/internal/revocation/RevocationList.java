package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.cert.StrictDer;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.internal.wire.Printable;
import dev.reprise.tls.spec.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.CRLException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * One complete list of revoked certificates by their own issuer (RFC 5280 section 5). What is on it is read by the JDK; what
 * it covers, and whether it counts, is decided here. Thread-safe.
 */
final class RevocationList {
    private static final String DELTA = "2.5.29.27"; // delta CRL indicator
    private static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    private static final String CERTIFICATE_ISSUER = "2.5.29.29"; // of an entry
    private static final Set<String> KNOWN_IN_ENTRIES = Set.of("2.5.29.21", "2.5.29.23", "2.5.29.24");
    private static final int CRL_SIGN = 6; // bit of RFC 5280 section 4.2.1.3

    private final X509CRL crl;
    private final Instant nextUpdate;
    private final ListScope scope;
    private final SignedContent signed;
    /** The key that last was found to have signed this; mostly there is one. */
    private volatile @Nullable PublicKey signer;

    private RevocationList(X509CRL crl, Instant nextUpdate, ListScope scope, SignedContent signed) {
        this.crl = crl;
        this.nextUpdate = nextUpdate;
        this.scope = scope;
        this.signed = signed;
    }

    /** Parse a list; the IOException says in the end of a sentence why it is none, or of a kind that is not read. */
    static RevocationList parse(Bytes der) throws IOException {
        try {
            StrictDer.require(der);
            var factory = CertificateFactory.getInstance("X.509");
            if (!(factory.generateCRL(new ByteArrayInputStream(der.toArray())) instanceof X509CRL crl)) {
                throw new IOException("is not X.509");
            }
            var issuer = Printable.of(crl.getIssuerX500Principal());
            if (crl.getExtensionValue(DELTA) != null) {
                throw new IOException("by " + issuer + " is a delta CRL; expected a complete one");
            }
            if (crl.getNextUpdate() == null) {
                // RFC 5280 section 5.1.2.5: it MUST be there.
                throw new IOException("by " + issuer + " does not say when the next one is due");
            }
            var scope = ListScope.parse(crl.getExtensionValue(ISSUING_DISTRIBUTION_POINT));
            requireKnownExtensions(crl, issuer);
            var fields = new DerReader(der).enter(DerReader.SEQUENCE);
            var signed = new SignedContent(fields.element(), fields.element(), Bytes.wrap(crl.getSignature()));
            return new RevocationList(crl, crl.getNextUpdate().toInstant(), scope, signed);
        } catch (ProtocolException | GeneralSecurityException | RuntimeException e) {
            throw new IOException("cannot be parsed: " + Printable.of(e.getMessage()), e);
        }
    }

    /** RFC 5280 sections 5.2 and 5.3: a list with a critical extension that is not known MUST NOT be used. */
    private static void requireKnownExtensions(X509CRL crl, String issuer) throws IOException {
        var critical = crl.getCriticalExtensionOIDs();
        if (critical != null && !Set.of(ISSUING_DISTRIBUTION_POINT).containsAll(critical)) {
            throw new IOException("by " + issuer + " has a critical extension that is not known, among " + critical);
        }
        var entries = crl.getRevokedCertificates();
        if (entries == null) {
            return;
        }
        for (var entry : entries) {
            var ofEntry = entry.getCriticalExtensionOIDs();
            if (ofEntry != null && ofEntry.contains(CERTIFICATE_ISSUER)) {
                throw new IOException(
                        "by " + issuer + " is an indirect CRL; expected one of the certificates' own issuer");
            }
            if (ofEntry != null && !KNOWN_IN_ENTRIES.containsAll(ofEntry)) {
                throw new IOException(
                        "by " + issuer + " has an entry with a critical extension that is not known, among " + ofEntry);
            }
        }
    }

    /** Feed what is signed to a digest. */
    void update(MessageDigest digest) {
        signed.content().update(digest);
    }

    X500Principal issuer() {
        return crl.getIssuerX500Principal();
    }

    Instant nextUpdate() {
        return nextUpdate;
    }

    /** Tell whether this is where the certificate would stand if it were revoked; its issuer is this one's. */
    boolean covers(X509Certificate certificate) throws ProtocolException {
        return scope.covers(certificate);
    }

    /**
     * Require that an issuer signed this and that it is current.
     *
     * @param now null when times are not to be looked at
     * @throws GeneralSecurityException says in the end of a sentence what is wrong
     */
    void requireUsable(X509Certificate issuer, @Nullable Instant now) throws GeneralSecurityException {
        var usage = issuer.getKeyUsage();
        // RFC 5280 section 6.3.3 (f)
        if (usage != null && !usage[CRL_SIGN]) {
            throw new SignatureException("is signed by a key whose certificate does not allow cRLSign");
        }
        var key = issuer.getPublicKey();
        if (!key.equals(signer)) {
            signed.require(key);
            signer = key;
        }
        if (now == null) {
            return;
        }
        var from = crl.getThisUpdate().toInstant();
        if (now.isBefore(from)) {
            throw new CRLException("is not valid before " + from + ", and it is " + now);
        }
        if (now.isAfter(nextUpdate)) {
            throw new CRLException("expired at " + nextUpdate + ", and it is " + now);
        }
    }

    /** Return what stands here about a certificate of the same issuer; null when it is not revoked. */
    @Nullable
    X509CRLEntry entry(X509Certificate certificate) {
        return crl.getRevokedCertificate(certificate.getSerialNumber());
    }
}
