/**
 * The server's states (RFC 9846 appendix A.2): the hello states choose the version, the others are TLS 1.3's. Rule: as
 * in the package above.
 */
@NullMarked
package dev.reprise.tls.internal.handshake.server;

import org.jspecify.annotations.NullMarked;
