/**
 * Certificates and the files they come in: PEM, keys and certificates parsed from bytes, paths validated by rules of our own
 * (RFC 5280 section 6.1), name check. Rule: opens no file, looks up no host name, reads no clock; whoever calls hands in
 * bytes, names and the time.
 */
@NullMarked
package dev.reprise.tls.internal.cert;

import org.jspecify.annotations.NullMarked;
