package dev.reprise.tls.internal.crypto;

import dev.reprise.tls.spec.SignatureScheme;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/** Say how JCA names a signature scheme's algorithm and parameters. */
enum JcaSignature {
    ECDSA_SHA256("SHA256withECDSA"),
    ECDSA_SHA384("SHA384withECDSA"),
    ECDSA_SHA512("SHA512withECDSA"),
    ED25519("Ed25519"),
    PSS_SHA256("SHA-256", MGF1ParameterSpec.SHA256, 32),
    PSS_SHA384("SHA-384", MGF1ParameterSpec.SHA384, 48),
    PSS_SHA512("SHA-512", MGF1ParameterSpec.SHA512, 64),
    PKCS1_SHA256("SHA256withRSA"),
    PKCS1_SHA384("SHA384withRSA"),
    PKCS1_SHA512("SHA512withRSA");

    private final String algorithm;

    @SuppressWarnings("ImmutableEnumChecker") // Immutable, says its documentation; only the annotation is missing.
    private final @Nullable PSSParameterSpec parameters;

    JcaSignature(String algorithm) {
        this.algorithm = algorithm;
        parameters = null;
    }

    // RFC 9846 section 4.3.3: MGF1 with the same hash; the salt MUST be as long as the hash.
    JcaSignature(String digest, MGF1ParameterSpec mgf1, int saltLength) {
        algorithm = "RSASSA-PSS";
        parameters = new PSSParameterSpec(digest, "MGF1", mgf1, saltLength, PSSParameterSpec.TRAILER_FIELD_BC);
    }

    static JcaSignature of(SignatureScheme scheme) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256 -> ECDSA_SHA256;
            case ECDSA_SECP384R1_SHA384 -> ECDSA_SHA384;
            case ECDSA_SECP521R1_SHA512 -> ECDSA_SHA512;
            case ED25519 -> ED25519;
            case RSA_PSS_RSAE_SHA256, RSA_PSS_PSS_SHA256 -> PSS_SHA256;
            case RSA_PSS_RSAE_SHA384, RSA_PSS_PSS_SHA384 -> PSS_SHA384;
            case RSA_PSS_RSAE_SHA512, RSA_PSS_PSS_SHA512 -> PSS_SHA512;
            case RSA_PKCS1_SHA256 -> PKCS1_SHA256;
            case RSA_PKCS1_SHA384 -> PKCS1_SHA384;
            case RSA_PKCS1_SHA512 -> PKCS1_SHA512;
        };
    }

    /** Return the name for Signature.getInstance. */
    String algorithm() {
        return algorithm;
    }

    /** Return the parameters, null where the algorithm has none. */
    @Nullable
    PSSParameterSpec parameters() {
        return parameters;
    }

    /** Return the name of ECDSA's hash for MessageDigest.getInstance; null for another algorithm. */
    @Nullable
    String ecdsaDigest() {
        return switch (this) {
            case ECDSA_SHA256 -> "SHA-256";
            case ECDSA_SHA384 -> "SHA-384";
            case ECDSA_SHA512 -> "SHA-512";
            default -> null;
        };
    }

    /** RFC 9846 section 4.3.3: if an RSASSA-PSS key has parameters, the signature's MUST be identical. */
    boolean allowedBy(@Nullable AlgorithmParameterSpec ofKey) {
        if (ofKey == null) {
            return true;
        }
        return parameters != null
                && ofKey instanceof PSSParameterSpec pss
                && pss.getDigestAlgorithm().equalsIgnoreCase(parameters.getDigestAlgorithm())
                && pss.getMGFAlgorithm().equalsIgnoreCase("MGF1")
                && pss.getMGFParameters() instanceof MGF1ParameterSpec mgf1
                && mgf1.getDigestAlgorithm().equalsIgnoreCase(parameters.getDigestAlgorithm())
                && pss.getSaltLength() == parameters.getSaltLength()
                && pss.getTrailerField() == parameters.getTrailerField();
    }
}
