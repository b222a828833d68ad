package dev.reprise.tls.internal.message;

/** Name the message an extension block stands in: it decides which extensions are allowed and how they are read. */
enum ExtensionContext {
    /** CH. */
    CLIENT_HELLO(1),
    /** SH, with supported_versions in it, so of TLS 1.3. */
    SERVER_HELLO(1 << 1),
    /** A ServerHello without supported_versions, so of TLS 1.2 or before: what we do not read there is kept as it is. */
    TLS12_SERVER_HELLO(1 << 2),
    /** HRR. */
    HELLO_RETRY_REQUEST(1 << 3),
    /** EE. */
    ENCRYPTED_EXTENSIONS(1 << 4),
    /** CT: the extensions of one CertificateEntry. */
    CERTIFICATE(1 << 5),
    /** CR. */
    CERTIFICATE_REQUEST(1 << 6),
    /** NST. */
    NEW_SESSION_TICKET(1 << 7);

    private final int bit;

    ExtensionContext(int bit) {
        this.bit = bit;
    }

    /** Return a bit of this context alone, for sets of contexts. */
    int bit() {
        return bit;
    }
}
