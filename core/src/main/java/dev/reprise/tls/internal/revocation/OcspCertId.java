package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Says which certificate is meant, by its number and hashes of its issuer's name and key (RFC 6960 section 4.1.1).
 *
 * @param hash the platform's name of the hash; null for one that is not looked at
 * @param issuerNameHash of the issuer's distinguished name
 * @param issuerKeyHash of the bits of the issuer's public key
 * @param serialNumber the content of the certificate's INTEGER
 */
record OcspCertId(@Nullable String hash, Bytes issuerNameHash, Bytes issuerKeyHash, Bytes serialNumber) {
    private static final Bytes SHA_1 = Bytes.ofHex("06052b0e03021a");
    private static final Bytes SHA_256 = Bytes.ofHex("0609608648016503040201");
    private static final Bytes SHA_384 = Bytes.ofHex("0609608648016503040202");
    private static final Bytes SHA_512 = Bytes.ofHex("0609608648016503040203");
    private static final int MAX_HASH = 64;

    static OcspCertId parse(DerReader fields) throws ProtocolException {
        var algorithm = fields.enter(DerReader.SEQUENCE).element();
        var issuerNameHash = fields.octetString(1, MAX_HASH);
        var issuerKeyHash = fields.octetString(1, MAX_HASH);
        var serialNumber = fields.content(DerReader.INTEGER);
        fields.end();
        return new OcspCertId(hash(algorithm), issuerNameHash, issuerKeyHash, serialNumber);
    }

    private static @Nullable String hash(Bytes algorithm) {
        // RFC 5019 section 2.1.1 has SHA-1, which only tells issuers apart here; forging its match gains nothing
        // unsigned.
        if (algorithm.equals(SHA_1)) {
            return "SHA-1";
        }
        if (algorithm.equals(SHA_256)) {
            return "SHA-256";
        }
        if (algorithm.equals(SHA_384)) {
            return "SHA-384";
        }
        return algorithm.equals(SHA_512) ? "SHA-512" : null;
    }

    /**
     * Tell whether this means a certificate of an issuer.
     *
     * @param issuer null when its certificate is not at hand, and its key not looked at
     */
    boolean means(CertificateFields certificate, @Nullable CertificateFields issuer) {
        return hash != null
                && serialNumber.equals(certificate.serialNumber())
                && issuerNameHash.equals(digest(hash, certificate.issuer()))
                && (issuer == null || issuerKeyHash.equals(digest(hash, issuer.publicKey())));
    }

    /** Hash by an algorithm that every platform has. */
    static Bytes digest(String hash, Bytes content) {
        try {
            var digest = MessageDigest.getInstance(hash);
            content.update(digest);
            return Bytes.wrap(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform has no " + hash, e);
        }
    }
}
