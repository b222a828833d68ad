package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.crypto.curve.EcdsaP256;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ServingProviders;
import dev.reprise.tls.spec.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies by the signature schemes of RFC 9846 section 4.3.3: by a preferred provider that has the algorithm; else ECDSA with
 * keys on P-256 by our own arithmetic, whatever the hash, and everything else by the JDK. Thread-safe.
 */
public final class SignatureVerifier {
    private final Map<JcaSignature, PreferredSigner> preferred;
    private final EcdsaP256 ecdsaP256 = new EcdsaP256();

    /** Find for each algorithm the first of these providers that has it. */
    public SignatureVerifier(List<Provider> preferred) {
        this(PreferredSigner.allOf(algorithm -> preferred));
    }

    SignatureVerifier(Map<JcaSignature, PreferredSigner> preferred) {
        this.preferred = preferred;
    }

    /**
     * Verify. Answers false for anything malformed, whatever the bytes and the key.
     *
     * @param key the signer's; whether it fits the scheme is {@link Signatures#fits}' to say
     */
    public boolean verify(SignatureScheme scheme, PublicKey key, byte[] content, Bytes signatureValue) {
        return verifiedBy(scheme, key, content, signatureValue) != null;
    }

    /** Verify as {@link #verify} does; answer the name of the provider for which it is true, null when it is false. */
    public @Nullable String verifiedBy(SignatureScheme scheme, PublicKey key, byte[] content, Bytes signatureValue) {
        var jca = JcaSignature.of(scheme);
        try {
            var signature = ofPreferred(jca, key);
            if (signature == null) {
                var digest = jca.ecdsaDigest();
                if (digest != null && key instanceof ECPublicKey ec && EcCurve.P256.holds(ec)) {
                    boolean verified = ecdsaP256.verify(
                            ec.getW().getAffineX(),
                            ec.getW().getAffineY(),
                            MessageDigest.getInstance(digest).digest(content),
                            signatureValue.toArray());
                    return verified ? ServingProviders.REPRISE : null;
                }
                signature = Signature.getInstance(jca.algorithm());
                signature.initVerify(key);
            }
            var parameters = jca.parameters();
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.update(content);
            return signature.verify(signatureValue.toArray())
                    ? signature.getProvider().getName()
                    : null;
        } catch (GeneralSecurityException | RuntimeException e) {
            // Providers throw ProviderException and worse for some malformed signatures and keys of the peer.
            return null;
        }
    }

    private @Nullable Signature ofPreferred(JcaSignature jca, PublicKey key) throws GeneralSecurityException {
        var own = preferred.get(jca);
        return own == null ? null : own.verifier(key);
    }
}
