/**
 * Whether certificates that verified are still good: OCSP responses (RFC 6960), revocation lists (RFC 5280 section 5), and
 * the extension that asks for a stapled response (RFC 7633). Rule: fetches nothing and reads no clock; whoever calls hands
 * in responses, lists and the time.
 */
@NullMarked
package dev.reprise.tls.internal.revocation;

import org.jspecify.annotations.NullMarked;
