package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.crypto.SignatureVerifier;
import dev.reprise.tls.internal.crypto.Signatures;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/**
 * What X.509 signs, and the signature: a certificate's (RFC 5280 section 4.1.1), and whatever has the same form.
 *
 * @param content the bytes that are signed
 * @param algorithm how, as it stands beside the signature
 * @param signature the signature's bytes
 */
public record CertificateSignature(Bytes content, AlgorithmIdentifier algorithm, Bytes signature) {
    /** Tell as {@link #verifies(PublicKey)} does; ECDSA with a key on P-256 and SHA-2 is the verifier's. */
    boolean verifies(PublicKey key, SignatureVerifier verifier) throws GeneralSecurityException {
        var scheme = ecdsaScheme();
        if (scheme != null && Signatures.curve(key) == NamedGroup.SECP256R1) {
            return verifier.verify(scheme, key, content.toArray(), signature);
        }
        return verifies(key);
    }

    /** Return the scheme that has ECDSA with this hash, whatever the curve; null for another algorithm. */
    private @Nullable SignatureScheme ecdsaScheme() {
        var known = SignatureAlgorithm.find(algorithm);
        // RFC 5758 section 3.2: there MUST be no parameters.
        if (known == null || algorithm.parameters() != null) {
            return null;
        }
        return switch (known) {
            case SHA256_ECDSA -> SignatureScheme.ECDSA_SECP256R1_SHA256;
            case SHA384_ECDSA -> SignatureScheme.ECDSA_SECP384R1_SHA384;
            case SHA512_ECDSA -> SignatureScheme.ECDSA_SECP521R1_SHA512;
            default -> null;
        };
    }

    /**
     * Tell whether the signature is made with the private key that belongs to this one. A GeneralSecurityException says that
     * this cannot be told: the algorithm is not known, or the key is none for it (InvalidKeyException).
     */
    public boolean verifies(PublicKey key) throws GeneralSecurityException {
        var verifier = Signature.getInstance(SignatureAlgorithm.jcaName(algorithm));
        verifier.initVerify(key);
        if (SignatureAlgorithm.find(algorithm) == SignatureAlgorithm.RSASSA_PSS) {
            verifier.setParameter(SignatureAlgorithm.pssParameters(algorithm));
        }
        verifier.update(content.toArray());
        return verifier.verify(signature.toArray());
    }
}
