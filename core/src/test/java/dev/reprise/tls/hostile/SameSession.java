package dev.reprise.tls.hostile;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store that offers its newest session again and again, as no real one does, so that many runs resume alike. */
final class SameSession implements SessionStore {
    private @Nullable Session session;
    private boolean frozen;

    /** Keep what is held, maybe nothing, and nothing that comes later. */
    SameSession freeze() {
        frozen = true;
        return this;
    }

    @Override
    public @Nullable Session take(Peer peer, Function<Session, Verdict> check) {
        return session != null && check.apply(session) == Verdict.OFFER ? session.copy() : null;
    }

    @Override
    public void put(Peer peer, Session received) {
        if (!frozen) {
            session = received.copy();
        }
    }

    @Override
    public void forget(Peer peer, Session refused) {}
}
