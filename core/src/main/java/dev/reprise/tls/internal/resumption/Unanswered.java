package dev.reprise.tls.internal.resumption;

/** What to say of a connection that ended before the server had answered a ClientHello that offered a session. */
public final class Unanswered {
    /** To be appended to what happened. */
    public static final String HINT = ", in answer to a ClientHello that offered a session: the server does not take"
            + " sessions, or is down; this session is spent, and the next connection that can do without offers none";

    private Unanswered() {}
}
