/**
 * The client's states (RFC 9846 appendix A.1): the hello states choose the version, the others are TLS 1.3's. Rule: as
 * in the package above.
 */
@NullMarked
package dev.reprise.tls.internal.handshake.client;

import org.jspecify.annotations.NullMarked;
