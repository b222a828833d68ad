package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.engine.Engine;
import java.security.SecureRandom;

/**
 * Makes the ids of sessions, 32 bytes, as programs expect them: in TLS 1.2 equal on both sides and in all connections that
 * resume the session, the server's own where it gives one; in TLS 1.3, which has none, different on each side and in each
 * connection. They name and prove nothing, and are constant for a connection.
 */
final class SessionIds {
    private static final int BYTES = 32;

    private SessionIds() {}

    /** Return the id of a TLS 1.2 connection whose handshake is done. */
    static byte[] tls12(Engine engine, SecureRandom random) {
        var id = engine.sessionId();
        // Without extended master secret nothing may be derived (RFC 7627 section 5.4).
        return id.isEmpty() ? random(random) : id.toArray();
    }

    /** Make an id of a session that has none. */
    static byte[] random(SecureRandom random) {
        var id = new byte[BYTES];
        random.nextBytes(id);
        return id;
    }
}
