package dev.reprise.tls.jsse;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A context's sessions as one handshake takes from them; remembers what it has taken. */
final class OfferedSessions implements SessionStore {
    private final ClientSessions sessions;
    private ClientSessions.@Nullable Kept taken;

    OfferedSessions(ClientSessions sessions) {
        this.sessions = sessions;
    }

    /** Return what was taken, or null. */
    ClientSessions.@Nullable Kept taken() {
        return taken;
    }

    @Override
    public @Nullable Session take(Peer peer, Function<Session, Verdict> check) throws IOException {
        var kept = sessions.take(peer, check);
        taken = kept;
        return kept == null ? null : kept.session();
    }

    @Override
    public boolean hasOtherIdentity(Peer peer) throws IOException {
        return sessions.hasOtherIdentity(peer);
    }

    @Override
    public boolean inDoubt(Peer peer) throws IOException {
        return sessions.inDoubt(peer);
    }

    /** Do nothing: what a connection receives is kept with the connection's own session. */
    @Override
    public void put(Peer peer, Session session) {}

    /** Do nothing: what is refused is forgotten by what was taken. */
    @Override
    public void forget(Peer peer, Session refused) {}
}
