package dev.reprise.tls.session;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.session.SessionData;
import dev.reprise.tls.internal.ticket.KeyRing;
import dev.reprise.tls.internal.wire.Bytes;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens to the rest of Reprise what this package's exported types hold and do not show. */
final class Inside extends SessionAccess {
    private Inside() {}

    /** Called as each of these types is loaded, so that whoever has an object of one finds the way in. */
    static void open() {
        SessionAccess.open(new Inside());
    }

    @Override
    public SessionData data(Session session) {
        return session.data();
    }

    @Override
    public Session session(SessionData data, List<X509Certificate> chain) {
        return Session.of(data, chain);
    }

    @Override
    public @Nullable Bytes response(Session session) {
        return session.response();
    }

    @Override
    public Session with(Session session, Bytes response) {
        return session.with(response);
    }

    @Override
    public KeyRing keys(TicketKeyRing ring) {
        return ring.keys();
    }
}
