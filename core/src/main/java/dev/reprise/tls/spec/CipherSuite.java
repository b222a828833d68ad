package dev.reprise.tls.spec;

import org.jspecify.annotations.Nullable;

/** Name a cipher suite Reprise implements (RFC 9846 appendix B.4). */
public enum CipherSuite {
    /** Mandatory to implement (RFC 9846 section 9.1). */
    TLS_AES_128_GCM_SHA256(0x1301, ProtocolVersion.TLS_1_3, HashAlgorithm.SHA256, AeadAlgorithm.AES_128_GCM),
    /** AES-256-GCM with SHA-384. */
    TLS_AES_256_GCM_SHA384(0x1302, ProtocolVersion.TLS_1_3, HashAlgorithm.SHA384, AeadAlgorithm.AES_256_GCM),
    /** ChaCha20-Poly1305 with SHA-256, for machines without AES instructions. */
    TLS_CHACHA20_POLY1305_SHA256(
            0x1303, ProtocolVersion.TLS_1_3, HashAlgorithm.SHA256, AeadAlgorithm.CHACHA20_POLY1305);

    private final int code;
    private final ProtocolVersion version;
    private final HashAlgorithm hash;
    private final AeadAlgorithm aead;

    CipherSuite(int code, ProtocolVersion version, HashAlgorithm hash, AeadAlgorithm aead) {
        this.code = code;
        this.version = version;
        this.hash = hash;
        this.aead = aead;
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

    /** Return the suite with this code point, or null when Reprise does not have it. */
    public static @Nullable CipherSuite find(int code) {
        for (var suite : values()) {
            if (suite.code == code) {
                return suite;
            }
        }
        return null;
    }
}
