package dev.reprise.interop;

import java.io.IOException;
import java.nio.file.Path;

/** Somebody else's server: answers a request {@code GET / HTTP/1.0} with any text and ends the connection. */
interface StrangeServer extends Stranger {
    /**
     * Start it on the loopback address, with sessions switched on.
     *
     * @param directory an empty one, for its files
     */
    Running start(Setup setup, Credentials credentials, Path directory) throws IOException;

    /** A server that listens. */
    interface Running extends AutoCloseable {
        /** Return the port. */
        int port();

        /** Say what the server tells of the latest connection, in its answer or in its output. */
        Told told(String reply);

        @Override
        void close() throws IOException;
    }
}
