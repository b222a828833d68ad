/**
 * Secret, HKDF, AEAD, key exchange and signatures on top of JCA and, for X25519, of our own arithmetic. Rule: no protocol
 * message, randomness is handed in, providers are found once, except where a private key decides which one serves.
 */
@NullMarked
package dev.reprise.tls.internal.crypto;

import org.jspecify.annotations.NullMarked;
