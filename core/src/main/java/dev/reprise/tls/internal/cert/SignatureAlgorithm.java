package dev.reprise.tls.internal.cert;

import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.SignatureScheme;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The algorithms that certificates are signed with (RFC 3279, 4055, 5758, 8410, 8692, 9881), and which of them hold. */
public enum SignatureAlgorithm {
    MD2_RSA("1.2.840.113549.1.1.2", "MD2withRSA", Strength.BROKEN),
    MD5_RSA("1.2.840.113549.1.1.4", "MD5withRSA", Strength.BROKEN),
    SHA1_RSA("1.2.840.113549.1.1.5", "SHA1withRSA", Strength.BROKEN),
    SHA1_RSA_OIW("1.3.14.3.2.29", "SHA1withRSA", Strength.BROKEN),
    SHA224_RSA("1.2.840.113549.1.1.14", "SHA224withRSA", Strength.GOOD),
    SHA256_RSA("1.2.840.113549.1.1.11", "SHA256withRSA", Strength.GOOD),
    SHA384_RSA("1.2.840.113549.1.1.12", "SHA384withRSA", Strength.GOOD),
    SHA512_RSA("1.2.840.113549.1.1.13", "SHA512withRSA", Strength.GOOD),
    SHA3_256_RSA("2.16.840.1.101.3.4.3.14", "SHA3-256withRSA", Strength.GOOD),
    SHA3_384_RSA("2.16.840.1.101.3.4.3.15", "SHA3-384withRSA", Strength.GOOD),
    SHA3_512_RSA("2.16.840.1.101.3.4.3.16", "SHA3-512withRSA", Strength.GOOD),
    /** Its parameters name the hash. */
    RSASSA_PSS("1.2.840.113549.1.1.10", "RSASSA-PSS", Strength.BY_PARAMETERS),
    SHA1_ECDSA("1.2.840.10045.4.1", "SHA1withECDSA", Strength.BROKEN),
    SHA224_ECDSA("1.2.840.10045.4.3.1", "SHA224withECDSA", Strength.GOOD),
    SHA256_ECDSA("1.2.840.10045.4.3.2", "SHA256withECDSA", Strength.GOOD),
    SHA384_ECDSA("1.2.840.10045.4.3.3", "SHA384withECDSA", Strength.GOOD),
    SHA512_ECDSA("1.2.840.10045.4.3.4", "SHA512withECDSA", Strength.GOOD),
    SHA3_256_ECDSA("2.16.840.1.101.3.4.3.10", "SHA3-256withECDSA", Strength.GOOD),
    SHA3_384_ECDSA("2.16.840.1.101.3.4.3.11", "SHA3-384withECDSA", Strength.GOOD),
    SHA3_512_ECDSA("2.16.840.1.101.3.4.3.12", "SHA3-512withECDSA", Strength.GOOD),
    ED25519("1.3.101.112", "Ed25519", Strength.GOOD),
    ED448("1.3.101.113", "Ed448", Strength.GOOD),
    ML_DSA_44("2.16.840.1.101.3.4.3.17", "ML-DSA-44", Strength.GOOD),
    ML_DSA_65("2.16.840.1.101.3.4.3.18", "ML-DSA-65", Strength.GOOD),
    ML_DSA_87("2.16.840.1.101.3.4.3.19", "ML-DSA-87", Strength.GOOD),
    /** Not used for itself any more: TLS 1.3 has no scheme for its keys, and FIPS 186-5 none for its signatures. */
    SHA1_DSA("1.2.840.10040.4.3", "SHA1withDSA", Strength.BROKEN),
    SHA1_DSA_OIW("1.3.14.3.2.27", "SHA1withDSA", Strength.BROKEN),
    SHA224_DSA("2.16.840.1.101.3.4.3.1", "SHA224withDSA", Strength.RETIRED),
    SHA256_DSA("2.16.840.1.101.3.4.3.2", "SHA256withDSA", Strength.RETIRED),
    SHA384_DSA("2.16.840.1.101.3.4.3.3", "SHA384withDSA", Strength.RETIRED),
    SHA512_DSA("2.16.840.1.101.3.4.3.4", "SHA512withDSA", Strength.RETIRED);

    private static final Map<ObjectIdentifier, SignatureAlgorithm> BY_IDENTIFIER = new HashMap<>();

    static {
        for (var algorithm : values()) {
            BY_IDENTIFIER.put(ObjectIdentifier.of(algorithm.identifier), algorithm);
        }
    }

