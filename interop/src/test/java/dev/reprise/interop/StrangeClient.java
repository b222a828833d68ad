package dev.reprise.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Somebody else's client. */
interface StrangeClient extends Stranger {
    /**
     * Connect to a port of the loopback address, send {@code GET / HTTP/1.0}, read the answer, and then once more, resuming
     * the first session.
     *
     * @param directory an empty one, for its files
     * @return what the client tells of both connections
     */
    List<Told> connectTwice(Setup setup, Credentials credentials, Path directory, int port) throws IOException;

    /** Return why its second connection cannot resume the first; empty when it can. */
    default Optional<String> cannotResume(Setup setup) {
        return Optional.empty();
    }

    /**
     * Tell whether it can do with a server that sends back what it gets, as the command's does; a proxy needs a response to
     * pass on, and some clients never end a connection themselves.
     */
    default boolean takesEcho() {
        return true;
    }
}
