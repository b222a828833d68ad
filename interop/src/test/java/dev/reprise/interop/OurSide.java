package dev.reprise.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** One way to use Reprise: as a library in this JVM, or by its command. */
interface OurSide {
    /** Return what stands in the table. */
    String name();

    /** Make a client that keeps sessions; it offers what it offers by default. */
    Client client(Setup setup, Credentials credentials, Path directory) throws IOException;

    /** Start a server that issues tickets. */
    Server server(Setup setup, Credentials credentials) throws IOException;

    /** Return why this way cannot do a thing; empty when it can. */
    Optional<String> cannot(Setup setup);

    /** A client. */
    interface Client {
        /** Connect to a port of the loopback address, send {@code GET / HTTP/1.0} and read to the end. */
        Seen connect(int port) throws IOException;
    }

    /** A server. */
    interface Server extends AutoCloseable {
        /** Return the port. */
        int port();

        /** Wait for the next connection to be established. */
        Seen next() throws IOException;

        @Override
        void close() throws IOException;
    }
}
