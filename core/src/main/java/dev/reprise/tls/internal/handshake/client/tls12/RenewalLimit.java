package dev.reprise.tls.internal.handshake.client.tls12;

import dev.reprise.tls.internal.session.SessionData;

/**
 * What a ticket that renews a session keeps of it: a chain of renewals ends when the first session would have.
 *
 * @param time seconds since 1970 of the first full handshake
 * @param lifetimeSeconds how long after that the session was to be of use
 */
record RenewalLimit(long time, long lifetimeSeconds) {
    static RenewalLimit of(SessionData session) {
        return new RenewalLimit(session.time(), session.lifetimeSeconds());
    }
}
