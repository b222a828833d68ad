package dev.reprise.tls.jsse;

import dev.reprise.tls.session.SessionStore;
import dev.reprise.tls.session.TicketKeyRing;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Say what the contexts of a {@link RepriseProvider} resume with, beyond what JSSE has words for: ticket keys that several
 * contexts, processes or servers share, and a store in which clients' sessions outlive the process. Immutable, thread-safe.
 */
public final class ResumptionOptions {
    /** What a provider has unless told otherwise: each context has ticket keys and sessions of its own, in memory. */
    public static final ResumptionOptions DEFAULT = new ResumptionOptions(null, null, "", 8);

    private static final int MAX_PER_PEER = 1024;

    private final @Nullable TicketKeyRing ticketKeys;
    private final @Nullable StoredSessions sessions;
    private final String label;
    private final int sessionsPerPeer;

    private ResumptionOptions(
            @Nullable TicketKeyRing ticketKeys, @Nullable StoredSessions sessions, String label, int sessionsPerPeer) {
        this.ticketKeys = ticketKeys;
        this.sessions = sessions;
        this.label = label;
        this.sessionsPerPeer = sessionsPerPeer;
    }

    /**
     * Let servers seal and open tickets with this ring. Contexts that share it take each other's tickets when they want the
     * same of client certificates, accept the same issuers and have the same {@link #label}; see {@link
     * dev.reprise.tls.ServerConfig.Builder#sessionIdFromPolicy}. The caller closes it after the last connection.
     */
    public ResumptionOptions ticketKeys(TicketKeyRing ring) {
        return new ResumptionOptions(Objects.requireNonNull(ring, "ticketKeys"), sessions, label, sessionsPerPeer);
    }

    /**
     * Set apart servers that share ticket keys and are otherwise equal: those with another label refuse their sessions.
     *
     * @param text of any length; default: empty
     */
    public ResumptionOptions label(String text) {
        return new ResumptionOptions(ticketKeys, sessions, Objects.requireNonNull(text, "label"), sessionsPerPeer);
    }

    /**
     * Let clients keep their sessions here, such as in a {@link dev.reprise.tls.session.SessionFile}, and resume from them in
     * the next run. Sessions are read inside the first wrap, which waits for it, and written by another thread. Those of other
     * certificates of ours, and of other ways to identify the server, are never offered. The caller closes it after the last
     * connection. Default: memory.
     */
    public ResumptionOptions sessions(SessionStore store) {
        var stored = new StoredSessions(Objects.requireNonNull(store, "sessions"));
        return new ResumptionOptions(ticketKeys, stored, label, sessionsPerPeer);
    }

    /**
     * Let clients keep so many sessions per server in memory: as many connections at a time resume, as a TLS 1.3 ticket is
     * used once. A store has a number of its own. Default: 8.
     *
     * @param count 1 to 1024
     * @throws IllegalArgumentException when it is out of this range
     */
    public ResumptionOptions sessionsPerPeer(int count) {
        if (count < 1 || count > MAX_PER_PEER) {
            throw new IllegalArgumentException(count + " sessions per peer, legal are 1 to " + MAX_PER_PEER);
        }
        return new ResumptionOptions(ticketKeys, sessions, label, count);
    }

    @Nullable
    TicketKeyRing ticketKeys() {
        return ticketKeys;
    }

    @Nullable
    StoredSessions sessions() {
        return sessions;
    }

    String label() {
        return label;
    }

    int sessionsPerPeer() {
        return sessionsPerPeer;
    }
}
