package dev.reprise.tls.spec;

/** Name why a client has shown no certificate to a server that asked for one. */
public enum CertificateWithheld {
    /** None is configured. */
    NO_IDENTITY,
    /** Its key is of a type that the server does not take (TLS 1.2). */
    KEY_TYPE,
    /** Its key fits none of the signature schemes that the server takes. */
    SIGNATURE_SCHEME,
    /** None of its certificates is issued by one of the authorities that the server names. */
    ISSUER
}
