package dev.reprise.tls.jsse;

import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.HandshakeKind;
import dev.reprise.tls.spec.NotOffered;
import dev.reprise.tls.spec.TicketRefusal;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

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

    /** Describe the connection in Reprise's own words: all that is below, and more. */
    public ConnectionInfo info() {
        return info;
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

    /**
     * On a server, tell the revision of the ticket key that sealed the ticket looked at, whether it was taken or refused; empty
     * when none was looked at.
     */
    public Optional<Integer> keyRevision() {
        return info.ticketKey().map(name -> Integer.parseUnsignedInt(name.substring(0, 8), 16));
    }

    /** On a client, tell why no session was offered; empty when one was. */
    public Optional<NotOffered> notOffered() {
        return info.notOffered();
    }

    /** Tell whether the peer's data has ended without close_notify, so that nobody knows whether it was whole. */
    public boolean endedWithoutCloseNotify() {
        return connection.endedWithoutCloseNotify();
    }

    /**
     * On a client, tell for how long another connection can resume from this one or those it descends from, at the longest;
     * zero when nothing is left to resume from, as after {@code invalidate}, and always on a server, whose clients hold its
     * tickets.
     */
    public Duration remainingLife() {
        return connection.remainingLife();
    }

    /**
     * Let another socket resume this session, whatever its address and port, as servers of FTPS demand it of data
     * connections. Of TLS 1.3 it uses up one of the tickets that this connection and those that resumed it have got, and
     * gives back those it gets. It names the server as this connection does, unless names are set on the socket, and is
     * checked against that name. With {@code setEnableSessionCreation(false)} it resumes or fails.
     *
     * @param socket a client's socket of the same SSLContext, before its handshake; mode, versions and the rest may be set later
     * @return whether there is a session to offer now; when not, the socket is left as it was
     * @throws IllegalArgumentException when the socket is none of this SSLContext
     * @throws IllegalStateException when its handshake has begun
     */
    public boolean offerOn(SSLSocket socket) {
        if (!(socket instanceof RepriseSocket own)) {
            throw new IllegalArgumentException(
                    "not a socket of Reprise: " + socket.getClass().getName());
        }
        return connection.offerOn(own.connection());
    }

    /** Let another engine resume this session, as {@link #offerOn(SSLSocket)} lets a socket. */
    public boolean offerOn(SSLEngine engine) {
        if (!(engine instanceof RepriseEngine own)) {
            throw new IllegalArgumentException(
                    "not an engine of Reprise: " + engine.getClass().getName());
        }
        return connection.offerOn(own.connection());
    }
}
