package dev.reprise.tls.internal.resumption;

import java.io.IOException;
import java.net.SocketException;

/** What to say of a connection that ended before the server had answered a ClientHello that offered a session. */
public final class Unanswered {
    /** To be appended to what happened. */
    public static final String HINT = ", in answer to a ClientHello that offered a session: the server does not take"
            + " sessions, or is down; this session is spent, and the next connection that can do without offers none";

    private Unanswered() {}

    /** Say of a transport that failed what that may mean. */
    public static IOException told(IOException failure) {
        var text = failure.getMessage() + HINT;
        var told = failure instanceof SocketException ? new SocketException(text) : new IOException(text);
        told.initCause(failure);
        return told;
    }
}
