package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Name a cipher suite Reprise implements (RFC 9846 appendix B.4; for TLS 1.2 RFC 5289 and RFC 7905). */
public enum CipherSuite {
    /** Mandatory to implement (RFC 9846 section 9.1). */
    TLS_AES_128_GCM_SHA256(0x1301, ProtocolVersion.TLS_1_3, HashAlgorithm.SHA256, AeadAlgorithm.AES_128_GCM),
    /** AES-256-GCM with SHA-384. */
    TLS_AES_256_GCM_SHA384(0x1302, ProtocolVersion.TLS_1_3, HashAlgorithm.SHA384, AeadAlgorithm.AES_256_GCM),
    /** ChaCha20-Poly1305 with SHA-256, for machines without AES instructions. */
    TLS_CHACHA20_POLY1305_SHA256(
            0x1303, ProtocolVersion.TLS_1_3, HashAlgorithm.SHA256, AeadAlgorithm.CHACHA20_POLY1305),
    /** TLS 1.2: ECDHE signed by an EC or EdDSA key, AES-128-GCM with SHA-256. */
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(
            0xc02b, ProtocolVersion.TLS_1_2, HashAlgorithm.SHA256, AeadAlgorithm.AES_128_GCM, KeyType.ECDSA),
    /** TLS 1.2: ECDHE signed by an RSA key, AES-128-GCM with SHA-256. */
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(
            0xc02f, ProtocolVersion.TLS_1_2, HashAlgorithm.SHA256, AeadAlgorithm.AES_128_GCM, KeyType.RSA),
    /** TLS 1.2: ECDHE signed by an EC or EdDSA key, AES-256-GCM with SHA-384. */
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(
            0xc02c, ProtocolVersion.TLS_1_2, HashAlgorithm.SHA384, AeadAlgorithm.AES_256_GCM, KeyType.ECDSA),
    /** TLS 1.2: ECDHE signed by an RSA key, AES-256-GCM with SHA-384. */
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(
            0xc030, ProtocolVersion.TLS_1_2, HashAlgorithm.SHA384, AeadAlgorithm.AES_256_GCM, KeyType.RSA),
    /** TLS 1.2: ECDHE signed by an EC or EdDSA key, ChaCha20-Poly1305 with SHA-256. */
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(
            0xcca9, ProtocolVersion.TLS_1_2, HashAlgorithm.SHA256, AeadAlgorithm.CHACHA20_POLY1305, KeyType.ECDSA),
    /** TLS 1.2: ECDHE signed by an RSA key, ChaCha20-Poly1305 with SHA-256. */
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(
            0xcca8, ProtocolVersion.TLS_1_2, HashAlgorithm.SHA256, AeadAlgorithm.CHACHA20_POLY1305, KeyType.RSA);

    /** Say which kind of certificate key a suite of TLS 1.2 is for (RFC 8422 section 2). */
    public enum KeyType {
        /** Any: suites of TLS 1.3 leave it to the signature scheme. */
        ANY,
        /** An EC key, or an EdDSA key (RFC 8422 section 5.3). */
        ECDSA,
        /** An RSA key, whether for RSASSA-PKCS1-v1_5 or for RSASSA-PSS. */
        RSA
    }

    /** What {@code values()} would copy. */
    private static final CipherSuite[] ALL = values();

    private final int code;
    private final ProtocolVersion version;
    private final HashAlgorithm hash;
    private final AeadAlgorithm aead;
    private final KeyType keyType;

    CipherSuite(int code, ProtocolVersion version, HashAlgorithm hash, AeadAlgorithm aead) {
        this(code, version, hash, aead, KeyType.ANY);
    }

    CipherSuite(int code, ProtocolVersion version, HashAlgorithm hash, AeadAlgorithm aead, KeyType keyType) {
        this.code = code;
        this.version = version;
        this.hash = hash;
        this.aead = aead;
        this.keyType = keyType;
    }

    /** Return the 16-bit code point. */
    public int code() {
        return code;
    }

    /** Return the only protocol version this suite belongs to. */
    public ProtocolVersion version() {
        return version;
    }

    /** Return the hash of transcript and key schedule. */
    public HashAlgorithm hash() {
        return hash;
    }

    /** Return the record protection. */
    public AeadAlgorithm aead() {
        return aead;
    }

    /** Return the strength of the record protection in bits (libtls's {@code tls_conn_cipher_strength}). */
    public int bits() {
        return 8 * aead.keyLength();
    }

    /**
     * Return OpenSSL's name, which libtls's {@code tls_conn_cipher} gives, such as {@code ECDHE-RSA-AES128-GCM-SHA256}; of
     * TLS 1.3 it is the RFC's.
     */
    public String displayName() {
        return switch (keyType) {
            case ANY -> name();
            case ECDSA, RSA ->
                "ECDHE-" + keyType
                        + switch (aead) {
                            case AES_128_GCM -> "-AES128-GCM-SHA256";
                            case AES_256_GCM -> "-AES256-GCM-SHA384";
                            case CHACHA20_POLY1305 -> "-CHACHA20-POLY1305";
                        };
        };
    }

    /** Return the kind of key the server's certificate must have. */
    public KeyType keyType() {
        return keyType;
    }

    /** Return the suite with this code point, or null when Reprise does not have it. */
    public static @Nullable CipherSuite find(int code) {
        for (var suite : ALL) {
            if (suite.code == code) {
                return suite;
            }
        }
        return null;
    }
}
