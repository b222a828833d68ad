package dev.reprise.tls;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Passes what one connection learns about sessions to the config's store. */
final class StoreSink implements SessionSink {
    private final SessionStore store;
    private final Peer peer;
    private final @Nullable Session offered;

    StoreSink(SessionStore store, Peer peer, @Nullable Session offered) {
        this.store = store;
        this.peer = peer;
        this.offered = offered;
    }

    @Override
    public void ticket(Session session) throws IOException {
        try (session) {
            store.put(peer, session);
        }
    }

    @Override
    public void refused() throws IOException {
        if (offered != null) {
            store.forget(peer, offered);
        }
    }
}
