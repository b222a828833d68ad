package dev.reprise.bench;

/** A stack's server on a port of the loopback, which follows {@link Orders} in the way that suits it best. */
interface SocketServer {
    /** Return the port. */
    int port();
}
