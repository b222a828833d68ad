package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.session.Session;
import java.io.IOException;
import java.util.List;

/** Takes what a client's connection learns about sessions; called from tasks, so it may do I/O. */
public interface SessionSink {
    /** A sink that keeps nothing: servers, and clients without a store. */
    SessionSink NONE = new SessionSink() {
        @Override
        public void offered(Session session) {}

        @Override
        public void tickets(List<Session> sessions) {}

        @Override
        public void refused() {}

        @Override
        public void failed(boolean established) {}
    };

    /** Remember the session that is offered, whose secret is wiped. */
    void offered(Session session);

    /** Remember that none is offered, as those of the peer are in doubt. */
    default void inDoubt() {}

    /** Take account of a connection that ended before its handshake was done, unless a fatal alert said why. */
    default void unanswered() throws IOException {}

    /** Take account of a handshake that is done. */
    default void established() throws IOException {}

    /** Keep sessions whose tickets came together. */
    void tickets(List<Session> sessions) throws IOException;

    /** Forget the session that was offered: the server did not resume it. */
    void refused() throws IOException;

    /**
     * Forget what belongs to this connection, which a fatal alert has ended (RFC 5246 section 7.2.2: its session MUST NOT be
     * resumed; RFC 9846 section 6: tickets of failed connections SHOULD be discarded).
     *
     * @param established whether the handshake was done before
     */
    void failed(boolean established) throws IOException;
}
