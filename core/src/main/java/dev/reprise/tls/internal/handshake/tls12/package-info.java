/**
 * What both sides of TLS 1.2 do alike: the Certificate message, what ServerKeyExchange signs, and the messages that a client's
 * CertificateVerify covers. May use what {@code handshake} may.
 */
@NullMarked
package dev.reprise.tls.internal.handshake.tls12;

import org.jspecify.annotations.NullMarked;
