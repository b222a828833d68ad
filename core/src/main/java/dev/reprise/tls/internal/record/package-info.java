/**
 * Framing, fragmentation, record protection, sequence and usage limits (RFC 9846 section 5). Rule: arrays in, arrays
 * out, nothing allocated per record, and no message is looked into beyond its length.
 */
@NullMarked
package dev.reprise.tls.internal.record;

import org.jspecify.annotations.NullMarked;
