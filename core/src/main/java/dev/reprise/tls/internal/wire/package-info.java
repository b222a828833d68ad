/**
 * Bytes, Reader, Writer: bounded integers and vectors of the RFC's presentation language (RFC 9846 section 3), and the
 * little DER that sessions need. Rule: knows no message; a Reader throws nothing but ProtocolException.
 */
@NullMarked
package dev.reprise.tls.internal.wire;

import org.jspecify.annotations.NullMarked;
