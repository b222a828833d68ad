package dev.reprise.stacks;

import javax.net.ssl.SSLContext;

/** A program that serves HTTPS: it answers a POST to /echo with what was posted. */
interface ServerStack {
    /** Start it on a free port of the loopback address. */
    Running start(SSLContext context, boolean clientCertificate) throws Exception;

    /** Tell whether it speaks HTTP/2 as well. */
    default boolean http2() {
        return false;
    }

    /**
     * A started server.
     *
     * @param port where it listens
     * @param stop ends it
     */
    record Running(int port, AutoCloseable stop) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            stop.close();
        }
    }
}
