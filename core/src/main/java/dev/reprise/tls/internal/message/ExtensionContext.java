package dev.reprise.tls.internal.message;

/** Name the message an extension block stands in: it decides which extensions are allowed and how they are read. */
public enum ExtensionContext {
    /** CH. */
    CLIENT_HELLO,
    /** SH, with supported_versions in it, so of TLS 1.3. */
    SERVER_HELLO,
    /** A ServerHello without supported_versions, so of TLS 1.2 or before: what we do not read there is kept as it is. */
    TLS12_SERVER_HELLO,
    /** HRR. */
    HELLO_RETRY_REQUEST,
    /** EE. */
    ENCRYPTED_EXTENSIONS,
    /** CT: the extensions of one CertificateEntry. */
    CERTIFICATE,
    /** CR. */
    CERTIFICATE_REQUEST,
    /** NST. */
    NEW_SESSION_TICKET
}
