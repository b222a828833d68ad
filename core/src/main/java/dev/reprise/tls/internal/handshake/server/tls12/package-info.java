/**
 * The server's states once TLS 1.2 is chosen (RFC 5246 section 7.3, RFC 5077 section 3.1). Rule: none of them is shared
 * with TLS 1.3; they share its messages, settings and named checks.
 */
@NullMarked
package dev.reprise.tls.internal.handshake.server.tls12;

import org.jspecify.annotations.NullMarked;
