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
    record Running(int port, Stop stop) implements AutoCloseable {
        @Override
        public void close() {
            try {
                stop.stop();
            } catch (Exception e) {
                throw new IllegalStateException("a server does not stop", e);
            }
        }
    }

    /** Ends a server. */
    interface Stop {
        /** End it, and wait until it has ended. */
        void stop() throws Exception;
    }
}
