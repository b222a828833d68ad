package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.session.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Whom one connection is for.
 *
 * @param serverName the name the certificate must have
 * @param sendServerName whether the name goes out as SNI; never for IP literals (RFC 6066 section 3)
 * @param peer whose sessions may be offered
 */
public record ClientTarget(String serverName, boolean sendServerName, Peer peer) {
    /** Return the name to send as SNI, or null. */
    public @Nullable String sni() {
        return sendServerName ? serverName : null;
    }
}
