package dev.reprise.tls.spec;

import java.util.Locale;

/** Tell why a client offered no session. */
public enum NotOffered {
    /** The client has no session store. */
    NO_STORE,
    /** The store has none for this peer. */
    NONE,
    /** What the store had is too old. */
    EXPIRED,
    /** What the store had was received later than now: a clock has been set back, and its age cannot be told. */
    FROM_THE_FUTURE,
    /** What the store had does not cover the name asked for. */
    NAME,
    /** The stored certificate chain does not pass today's verification. */
    UNVERIFIED,
    /** The session was made under another client certificate, or without one. */
    IDENTITY,
    /** The session's cipher suite, or its hash, is not enabled. */
    SUITE,
    /** The session's protocol version is not enabled. */
    VERSION,
    /** The session was made without extended master secret (RFC 7627), which TLS 1.2 needs to resume safely. */
    EXTENDED_MASTER_SECRET,
    /**
     * What the store had is in doubt: the last connection that offered a session ended before the server had answered, so that
     * this one tries without.
     */
    IN_DOUBT,
    /** The store failed: it could not be read, or a single-use ticket could not be removed from it. */
    STORE;

    /** Return the name in plain words, such as {@code expired}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
