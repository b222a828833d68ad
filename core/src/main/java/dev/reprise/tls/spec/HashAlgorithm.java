package dev.reprise.tls.spec;

/** Name the hash of a cipher suite: transcript, HKDF and Finished (RFC 9846 section 7.1). */
public enum HashAlgorithm {
    /** SHA-256, 32 bytes. */
    SHA256("SHA-256", "HmacSHA256", 32),
    /** SHA-384, 48 bytes. */
    SHA384("SHA-384", "HmacSHA384", 48);

    private final String digestName;
    private final String hmacName;
    private final int length;

    HashAlgorithm(String digestName, String hmacName, int length) {
        this.digestName = digestName;
        this.hmacName = hmacName;
        this.length = length;
    }

    /** Return the JCA name of the digest. */
    public String digestName() {
        return digestName;
    }

    /** Return the JCA name of HMAC over this hash. */
    public String hmacName() {
        return hmacName;
    }

    /** Return the output length in bytes. */
    public int length() {
        return length;
    }
}
