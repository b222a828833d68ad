package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.session.SessionData;

/**
 * What a TLS 1.2 ticket that renews a session keeps of it: a chain of renewals ends when the first session would have.
 *
 * @param time seconds since 1970 of the first full handshake
 * @param lifetimeSeconds how long after that the session was to be of use
 */
public record RenewalLimit(long time, long lifetimeSeconds) {
    /** Take it from the session that is resumed. */
    public static RenewalLimit of(SessionData session) {
        return new RenewalLimit(session.time(), session.lifetimeSeconds());
    }
}
