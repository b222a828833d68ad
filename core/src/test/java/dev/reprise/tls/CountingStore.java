package dev.reprise.tls;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A store in front of another that counts, loses or fails as told, and may take all peers for one. */
public final class CountingStore implements SessionStore {
    private final SessionStore store;
    private int stored;
    private boolean ignoreNew;
    private @Nullable Peer only;
    private @Nullable String failure;

    /** Pass everything on to a store. */
    public CountingStore(SessionStore store) {
        this.store = store;
    }

    /** Return how many sessions were put. */
    public int stored() {
        return stored;
    }

    /** Drop what is put from now on. */
    public void ignoreNew(boolean ignore) {
        ignoreNew = ignore;
    }

    /** Take every peer for this one, as no real store does. */
    public void takeAllFor(Peer peer) {
        only = peer;
    }

    /** Fail from now on with this message; null to work again. */
    public void fail(@Nullable String message) {
        failure = message;
    }

    @Override
    public @Nullable Session take(Peer peer, Function<Session, Verdict> check) throws IOException {
        return store.take(seen(peer), check);
    }

    @Override
    public boolean hasOtherIdentity(Peer peer) throws IOException {
        return store.hasOtherIdentity(seen(peer));
    }

    @Override
    public void put(Peer peer, Session session) throws IOException {
        stored++;
        if (!ignoreNew) {
            store.put(seen(peer), session);
        }
    }

    @Override
    public void forget(Peer peer, Session refused) throws IOException {
        store.forget(seen(peer), refused);
    }

    @Override
    public void remove(Peer peer, Predicate<Session> unwanted) throws IOException {
        store.remove(seen(peer), unwanted);
    }

    @Override
    public void observe(Peer peer, Observation seen) throws IOException {
        store.observe(seen(peer), seen);
    }

    @Override
    public boolean inDoubt(Peer peer) throws IOException {
        return store.inDoubt(seen(peer));
    }

    private Peer seen(Peer peer) throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
        return only == null ? peer : only;
    }
}
