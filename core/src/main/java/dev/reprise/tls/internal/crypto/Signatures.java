package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.NamedGroup;
import dev.reprise.tls.spec.PrivateKeySigner;
import dev.reprise.tls.spec.ProtocolException;
import dev.reprise.tls.spec.Reason;
import dev.reprise.tls.spec.ServingProviders;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signs and verifies by the signature schemes of RFC 9846 section 4.3.3. ECDSA with keys on P-256 is our own arithmetic
 * unless a provider is preferred. Each other operation asks JCA for a new Signature (a cached look-up of half a microsecond),
 * because the provider depends on the key: that is how a hardware module's opaque keys work. A preferred provider gets the
 * keys that have an encoding. Thread-safe if its SecureRandom is.
 */
public final class Signatures {
    private final SecureRandom random;
    private final P256Signer p256;
    /** For each algorithm that any has, the first preferred provider that has it. */
    private final Map<JcaSignature, PreferredSigner> preferred;

    private final SignatureVerifier verifier;

    /** Sign and verify by what the runtime has. */
    public Signatures(SecureRandom random) {
        this(random, ProviderOrder.NONE);
    }

    /** Prefer the same providers for all algorithms. */
    Signatures(SecureRandom random, List<Provider> preferred) {
        this(random, ProviderOrder.same(preferred));
    }

    /**
     * Find the providers.
     *
     * @param random the source of signatures' randomness; kept
     * @param preferred for each algorithm the first of these that has it, else our own, or what the runtime has
     */
    public Signatures(SecureRandom random, ProviderOrder preferred) {
        this.random = random;
        p256 = new P256Signer(random);
        this.preferred = PreferredSigner.allOf(preferred::sign);
        verifier = new SignatureVerifier(PreferredSigner.allOf(preferred::verify));
    }

    /**
     * A signature.
     *
     * @param value its bytes
     * @param provider the name of the provider that made it
     */
    public record Signed(Bytes value, String provider) {}

    /** Return what verifies, also for certificates, as it remembers keys. */
    public SignatureVerifier verifier() {
        return verifier;
    }

    /**
     * Tell whether a TLS 1.3 CertificateVerify may be signed by this scheme and key (RFC 9846 section 4.3.3): the curve
     * is the scheme's, an RSA key is of the scheme's type and long enough for the hash. Never for RSASSA-PKCS1-v1_5,
     * which is not defined for handshake messages.
     */
    public static boolean fits(SignatureScheme scheme, PublicKey key) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256 -> key instanceof ECPublicKey ec && EcCurve.P256.holds(ec);
            case ECDSA_SECP384R1_SHA384 -> key instanceof ECPublicKey ec && EcCurve.P384.holds(ec);
            case ECDSA_SECP521R1_SHA512 -> key instanceof ECPublicKey ec && EcCurve.P521.holds(ec);
            case ED25519 ->
                key instanceof EdECPublicKey ed
                        && ed.getParams().getName().equalsIgnoreCase(JcaSignature.ED25519.algorithm());
            case RSA_PSS_RSAE_SHA256, RSA_PSS_RSAE_SHA384, RSA_PSS_RSAE_SHA512 ->
                key instanceof RSAPublicKey rsa && rsa.getAlgorithm().equals("RSA") && longEnough(scheme, rsa);
            case RSA_PSS_PSS_SHA256, RSA_PSS_PSS_SHA384, RSA_PSS_PSS_SHA512 ->
                key instanceof RSAPublicKey rsa
                        && rsa.getAlgorithm().equals("RSASSA-PSS")
                        && longEnough(scheme, rsa)
                        && JcaSignature.of(scheme).allowedBy(rsa.getParams());
            case RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 -> false;
        };
    }

    /**
     * Tell whether a TLS 1.2 signature may be made by this scheme and key: the scheme names hash and algorithm alone
     * there, so that an EC key may be of any curve (RFC 5246 section 7.4.1.4.1, RFC 9846 section 4.3.3), and
     * RSASSA-PKCS1-v1_5 is the rule.
     */
    public static boolean fitsTls12(SignatureScheme scheme, PublicKey key) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384, ECDSA_SECP521R1_SHA512 -> key instanceof ECPublicKey;
            case RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512 ->
                key instanceof RSAPublicKey rsa && rsa.getAlgorithm().equals("RSA");
            default -> fits(scheme, key);
        };
    }

    /** Return the group whose curve a key is on; null for a key of another kind or curve. */
    public static @Nullable NamedGroup curve(PublicKey key) {
        if (!(key instanceof ECPublicKey ec)) {
            return null;
        }
        if (EcCurve.P256.holds(ec)) {
            return NamedGroup.SECP256R1;
        }
        if (EcCurve.P384.holds(ec)) {
            return NamedGroup.SECP384R1;
        }
        return EcCurve.P521.holds(ec) ? NamedGroup.SECP521R1 : null;
    }

    /**
     * Sign. The key may be opaque; it is used as it is.
     *
     * @throws ProtocolException INTERNAL_ERROR when no provider signs with this key
     */
    public Signed sign(SignatureScheme scheme, PrivateKey key, byte[] content) throws ProtocolException {
        try {
            if (key instanceof PrivateKeySigner remote) {
                return new Signed(Bytes.wrap(remote.sign(scheme, content)), ServingProviders.SIGNER);
            }
            var jca = JcaSignature.of(scheme);
            var signature = ofPreferred(jca, key);
            if (signature == null) {
                var digest = jca.ecdsaDigest();
                var ours = digest == null
                        ? null
                        : p256.sign(key, MessageDigest.getInstance(digest).digest(content));
                if (ours != null) {
                    return new Signed(Bytes.wrap(ours), ServingProviders.REPRISE);
                }
                // The key before the parameters: setting parameters first would settle for the first provider.
                signature = Signature.getInstance(jca.algorithm());
                signature.initSign(key, random);
            }
            var parameters = jca.parameters();
            if (parameters != null) {
                signature.setParameter(parameters);
            }
            signature.update(content);
            return new Signed(
                    Bytes.wrap(signature.sign()), signature.getProvider().getName());
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new ProtocolException(Reason.INTERNAL_ERROR, "cannot sign by " + scheme + " with our key", e);
        }
    }

    /** Verify as {@link SignatureVerifier#verify} does, by what the runtime has. */
    public static boolean verifies(SignatureScheme scheme, PublicKey key, byte[] content, Bytes signatureValue) {
        var jca = JcaSignature.of(scheme);
        try {
            var signature = Signature.getInstance(jca.algorithm());
            signature.initVerify(key);
            return verifies(jca, signature, content, signatureValue);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static boolean verifies(JcaSignature jca, Signature signature, byte[] content, Bytes signatureValue)
            throws GeneralSecurityException {
        var parameters = jca.parameters();
        if (parameters != null) {
            signature.setParameter(parameters);
        }
        signature.update(content);
        return signature.verify(signatureValue.toArray());
    }

    private @Nullable Signature ofPreferred(JcaSignature jca, PrivateKey key) throws GeneralSecurityException {
        var own = preferred.get(jca);
        return own == null ? null : own.signer(key, random);
    }

    /** RFC 8017 section 9.1.1: hash, salt of the same length and two bytes more must fit below the modulus. */
    private static boolean longEnough(SignatureScheme scheme, RSAPublicKey key) {
        int encodedLength = (key.getModulus().bitLength() - 1 + 7) / 8;
        var pss = JcaSignature.of(scheme).parameters();
        return pss != null && encodedLength >= 2 * pss.getSaltLength() + 2;
    }
}
