package dev.reprise.interop;

/** What one side says of a connection. */
enum Told {
    /** It was a full handshake. */
    FULL,
    /** An earlier session was resumed. */
    RESUMED,
    /** The program has no word for it. */
    NOTHING;

    /** Return the word for a fact. */
    static Told resumed(boolean resumed) {
        return resumed ? RESUMED : FULL;
    }
}