    private final String identifier;
    private final String jcaName;
    private final Strength strength;

    private enum Strength {
        GOOD,
        BY_PARAMETERS,
        BROKEN,
        RETIRED
    }

    SignatureAlgorithm(String identifier, String jcaName, Strength strength) {
        this.identifier = identifier;
        this.jcaName = jcaName;
        this.strength = strength;
    }

    /** Return the one with this identifier, or null if it is none of these. */
    public static @Nullable SignatureAlgorithm find(AlgorithmIdentifier algorithm) {
        return BY_IDENTIFIER.get(algorithm.algorithm());
    }

    /**
     * Return the schemes of which one must be taken by whom is to verify a certificate's signature (RFC 9846 section 4.3.3). As
     * OpenSSL does, the curve of an ECDSA scheme is not held against the issuer's, which the certificate does not tell.
     */
    public static List<SignatureScheme> schemes(X509Certificate certificate) {
        var known = BY_IDENTIFIER.get(ObjectIdentifier.of(certificate.getSigAlgOID()));
        if (known == null) {
            return List.of();
        }
        return switch (known) {
            case SHA256_RSA -> List.of(SignatureScheme.RSA_PKCS1_SHA256);
            case SHA384_RSA -> List.of(SignatureScheme.RSA_PKCS1_SHA384);
            case SHA512_RSA -> List.of(SignatureScheme.RSA_PKCS1_SHA512);
            case SHA256_ECDSA -> List.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
            case SHA384_ECDSA -> List.of(SignatureScheme.ECDSA_SECP384R1_SHA384);
            case SHA512_ECDSA -> List.of(SignatureScheme.ECDSA_SECP521R1_SHA512);
            case ED25519 -> List.of(SignatureScheme.ED25519);
            case RSASSA_PSS -> pssSchemes(certificate);
            default -> List.of();
        };
    }

    private static List<SignatureScheme> pssSchemes(X509Certificate certificate) {
        var parameters = certificate.getSigAlgParams();
        try {
            var algorithm = new AlgorithmIdentifier(
                    ObjectIdentifier.of(certificate.getSigAlgOID()),
                    parameters == null ? null : Bytes.wrap(parameters));
            return switch (pssParameters(algorithm).getDigestAlgorithm()) {
                case "SHA-256" -> List.of(SignatureScheme.RSA_PSS_RSAE_SHA256, SignatureScheme.RSA_PSS_PSS_SHA256);
                case "SHA-384" -> List.of(SignatureScheme.RSA_PSS_RSAE_SHA384, SignatureScheme.RSA_PSS_PSS_SHA384);
                case "SHA-512" -> List.of(SignatureScheme.RSA_PSS_RSAE_SHA512, SignatureScheme.RSA_PSS_PSS_SHA512);
                default -> List.of();
            };
        } catch (GeneralSecurityException e) {
            return List.of();
        }
    }

    /** Return JCA's name for an algorithm; of one that is not known, the object identifier. */
    static String jcaName(AlgorithmIdentifier algorithm) {
        var known = find(algorithm);
        return known == null ? algorithm.algorithm().toString() : known.jcaName;
    }

    /** Tell whether the hash is MD5, SHA-1 or older (RFC 9846 section 4.5.1.3); the identifier brings the parameters. */
    boolean weak(AlgorithmIdentifier algorithm) {
        return switch (strength) {
            case GOOD, RETIRED -> false;
            case BROKEN -> true;
            case BY_PARAMETERS -> weakPss(algorithm);
        };
    }

    private static boolean weakPss(AlgorithmIdentifier algorithm) {
        try {
            var digest = pssParameters(algorithm).getDigestAlgorithm();
            return !digest.startsWith("SHA-2")
                    && !digest.startsWith("SHA-384")
                    && !digest.startsWith("SHA-5")
                    && !digest.startsWith("SHA3-");
        } catch (GeneralSecurityException e) {
            return true; // absent parameters mean SHA-1 (RFC 8017 appendix A.2.3)
        }
    }

    /** Return the parameters of an RSASSA-PSS signature. */
    public static PSSParameterSpec pssParameters(AlgorithmIdentifier algorithm) throws GeneralSecurityException {
        var encoded = algorithm.parameters();
        if (encoded == null) {
            throw new GeneralSecurityException("RSASSA-PSS without parameters");
        }
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(encoded.toArray());
            return parameters.getParameterSpec(PSSParameterSpec.class);
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException("RSASSA-PSS with parameters that do not parse");
        }
    }
}
