package dev.reprise.tls.internal.revocation;

import dev.reprise.tls.internal.cert.AlgorithmIdentifier;
import dev.reprise.tls.internal.cert.CertificateSignature;
import dev.reprise.tls.internal.cert.SignatureAlgorithm;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.internal.wire.DerReader;
import dev.reprise.tls.spec.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.EnumSet;
import java.util.Set;

/**
 * Something that is signed the way certificates are (RFC 5280 section 4.1.1).
 *
 * @param content what is signed, as DER
 * @param algorithm the whole AlgorithmIdentifier
 * @param signature the bits of the signature
 */
record SignedContent(Bytes content, Bytes algorithm, Bytes signature) {
    private static final int MIN_RSA_BITS = 2048; // RFC 9325 section 4.5
    private static final Set<String> HASHES = Set.of("SHA-256", "SHA-384", "SHA-512");
    /** What may sign; RSASSA-PSS with these hashes. */
    private static final Set<SignatureAlgorithm> ACCEPTED = EnumSet.of(
            SignatureAlgorithm.SHA256_RSA,
            SignatureAlgorithm.SHA384_RSA,
            SignatureAlgorithm.SHA512_RSA,
            SignatureAlgorithm.RSASSA_PSS,
            SignatureAlgorithm.SHA256_ECDSA,
            SignatureAlgorithm.SHA384_ECDSA,
            SignatureAlgorithm.SHA512_ECDSA,
            SignatureAlgorithm.ED25519);

    /**
     * Require that this key signed it, by an algorithm that is strong enough.
     *
     * @throws GeneralSecurityException says in the end of a sentence what is wrong
     */
    void require(PublicKey key) throws GeneralSecurityException {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
            throw new SignatureException("is signed by an RSA key of "
                    + rsa.getModulus().bitLength() + " bits, the least is " + MIN_RSA_BITS);
        }
        try {
            var identifier = AlgorithmIdentifier.parse(new DerReader(algorithm));
            requireStrength(identifier);
            if (new CertificateSignature(content, identifier, signature).verifies(key)) {
                return;
            }
        } catch (InvalidKeyException | RuntimeException | ProtocolException e) {
            // Another kind of key than the algorithm's, or what a provider makes of a malformed signature.
            throw new SignatureException("has a signature that cannot be verified", e);
        }
        throw new SignatureException("has a signature that does not verify");
    }

    private static void requireStrength(AlgorithmIdentifier identifier) throws SignatureException {
        var known = SignatureAlgorithm.find(identifier);
        if (known == null || !ACCEPTED.contains(known)) {
            throw new SignatureException("is signed by an algorithm that is unknown or too weak (object identifier "
                    + identifier.algorithm() + ")");
        }
        if (known == SignatureAlgorithm.RSASSA_PSS && !strongPss(identifier)) {
            throw new SignatureException("is signed by RSASSA-PSS with a hash that is unknown or too weak");
        }
    }

    /** RFC 4055 section 3.1: what is left out means SHA-1. */
    private static boolean strongPss(AlgorithmIdentifier identifier) {
        try {
            var pss = SignatureAlgorithm.pssParameters(identifier);
            return HASHES.contains(pss.getDigestAlgorithm())
                    && pss.getMGFParameters() instanceof MGF1ParameterSpec mgf
                    && HASHES.contains(mgf.getDigestAlgorithm());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
