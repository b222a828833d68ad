package dev.reprise.tls.internal.access;

import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.TicketKeyRing;
import java.lang.invoke.MethodHandles;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from exported types to what they hold and do not show: secrets, and types that are not exported. {@code
 * t.session} implements it and hands it over when its types are loaded. Thread-safe.
 */
public abstract class SessionAccess {
    /** Set once for the life of the JVM, to an object without state: a mutable static in form alone. */
    private static volatile @Nullable SessionAccess opened;

    /** For {@code t.session}. */
    protected SessionAccess() {}

    /** Hand over the implementation; one is as good as another. */
    protected static void open(SessionAccess access) {
        opened = access;
    }

    /** Return the way in. */
    public static SessionAccess inside() {
        var access = opened;
        if (access != null) {
            return access;
        }
        try {
            MethodHandles.lookup().ensureInitialized(Session.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("an exported class that cannot be loaded", e);
        }
        return inside();
    }

    /** Return what a session holds, itself and no copy: closing it wipes the session's secret. */
    public abstract SessionData data(Session session);

    /**
     * Make a session of our own.
     *
     * @param data what a handshake has left; passes to the session
     * @param chain the server's chain that was verified, leaf first
     */
    public abstract Session session(SessionData data, List<X509Certificate> chain);

    /** Return the OCSP response that was kept with a session, about its leaf, as DER; null when none was. */
    public abstract @Nullable Bytes response(Session session);

    /** Return a session with an OCSP response about its leaf; both are one, and are closed as one. */
    public abstract Session with(Session session, Bytes response);

    /** Return what a ring seals and opens with. */
    public abstract KeyRing keys(TicketKeyRing ring);
}
