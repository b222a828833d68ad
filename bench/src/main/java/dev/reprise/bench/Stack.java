package dev.reprise.bench;

/** A TLS implementation with both ends set up: makes connections in memory. */
interface Stack {
    /** Make the two engines of a connection; for a full handshake the client has no session of this server. */
    Link open(Handshake kind) throws Exception;

    /**
     * What a stack is set up for.
     *
     * @param credentials certificate and key
     * @param version the one protocol version
     * @param suite the one suite
     * @param keepsSessions whether clients keep the tickets they get
     */
    record Setup(Credentials credentials, Version version, Suite suite, boolean keepsSessions) {}
}
