package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.resumption.SessionOffer;
import dev.reprise.tls.spec.ProtocolException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The one door through which a client's states ask what is not theirs to decide. Every question is asked in a task, at
 * most once in a connection, so that an answer may block; what an answer throws ends the connection. {@link
 * ConfiguredClient} answers from a config; a shell with callbacks of its own answers through {@link ClientShell}.
 */
public sealed interface ClientDecisions permits ConfiguredClient, ClientShell {
    /** Choose the session to offer, before the ClientHello is built; never throws, as a store is no reason to fail. */
    SessionOffer.Choice session(ClientTarget target, ClientSettings settings);

    /** Tell whether {@link #identity} may ever show one; where not, TLS 1.2 need not keep the handshake's messages. */
    boolean mayProveIdentity();

    /** Choose what to show a server that asks for a certificate. */
    ClientIdentity identity(WantedCertificate wanted) throws ProtocolException;

    /** Verify the server's chain; the path found is kept with the session. */
    VerifiedChain verify(PeerChain chain) throws ProtocolException;

    /** Tell whether {@link #resumed} has something to say, so that it is asked in a task. */
    default boolean verifiesResumed() {
        return false;
    }

    /**
     * Verify the chain of the session that the server has resumed, which has shown that it knows the session's keys; nothing
     * has been sent under ours. Sessions are verified before they are offered: this is for those who cannot do so before the
     * ClientHello.
     *
     * @param chain the server's chain as it is kept with the session, leaf first
     */
    default void resumed(List<X509Certificate> chain, NegotiatedParameters negotiated) throws ProtocolException {}

    /** Learn that the server has proven to own the leaf's key, so that the verdict may be remembered. */
    default void proven(PeerChain chain, VerifiedChain path) {}
}
