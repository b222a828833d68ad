package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Name a signature scheme Reprise implements (RFC 9846 section 4.3.3). */
public enum SignatureScheme {
    /** ECDSA on P-256 with SHA-256. */
    ECDSA_SECP256R1_SHA256(0x0403),
    /** ECDSA on P-384 with SHA-384. */
    ECDSA_SECP384R1_SHA384(0x0503),
    /** ECDSA on P-521 with SHA-512. */
    ECDSA_SECP521R1_SHA512(0x0603),
    /** Ed25519, RFC 8032. */
    ED25519(0x0807),
    /** RSASSA-PSS with SHA-256, key of type rsaEncryption. */
    RSA_PSS_RSAE_SHA256(0x0804),
    /** RSASSA-PSS with SHA-384, key of type rsaEncryption. */
    RSA_PSS_RSAE_SHA384(0x0805),
    /** RSASSA-PSS with SHA-512, key of type rsaEncryption. */
    RSA_PSS_RSAE_SHA512(0x0806),
    /** RSASSA-PSS with SHA-256, key of type RSASSA-PSS. */
    RSA_PSS_PSS_SHA256(0x0809),
    /** RSASSA-PSS with SHA-384, key of type RSASSA-PSS. */
    RSA_PSS_PSS_SHA384(0x080a),
    /** RSASSA-PSS with SHA-512, key of type RSASSA-PSS. */
    RSA_PSS_PSS_SHA512(0x080b),
    /** RSASSA-PKCS1-v1_5 with SHA-256: in certificates and TLS 1.2 only, never in a TLS 1.3 CertificateVerify. */
    RSA_PKCS1_SHA256(0x0401),
    /** RSASSA-PKCS1-v1_5 with SHA-384: in certificates and TLS 1.2 only. */
    RSA_PKCS1_SHA384(0x0501),
    /** RSASSA-PKCS1-v1_5 with SHA-512: in certificates and TLS 1.2 only. */
    RSA_PKCS1_SHA512(0x0601);

    /** What {@code values()} would copy. */
    private static final SignatureScheme[] ALL = values();

    private final int code;

    SignatureScheme(int code) {
        this.code = code;
    }

    /** Return the 16-bit code point. */
    public int code() {
        return code;
    }

    /** Tell whether a TLS 1.3 CertificateVerify may use this scheme (RFC 9846 section 4.5.2). */
    public boolean allowedInCertificateVerify() {
        return this != RSA_PKCS1_SHA256 && this != RSA_PKCS1_SHA384 && this != RSA_PKCS1_SHA512;
    }

    /** Return the scheme with this code point, or null when Reprise does not have it. */
    public static @Nullable SignatureScheme find(int code) {
        for (var scheme : ALL) {
            if (scheme.code == code) {
                return scheme;
            }
        }
        return null;
    }
}
