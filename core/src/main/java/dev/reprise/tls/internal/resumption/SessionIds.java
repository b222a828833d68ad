package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.crypto.Digests;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.HashAlgorithm;

/** The session ids by which a client knows its sessions. */
public final class SessionIds {
    private SessionIds() {}

    /** Return the id to send with a TLS 1.2 session: the SHA-256 of its ticket, or the id the server gave. */
    public static Bytes of(SessionData session) {
        return session.ticket().isEmpty() ? session.sessionId() : of(session.ticket());
    }

    /**
     * Return the id for a ticket, as OpenSSL makes it up, too: in TLS 1.2 a server that takes the ticket echoes it (RFC 5077
     * section 3.4); in TLS 1.3 OpenSSL needs one all the same.
     */
    static Bytes of(Bytes ticket) {
        var digest = Digests.of(HashAlgorithm.SHA256);
        ticket.update(digest);
        return Bytes.wrap(digest.digest());
    }
}
