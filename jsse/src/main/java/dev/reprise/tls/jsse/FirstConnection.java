package dev.reprise.tls.jsse;

import dev.reprise.tls.session.Peer;
import java.util.List;
import javax.net.ssl.SNIServerName;
import org.jspecify.annotations.Nullable;

/**
 * The connection whose sessions another is to resume, and who the server of both is, whatever the other's address and port.
 *
 * @param peer under whom the sessions are kept
 * @param names the names that were sent
 * @param host the host as the first connection knows it
 * @param port the port as the first connection knows it
 */
record FirstConnection(
        Peer peer, List<SNIServerName> names, @Nullable String host, int port) {}
