package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.TicketRefusal;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * Tell of a session what JSSE has no words for: whether it was resumed, and if not, why. Thread-safe; the answers are those
 * of the connection as it is now.
 */
public final class RepriseSession {
    private final Connection connection;
    private final ConnectionInfo info;

    private RepriseSession(Connection connection, ConnectionInfo info) {
        this.connection = connection;
        this.info = info;
    }

    /**
     * Look at the session of a connection of Reprise.
     *
     * @param session what {@code getSession} of an engine or socket answers when the handshake is done
     * @throws IllegalArgumentException when it is no such session: another provider's, one before the handshake, or one out of
     *     a session context
     */
    public static RepriseSession of(SSLSession session) {
        if (session instanceof TlsSession own) {
            var connection = own.connection();
            var info = connection == null ? null : connection.info();
            if (connection != null && info != null) {
                return new RepriseSession(connection, info);
            }
        }
        throw new IllegalArgumentException("not the session of a connection of Reprise: " + session + " of "
                + session.getClass().getName());
    }

    /** Tell whether an earlier session was resumed. */
    public boolean resumed() {
        return info.resumed();
    }

    /** Tell how the connection was established. */
    public HandshakeKind handshakeKind() {
        return info.handshakeKind();
    }

    /** On a server, tell why the client's ticket was refused; empty when it was taken, or none was offered. */
    public Optional<TicketRefusal> ticketRefusal() {
        return info.ticketRefusal();
    }

    /** On a client, tell why no session was offered; empty when one was. */
    public Optional<NotOffered> notOffered() {
        return info.notOffered();
    }

    /** Tell whether the peer's data has ended without close_notify, so that nobody knows whether it was whole. */
    public boolean endedWithoutCloseNotify() {
        return connection.endedWithoutCloseNotify();
    }
}
