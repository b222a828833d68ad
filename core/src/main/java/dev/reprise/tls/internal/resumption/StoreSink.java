package dev.reprise.tls.internal.resumption;

import dev.reprise.tls.internal.access.SessionAccess;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.session.Peer;
import dev.reprise.tls.session.Session;
import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.SessionStore.Observation;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes what one connection learns about sessions to the config's store. */
public final class StoreSink implements SessionSink {
    private static final int[] NONE = {};

    private final SessionStore store;
    private final Peer peer;
    private final Responses responses;
    private @Nullable Session offered;
    private boolean wentWithout;
    private boolean settled;
    /** Hashes of the sessions received: all that is kept of them, as connections may be many and live long. */
    private int[] received = NONE;

    /** Knows OCSP responses. */
    @FunctionalInterface
    public interface Responses {
        /** Return the newest that verified about a certificate, as DER; null when there is none. */
        @Nullable
        Bytes about(X509Certificate certificate);
    }

    /**
     * Make the sink of one connection.
     *
     * @param responses where the response comes from that is kept with a session
     */
    public StoreSink(SessionStore store, Peer peer, Responses responses) {
        this.store = store;
        this.peer = peer;
        this.responses = responses;
    }

    /** Make the sink of one connection whose sessions are kept without OCSP responses. */
    public StoreSink(SessionStore store, Peer peer) {
        this(store, peer, certificate -> null);
    }

    @Override
    public void offered(Session session) {
        offered = session;
    }

    @Override
    public void inDoubt() {
        wentWithout = true;
    }

    /** The session offered is spent, whether it was to blame or not: nobody can tell. */
    @Override
    public void unanswered() throws IOException {
        if (settled) {
            return; // A transport that fails may be told of more than once.
        }
        settled = true;
        if (offered != null) {
            store.remove(peer, offered);
            store.observe(peer, Observation.UNANSWERED_WITH_SESSION);
        } else if (wentWithout) {
            store.observe(peer, Observation.UNANSWERED_WITHOUT_SESSION);
        }
    }

    @Override
    public void established() throws IOException {
        settled = true;
        if (wentWithout) {
            store.observe(peer, Observation.ESTABLISHED_WITHOUT_SESSION);
        }
    }

    @Override
    public void tickets(List<Session> sessions) throws IOException {
        int known = received.length;
        received = Arrays.copyOf(received, known + sessions.size());
        for (var session : sessions) {
            received[known++] = session.hashCode();
        }
        try {
            store.put(peer, withResponse(sessions));
        } finally {
            sessions.forEach(Session::close);
        }
    }

    /** All tickets of a connection come with the same chain. */
    private List<Session> withResponse(List<Session> sessions) {
        var chain = sessions.get(0).chain();
        var response = chain.isEmpty() ? null : responses.about(chain.get(0));
        if (response == null) {
            return sessions;
        }
        var access = SessionAccess.inside();
        return sessions.stream().map(session -> access.with(session, response)).toList();
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
            store.remove(peer, this::wasReceived);
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
