package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Verdict;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Passes what one connection learns about sessions to the config's store. */
public final class StoreSink implements SessionSink {
    private static final int[] NONE = {};

    private final SessionStore store;
    private final Peer peer;
    private @Nullable Session offered;
    /** Hashes of the sessions received: all that is kept of them, as connections may be many and live long. */
    private int[] received = NONE;

    /** Make the sink of one connection. */
    public StoreSink(SessionStore store, Peer peer) {
        this.store = store;
        this.peer = peer;
    }

    @Override
    public void offered(Session session) {
        offered = session;
    }

    @Override
    public void ticket(Session session) throws IOException {
        try (session) {
            received = Arrays.copyOf(received, received.length + 1);
            received[received.length - 1] = session.hashCode();
            store.put(peer, session);
        }
    }

    @Override
    public void refused() throws IOException {
        if (offered != null) {
            store.forget(peer, offered);
        }
    }

    @Override
    public void failed(boolean established) throws IOException {
        // After the handshake a single-use session is gone from the store, and its companions have done nothing wrong.
        if (offered != null && !(established && offered.singleUse())) {
            store.forget(peer, offered);
        }
        if (received.length > 0) {
            // Should another session of the peer have the hash of one received, it goes too: a full handshake, no more.
            var none = store.take(peer, kept -> wasReceived(kept) ? Verdict.DROP : Verdict.KEEP);
            if (none != null) {
                none.close(); // A store that hands out what nobody wanted.
            }
        }
    }

    private boolean wasReceived(Session kept) {
        for (int hash : received) {
            if (hash == kept.hashCode()) {
                return true;
            }
        }
        return false;
    }
}
