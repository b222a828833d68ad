package dev.reprise.cli.probe;

import dev.reprise.tls.session.Session;
import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.ProtocolVersion;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server.
 *
 * @param address where it went
 * @param version the protocol version it spoke
 * @param offered the session that was offered, null for a full handshake
 * @param info what came of it, null when it failed
 * @param tickets what the server handed out; of a failed one none
 * @param millis how long the handshake took, without connecting
 * @param sent bytes sent until the handshake was done
 * @param received bytes received until the handshake was done
 * @param failure what went wrong, null when nothing did
 * @param versionRefused whether the server has said that it does not speak the version
 */
record Visit(
        InetAddress address,
        ProtocolVersion version,
        @Nullable Session offered,
        @Nullable ConnectionInfo info,
        List<Ticket> tickets,
        double millis,
        long sent,
        long received,
        @Nullable String failure,
        boolean versionRefused) {

    /** Tell whether the session offered was taken. */
    boolean resumed() {
        return info != null && info.resumed();
    }

    /** Tell whether the handshake was done. */
    boolean succeeded() {
        return info != null;
    }
}
