/**
 * Secret, HKDF, AEAD, key exchange and signatures on top of JCA. Rule: no protocol message, randomness is handed in,
 * providers are found once, except where a private key decides which one serves.
 */
@NullMarked
package dev.reprise.tls.internal.crypto;

import org.jspecify.annotations.NullMarked;
