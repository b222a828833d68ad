package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.spec.Identity;

/**
 * What a server proves itself with in one handshake.
 *
 * @param identity certificate and key
 * @param named whether the certificate has the name that the client asked for, which is then acknowledged (RFC 6066
 *     section 3)
 */
public record ServerIdentity(Identity identity, boolean named) {}
