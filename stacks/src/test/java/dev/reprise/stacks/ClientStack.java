package dev.reprise.stacks;

import javax.net.ssl.SSLContext;

/** A program that speaks HTTPS as a client. */
interface ClientStack {
    /**
     * Post each body to https://localhost:port/echo, all by one new connection, and end the connection.
     *
     * @return the bodies of the answers
     */
    byte[][] post(int port, byte[]... bodies) throws Exception;

    /** Makes one over a context, which may be asked for many connections. */
    interface Factory {
        /** Make a client. */
        ClientStack over(SSLContext context) throws Exception;
    }
}
