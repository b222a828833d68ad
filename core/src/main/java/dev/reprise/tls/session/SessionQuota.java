package dev.reprise.tls.session;

/**
 * How much of a store one peer may fill, so that a server cannot push out the sessions of others by the size and number of
 * its tickets. Counts down, newest session first; not thread-safe.
 */
final class SessionQuota {
    /** Sessions kept per peer. */
    static final int MAX_SESSIONS = 8;
    /** Bytes kept per peer: of tickets in memory, of text in a file. The largest ticket that can be offered has half of it. */
    static final int MAX_BYTES = 1 << 16;

    private int sessions = MAX_SESSIONS;
    private int bytes = MAX_BYTES;

    /** Count a session; false when it is more than the peer may have. What comes after it is, too. */
    boolean fits(int size) {
        if (sessions == 0 || size > bytes) {
            sessions = 0;
            return false;
        }
        sessions--;
        bytes -= size;
        return true;
    }
}
