package dev.reprise.tls;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.NegotiatedParameters;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.server.ReceivedClientHello;
import dev.reprise.tls.internal.handshake.server.ServerDecisions;
import dev.reprise.tls.internal.handshake.server.ServerIdentity;
import dev.reprise.tls.internal.handshake.server.ServerSettings;
import dev.reprise.tls.internal.handshake.server.ServerShell;
import dev.reprise.tls.spec.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * Decides for a server by the user's choice, and by its config where that has none.
 *
 * @param choice the user's
 * @param configured decides over the rest
 */
record ChoosingServer(ServerChoice choice, ServerDecisions configured) implements ServerShell {
    @Override
    public ServerSettings settings(ReceivedClientHello hello, ServerSettings own) throws ProtocolException {
        var config = choice.config(hello);
        return config == null ? own : config.settings();
    }

    @Override
    public @Nullable ServerIdentity identity(
            ReceivedClientHello hello, NegotiatedParameters negotiated, ServerSettings settings)
            throws ProtocolException {
        var identity = choice.identity(hello);
        return identity == null
                ? configured.identity(hello, negotiated, settings)
                : ServerIdentity.of(identity, hello.name());
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        return configured.verify(chain);
    }

    @Override
    public void proven(PeerChain chain, VerifiedChain path) {
        configured.proven(chain, path);
    }
}
