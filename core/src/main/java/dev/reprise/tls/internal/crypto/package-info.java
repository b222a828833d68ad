/**
 * Secret, HKDF, AEAD, key exchange and signatures on top of JCA. Rule: no protocol message, no provider look-up per
 * operation, randomness is handed in.
 */
@NullMarked
package dev.reprise.tls.internal.crypto;

import org.jspecify.annotations.NullMarked;
