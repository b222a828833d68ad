package dev.reprise.tls.jsse;

import dev.reprise.tls.internal.engine.Engine;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;

/**
 * Makes the ids of sessions. TLS 1.3 has none, and in TLS 1.2 tickets take their place, but programs expect 32 bytes: equal
 * on both sides in TLS 1.2, different in TLS 1.3, and constant for a connection. They name and prove nothing.
 */
final class SessionIds {
    private static final int BYTES = 32;

    private SessionIds() {}

    /** Derive the id of a connection from what both ends know and nobody else does, so that it is unique. */
    static byte[] of(Engine engine, ConnectionInfo info, boolean client) {
        var role = info.version() == ProtocolVersion.TLS_1_2 ? "" : client ? " client" : " server";
        try (var id = engine.export("EXPERIMENTAL reprise session id" + role, null, BYTES)) {
            return id.toArray();
        }
    }
}
