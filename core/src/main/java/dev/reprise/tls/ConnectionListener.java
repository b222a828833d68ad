package dev.reprise.tls;

import dev.reprise.tls.spec.ConnectionInfo;
import dev.reprise.tls.spec.NotStored;
import dev.reprise.tls.spec.TicketWithheld;
import dev.reprise.tls.spec.TlsException;
import java.time.Duration;
import java.time.Instant;

/**
 * Hear what happens to the connections of a config: for counters, and for an operator who asks how many resume and why
 * others do not. Called in the threads that use the connections, several at a time; it must not wait for others of them.
 * What it throws is logged and ends no connection.
 */
public interface ConnectionListener {
    /** A handshake is done; on a server, its client's Finished has come. */
    default void established(ConnectionInfo info) {}

    /**
     * TLS has ended a connection in failure, during the handshake or after it: by a decision of ours, an alert of the peer's,
     * a handshake that took too long, or an end without close_notify. Failures of what is below, such as a reset or a read
     * that timed out, are thrown to those who use the connection and not told here.
     */
    default void failed(TlsException reason) {}

    /** Server: a ticket was issued that is good for this long. */
    default void ticketIssued(Duration lifetime) {}

    /** Server: a ticket was due and not issued. */
    default void ticketWithheld(TicketWithheld reason) {}

    /** Client: a session was stored that can be resumed until then. */
    default void sessionStored(Instant expires) {}

    /** Client: the handshake left a session that is not stored. */
    default void sessionNotStored(NotStored reason) {}

    /**
     * Client: a ticket says that it is good for longer than seven days, the most that RFC 9846 section 4.7.1 allows; it is
     * kept for seven.
     */
    default void ticketLifetimeCapped(Duration claimed) {}

    /** Client: the session store failed with this message, and the connection goes on. */
    default void storeFailed(String message) {}

    /** The keys of one direction have changed (RFC 9846 section 4.7.3): the peer's, or ours. */
    default void keysUpdated(boolean byPeer) {}
}
