package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What JCA and JSSE call signature schemes. */
final class SchemeNames {
    private SchemeNames() {}

    /** Return the name of JCA's algorithm, as sessions tell it; trust managers compare those of certificates with it. */
    static String algorithm(SignatureScheme scheme) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256 -> "SHA256withECDSA";
            case ECDSA_SECP384R1_SHA384 -> "SHA384withECDSA";
            case ECDSA_SECP521R1_SHA512 -> "SHA512withECDSA";
            case ED25519 -> "Ed25519";
            case RSA_PSS_RSAE_SHA256,
                    RSA_PSS_RSAE_SHA384,
                    RSA_PSS_RSAE_SHA512,
                    RSA_PSS_PSS_SHA256,
                    RSA_PSS_PSS_SHA384,
                    RSA_PSS_PSS_SHA512 -> "RSASSA-PSS";
            case RSA_PKCS1_SHA256 -> "SHA256withRSA";
            case RSA_PKCS1_SHA384 -> "SHA384withRSA";
            case RSA_PKCS1_SHA512 -> "SHA512withRSA";
        };
    }

    /** Return the names of JCA's algorithms, each once. */
    static String[] algorithms(List<SignatureScheme> schemes) {
        var names = new LinkedHashSet<String>();
        for (var scheme : schemes) {
            names.add(algorithm(scheme));
        }
        return names.toArray(String[]::new);
    }

    /** Return the algorithm of the keys that sign by a scheme, as key managers know it. */
    static String keyType(SignatureScheme scheme) {
        return switch (scheme) {
            case ECDSA_SECP256R1_SHA256, ECDSA_SECP384R1_SHA384, ECDSA_SECP521R1_SHA512 -> "EC";
            case ED25519 -> "EdDSA";
            case RSA_PSS_PSS_SHA256, RSA_PSS_PSS_SHA384, RSA_PSS_PSS_SHA512 -> "RSASSA-PSS";
            case RSA_PSS_RSAE_SHA256,
                    RSA_PSS_RSAE_SHA384,
                    RSA_PSS_RSAE_SHA512,
                    RSA_PKCS1_SHA256,
                    RSA_PKCS1_SHA384,
                    RSA_PKCS1_SHA512 -> "RSA";
        };
    }

    /** Return the types of the keys that sign by these, in their order, each once. */
    static Set<String> keyTypes(List<SignatureScheme> schemes) {
        var types = new LinkedHashSet<String>();
        for (var scheme : schemes) {
            types.add(keyType(scheme));
        }
        return types;
    }

    /** Return TLS's name, as programs set it. */
    static String of(SignatureScheme scheme) {
        return scheme.name().toLowerCase(Locale.ROOT);
    }

    /** Return the schemes of TLS's names, as programs set them, those that Reprise has, in their order and each once. */
    static List<SignatureScheme> schemes(List<String> names) {
        var schemes = new ArrayList<SignatureScheme>(names.size());
        for (var name : names) {
            var scheme = find(name);
            if (scheme != null && !schemes.contains(scheme)) {
                schemes.add(scheme);
            }
        }
        return schemes;
    }

    private static @Nullable SignatureScheme find(String name) {
        for (var scheme : SignatureScheme.values()) {
            if (scheme.name().equals(name.toUpperCase(Locale.ROOT))) {
                return scheme;
            }
        }
        return null;
    }
}
