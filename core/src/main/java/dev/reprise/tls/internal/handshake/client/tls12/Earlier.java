package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.session.SessionData;

/**
 * What a ticket that renews a session keeps of it: a chain of renewals ends when the first session would have.
 *
 * @param time seconds since 1970 of the first full handshake
 * @param lifetimeSeconds how long after that the session was to be of use
 */
record Earlier(long time, long lifetimeSeconds) {
    static Earlier of(SessionData session) {
        // RFC 5077 section 3.3: a hint of 0 says nothing, and the session's own timeout stands in.
        long hint = session.ticketLifetimeHint();
        return new Earlier(session.time(), hint == 0 ? session.timeout() : hint);
    }
}
