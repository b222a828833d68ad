package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The session id a TLS 1.2 session is offered under. */
public final class SessionIds {
    private SessionIds() {}

    /** Return the id to send with a session: the SHA-256 of its ticket, or the id the server gave. */
    public static Bytes of(SessionData session) {
        return session.ticket().isEmpty() ? session.sessionId() : of(session.ticket());
    }

    /** Return the id for a ticket, as OpenSSL makes it up, too. */
    static Bytes of(Bytes ticket) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            ticket.update(digest);
            return Bytes.wrap(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
