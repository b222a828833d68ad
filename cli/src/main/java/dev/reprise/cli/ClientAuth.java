package dev.reprise.cli;

/** Say what {@code serve} wants of clients when it knows whom to trust. */
enum ClientAuth {
    /** Without a certificate no connection. */
    REQUIRED,
    /** A certificate may be declined. */
    OPTIONAL
}
