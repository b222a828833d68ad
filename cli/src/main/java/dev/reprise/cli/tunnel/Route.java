package dev.reprise.cli.tunnel;

import dev.reprise.cli.ConnectionLine;
import java.io.IOException;
import java.net.Socket;

/** Where connections go, and on which side TLS is. Immutable: a reload makes another. */
interface Route {
    /**
     * The two connections of a link.
     *
     * @param client whoever has connected to us
     * @param server whom we have connected to
     */
    record Ends(Side client, Side server) {}

    /**
     * Make both sides ready for data.
     *
     * @param accepted the client's socket, without a PROXY header; the caller closes it when this fails
     * @param client who the client is, as far as is known
     * @param line takes what the log is to say
     * @throws IOException when one of the sides fails; what was opened is closed then
     */
    Ends open(Socket accepted, ProxyHeader client, ConnectionLine line) throws IOException;
}
