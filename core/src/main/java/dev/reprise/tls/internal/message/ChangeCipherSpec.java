package dev.reprise.tls.internal.message;

/** A change_cipher_spec record with its one legal byte (RFC 5246 section 7.1, RFC 9846 section 5). */
public record ChangeCipherSpec() implements Incoming {}
