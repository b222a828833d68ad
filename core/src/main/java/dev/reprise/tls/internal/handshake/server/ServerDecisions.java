package dev.reprise.tls.internal.handshake.server;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.wire.Bytes;
import dev.reprise.tls.spec.ProtocolException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which a server's states ask what is not theirs to decide. Every question is asked in a task, at
 * most once in a connection, so that an answer may block; what an answer throws ends the connection. {@link
 * ConfiguredServer} answers from a config; a shell with callbacks of its own answers through {@link ServerShell}.
 */
public sealed interface ServerDecisions permits ConfiguredServer, ServerShell {
    /**
     * Choose the settings for this ClientHello, before anything else is; they decide from here on. After a
     * HelloRetryRequest they stay.
     *
     * @throws ProtocolException to refuse the client: UNRECOGNIZED_NAME for a name that is nobody's
     */
    default ServerSettings settings(ReceivedClientHello hello, ServerSettings own) throws ProtocolException {
        return own;
    }

    /**
     * Choose among the application protocols a client offers; not asked when it offers none.
     *
     * @param offered the client's list, in its order
     * @return the one chosen, or null to take no part
     * @throws ProtocolException NO_COMMON_APPLICATION_PROTOCOL to refuse the client
     */
    default @Nullable String protocol(List<Bytes> offered, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException {
        return settings.terms().protocols().choose(offered);
    }

    /**
     * Choose what to prove ourselves with; not asked when a session is resumed.
     *
     * @return certificate and key, or null when there is none for this client. Should the key fit nothing that the client
     *     accepts, the handshake fails
     */
    @Nullable
    ServerIdentity identity(ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException;

    /** Verify a client's chain, which is not empty. */
    VerifiedChain verify(PeerChain chain) throws ProtocolException;

    /** Learn that the client has proven to own the leaf's key, so that the verdict may be remembered. */
    default void proven(PeerChain chain, VerifiedChain path) {}
}
