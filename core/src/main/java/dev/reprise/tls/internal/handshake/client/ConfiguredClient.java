package dev.reprise.tls.internal.handshake.client;

import dev.reprise.tls.internal.cert.VerifiedChain;
import dev.reprise.tls.internal.handshake.PeerChain;
import dev.reprise.tls.internal.handshake.PeerVerifier;
import dev.reprise.tls.internal.resumption.SessionOffer;
import dev.reprise.tls.spec.CertificateWithheld;
import dev.reprise.tls.spec.ProtocolException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides for a client by what its config says.
 *
 * @param sessions chooses the session to offer
 * @param identity answers with our own certificate for servers that ask; null without one
 * @param verifier decides over the server's chain
 */
public record ConfiguredClient(
        SessionSource sessions, @Nullable Supplier<ClientIdentity.Shown> identity, PeerVerifier verifier)
        implements ClientDecisions {
    /** Chooses the session to offer to a server. */
    @FunctionalInterface
    public interface SessionSource {
        /** Answer as {@link ClientDecisions#session} does. */
        SessionOffer.Choice choose(ClientTarget target, ClientSettings settings);
    }

    @Override
    public SessionOffer.Choice session(ClientTarget target, ClientSettings settings) {
        return sessions.choose(target, settings);
    }

    @Override
    public boolean mayProveIdentity() {
        return identity != null;
    }

    @Override
    public ClientIdentity identity(WantedCertificate wanted) {
        if (identity == null) {
            return new ClientIdentity.Withheld(CertificateWithheld.NO_IDENTITY);
        }
        // RFC 9846 section 4.5.1.2: it SHOULD be issued by an authority that the server names. With one alone there is
        // none to prefer, and a server may know the way from another name than the issuers we hold.
        return identity.get();
    }

    @Override
    public VerifiedChain verify(PeerChain chain) throws ProtocolException {
        return verifier.verify(chain);
    }

    @Override
    public void proven(PeerChain chain, VerifiedChain path) {
        verifier.proven(chain, path);
    }
}
