package dev.reprise.bench;

/** The kinds of handshake that are measured. */
enum Handshake {
    /** With certificate and signature. */
    FULL,
    /** From a ticket; in TLS 1.3 with a key exchange. */
    RESUMED
}
