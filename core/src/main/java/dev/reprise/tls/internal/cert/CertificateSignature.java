package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;

/**
 * What X.509 signs, and the signature: a certificate's (RFC 5280 section 4.1.1), and whatever has the same form.
 *
 * @param content the bytes that are signed
 * @param algorithm how, as it stands beside the signature
 * @param signature the signature's bytes
 */
record CertificateSignature(Bytes content, AlgorithmIdentifier algorithm, Bytes signature) {
    /**
     * Tell whether the signature is made with the private key that belongs to this one. A GeneralSecurityException says that
     * this cannot be told: the algorithm is not known, or the key is none for it (InvalidKeyException).
     */
    boolean verifies(PublicKey key) throws GeneralSecurityException {
        var verifier = Signature.getInstance(SignatureAlgorithm.jcaName(algorithm));
        verifier.initVerify(key);
        if (SignatureAlgorithm.find(algorithm) == SignatureAlgorithm.RSASSA_PSS) {
            verifier.setParameter(SignatureAlgorithm.pssParameters(algorithm));
        }
        verifier.update(content.toArray());
        return verifier.verify(signature.toArray());
    }
}
