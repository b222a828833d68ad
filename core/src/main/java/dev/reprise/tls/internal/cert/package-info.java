/**
 * Certificates and the files they come in: PEM and PKCS#8 parsing from bytes, path validation, name check. Rule: opens no
 * file, looks up no host name, reads no clock; whoever calls hands in bytes, names and the time.
 */
@NullMarked
package dev.reprise.tls.internal.cert;

import org.jspecify.annotations.NullMarked;
