package dev.reprise.tls.session;

import dev.reprise.tls.internal.cert.NameCheck;
import dev.reprise.tls.internal.crypto.Secret;
import dev.reprise.tls.spec.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A session as it stands in a file.
 *
 * @param peer whom it belongs to; null when another program wrote it and the DER alone says so
 * @param session the session
 * @param der another program's encoding, kept as it is, as it may tell more than a session of ours holds; null for our own
 */
record StoredSession(
        @Nullable Peer peer, Session session, @Nullable Secret der) implements AutoCloseable {
    /** Make an entry of our own. */
    StoredSession(Peer peer, Session session) {
        this(peer, session, null);
    }

    /** Return the DER encoding, which the caller wipes. */
    byte[] toDer() {
        return der == null ? session.toDer() : der.toArray();
    }

    /** Wipe the session. */
    @Override
    public void close() {
        session.close();
        if (der != null) {
            der.close();
        }
    }

    /**
     * Tell whether the session may be offered to a peer. Another program's is for the server its host name says, else
     * for any its leaf certificate names, at whatever port and policy, as the chain is verified again before use; never
     * for those with a client certificate, as nothing tells whether it was made with one.
     */
    boolean belongsTo(Peer wanted) {
        if (peer != null) {
            return peer.equals(wanted);
        }
        return wanted.identity().isEmpty()
                && (session.hostName().isPresent()
                        ? wanted.serverName().filter(this::saysHostName).isPresent()
                        : leafNames(wanted.serverName().orElse(wanted.host())));
    }

    /** Tell whether the session may be offered to that peer, if only our own certificate were another. */
    boolean belongsToOtherIdentity(Peer wanted) {
        return peer != null
                ? peer.sameButIdentity(wanted)
                : !wanted.identity().isEmpty() && belongsTo(wanted.withIdentity(""));
    }

    /** Tell whether a user means this session by a host, a host and port, or a server name. */
    boolean answersTo(String name) {
        if (peer == null) {
            return session.hostName().isPresent() ? saysHostName(name) : leafNames(name);
        }
        return peer.host().equalsIgnoreCase(name)
                || (peer.host() + ":" + peer.port()).equalsIgnoreCase(name)
                || ("[" + peer.host() + "]:" + peer.port()).equalsIgnoreCase(name)
                || peer.serverName().filter(name::equalsIgnoreCase).isPresent();
    }

    private boolean saysHostName(String name) {
        return session.hostName().filter(name::equalsIgnoreCase).isPresent();
    }

    private boolean leafNames(String name) {
        try {
            return !session.chain().isEmpty()
                    && NameCheck.matches(session.chain().get(0), name);
        } catch (ProtocolException e) {
            return false; // a certificate with malformed names names nobody
        }
    }
}
