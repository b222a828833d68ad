package dev.reprise.interop;

import java.io.IOException;
import java.nio.file.Path;

/** One way to use Reprise: as a library in this JVM, or by its command. */
interface OurSide {
    /** Return what stands in the table. */
    String name();

    /** Make a client that keeps sessions; it offers what it offers by default. */
    Client client(Setup setup, Credentials credentials, Path directory) throws IOException;

    /** Start a server that issues tickets. */
    Server server(Setup setup, Credentials credentials) throws IOException;

    /** A client. */
    interface Client {
        /** Connect to a port of the loopback address, send {@code GET / HTTP/1.0} and read to the end. */
        Seen connect(int port) throws IOException;
    }

    /** A server. */
    interface Server extends AutoCloseable {
        /** Return the port. */
        int port();

        /** Wait until one more connection is established; connections that overlap come in any order. */
        Seen next() throws IOException;

        /** Return what the server has to say of its connections, to show when the peer fails. */
        String said();

        @Override
        void close() throws IOException;
    }
}
