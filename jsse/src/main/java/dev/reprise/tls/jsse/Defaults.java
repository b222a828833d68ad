package dev.reprise.tls.jsse;

import java.util.List;

/**
 * What the engines and sockets of a context speak unless told otherwise.
 *
 * @param clientProtocols names of versions for clients
 * @param serverProtocols names of versions for servers
 * @param clientSuites names of cipher suites for clients
 * @param serverSuites names of cipher suites for servers
 */
record Defaults(
        List<String> clientProtocols,
        List<String> serverProtocols,
        List<String> clientSuites,
        List<String> serverSuites) {

    List<String> protocols(boolean client) {
        return client ? clientProtocols : serverProtocols;
    }

    List<String> suites(boolean client) {
        return client ? clientSuites : serverSuites;
    }
}
