package dev.reprise.tls.spec;

/** Name the record protection of a cipher suite (RFC 9846 section 5.2); nonce 12 bytes, tag 16 bytes in all of them. */
public enum AeadAlgorithm {
    /** AES-128-GCM. */
    AES_128_GCM(16),
    /** AES-256-GCM. */
    AES_256_GCM(32),
    /** ChaCha20-Poly1305, RFC 8439. */
    CHACHA20_POLY1305(32);

    /** Length of the nonce in bytes. */
    public static final int NONCE_LENGTH = 12;
    /** Length of the authentication tag in bytes. */
    public static final int TAG_LENGTH = 16;

    private final int keyLength;

    AeadAlgorithm(int keyLength) {
        this.keyLength = keyLength;
    }

    /** Return the key length in bytes. */
    public int keyLength() {
        return keyLength;
    }
}
